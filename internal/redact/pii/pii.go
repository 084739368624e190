// Package pii recognises personal data: cards and accounts, the national ids of
// some fifty countries, and what leads to a person on a network.
//
// Values of digits and capital letters are codes, in a file per country or
// family; everything that begins with or holds a telling byte is a pattern. A
// detector answers with the confidence of the value alone: High where a checksum
// or a rare printed form leaves little doubt, Low where it could be any number, so
// that only a context word beside it or its key makes it a finding. What is no
// more than a number even then needs context outright. The package knows no text
// but the plain one: escapes, look-alikes and keys are the engine's.
package pii

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Codes are the detectors of numbers and codes.
func Codes() []detect.Code {
	return bareNeedsContext(slices.Concat(
		cardCodes, ibanCodes, bankCodes, bicCodes, deviceCodes, phoneCodes, birthCodes, plateCodes, postcodeCodes,
		usCodes, ukCodes, germanCodes, frenchCodes, spanishCodes, italianCodes,
		beneluxCodes, nordicCodes, balticCodes, centralCodes, balkanCodes, irishCodes, portugueseCodes,
		indianCodes, chineseCodes, koreanCodes, asianCodes, oceanianCodes,
		africanCodes, middleEasternCodes, latinCodes, canadianCodes, easternCodes,
	))
}

// Patterns are the detectors of everything else.
func Patterns() []detect.Pattern {
	return slices.Concat(
		emailPatterns, phonePatterns, calledPatterns, networkPatterns, urlPatterns, cryptoPatterns,
		labelledCodePatterns, lowerCodePatterns, defangedPatterns, cardPatterns, trackPatterns, bicPatterns, addressPatterns, boxPatterns, postcodePatterns, birthPatterns, platePatterns, agePatterns, gpsPatterns, latinPatterns, nordicPatterns,
	)
}

// Aliases are other names that entities go by, in Presidio above all.
func Aliases() map[string]detect.Entity {
	return map[string]detect.Entity{
		"ABA_ROUTING_NUMBER":        "ABA_ROUTING",
		"CREDIT_CARD_EXPIRY":        "CARD_EXPIRY",
		"CREDIT_CARD_PIN":           "CARD_PIN",
		"CREDIT_CARD_TRACK":         "CARD_TRACK",
		"CARD_CVV":                  "CREDIT_CARD_CVV",
		"DOMAIN_NAME":               "DOMAIN",
		"IBAN":                      "IBAN_CODE",
		"SSN":                       "US_SSN",
		"MEDICAL_LICENSE":           "US_DEA",
		"FI_PERSONAL_IDENTITY_CODE": "FI_HETU",
		"FR_SSN":                    "FR_NIR",
		"BE_NATIONAL_ID":            "BE_NRN",
		"DK_CPR_NUMBER":             "DK_CPR",
		"NO_NATIONAL_ID":            "NO_FNR",
		"CH_SSN":                    "CH_AHV",
		"IT_VAT":                    "IT_VAT_CODE",
		"ES_DNI":                    "ES_NIF",
		"SG_NRIC":                   "SG_NRIC_FIN",
		"ZA_ID":                     "ZA_ID_NUMBER",
		"ZIP_CODE":                  "US_ZIP_CODE",
		"TR_TCKN":                   "TR_NATIONAL_ID",
	}
}
