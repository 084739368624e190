package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var italianCodes = []detect.Code{
	{
		Entity: "IT_FISCAL_CODE", Region: "IT", Min: 16, Max: 16, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !fiscalCode(compact):
				return detect.None
			case hasLower(printed):
				return detect.Medium
			}
			return detect.Certain
		},
		Context: []string{"codice fiscale", "cod fiscale", "cf", "c f", "codicefiscale"},
		Proof: detect.Proof{
			Hits: texts("codice fiscale «RSSMRA85T10A562S»", "«MRTMTT91D08 F205J»", "«RSSMRA85T10A56NH»"),
			Misses: texts(
				"RSSMRA85T10A562T", // check letter
				"MLLSNT82P65Z404T", // check letter
				"RSSMRA85Z10A562S", // no month Z
			),
		},
	},
	{
		Entity: "IT_VAT_CODE", Region: "IT", Min: 11, Max: 11,
		Check:   valued(detect.High, checksum.PartitaIVA),
		Context: []string{"partita iva", "p iva", "piva", "partitaiva", "vat"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("partita IVA «00743110157»", "P.IVA: «00743110157»"),
			Misses: texts(
				"partita IVA 00743110158", // Luhn
				"lotto 00743110157",       // no word says that it is one
			),
		},
	},
	{
		Entity: "IT_DRIVER_LICENSE", Region: "IT", Min: 10, Max: 10, Letters: true,
		Check:   valued(detect.Medium, func(s string) bool { return shaped(s, "AA9999999A") || s[:2] == "U1" && shaped(s, "A9XXXXXXXA") }),
		Context: []string{"patente", "patente di guida", "licenza di guida"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("patente «AA0123456B»", "patente di guida «U1H00A000B»"),
			Misses: texts("articolo AA0123456B", "patente AA012345B"),
		},
	},
	{
		Entity: "IT_PASSPORT", Region: "IT", Min: 9, Max: 9, Letters: true,
		Check:   valued(detect.Medium, formed("AA9999999")),
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("passaporto «YA1234567»"),
			Misses: texts("articolo YA1234567", "passaporto YA123456"),
		},
	},
	{
		Entity: "IT_IDENTITY_CARD", Region: "IT", Min: 9, Max: 9, Letters: true,
		Check:   valued(detect.Medium, formed("AA9999999", "9999999AA", "AA99999AA")),
		Context: []string{"carta d'identità", "carta di identità", "carta identità", "cie", "documento di riconoscimento", "identity card"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("carta d'identità «CA12345AA»", "CIE «AA 1234567»"),
			Misses: texts("articolo CA12345AA", "CIE CA1234AA"),
		},
	},
}

// fiscalCode: surname, name, year, month, day, place and a check letter. Letters
// stand for digits where two people would have the same code (omocodia).
func fiscalCode(s string) bool {
	if !shaped(s, "AAAAAAXXAXXAXXXA") {
		return false
	}
	for _, i := range [...]int{6, 7, 9, 10, 12, 13, 14} {
		if !isDigit(s[i]) && (s[i] < 'L' || s[i] > 'V' || s[i] == 'O') {
			return false
		}
	}
	switch s[8] {
	case 'A', 'B', 'C', 'D', 'E', 'H', 'L', 'M', 'P', 'R', 'S', 'T':
		return checksum.FiscalCode(s)
	}
	return false
}
