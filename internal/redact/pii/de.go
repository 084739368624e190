package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var germanCodes = []detect.Code{
	{
		Entity: "DE_TAX_ID", Region: "DE", Min: 11, Max: 11, Parts: []int{4},
		Check:   official(checksum.GermanTaxID, "99 999 999 999"),
		Context: []string{"steuer id", "steueridentifikationsnummer", "steuerid", "steuerliche identifikationsnummer", "identifikationsnummer", "idnr", "steuer idnr", "tax id", "bzst", "tin"},
		Proof: detect.Proof{
			Hits: texts("Steuer-ID: «36574261809»", "«36 574 261 809»", "IdNr. «86095742719»"),
			Misses: texts(
				"Steuer-ID 36574261808", // check digit
				"36574261809",           // eleven digits, and no word says that it is one
				"Steuer-ID 11112345678", // four times the same digit
			),
		},
	},
	{
		Entity: "DE_TAX_NUMBER", Region: "DE", Min: 10, Max: 13,
		Check:   germanTaxNumber,
		Context: []string{"steuernummer", "steuer nr", "steuer nummer", "st nr", "stnr", "finanzamt", "tax number"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("St.-Nr. «123/456/78901» bitte angeben.", "Steuernummer: «0981508150999» wurde vergeben."),
			Misses: texts(
				"Akte 123/456/78901",         // no word says that it is one
				"Steuernummer 1781508150001", // sixteen states
				"Steuernummer 12/34/5678901", // not printed so
			),
		},
	},
	{
		Entity: "DE_VAT_ID", Region: "DE", Min: 11, Max: 11, Letters: true, Lettered: true, Mixed: true,
		Check: func(compact, printed string) detect.Confidence {
			if compact[:2] != "DE" || !allDigits(compact[2:]) || compact[2] == '0' {
				return detect.None
			}
			if !checksum.GermanVAT(compact) {
				return detect.Low // older ones break the rule
			}
			if hasLower(printed) {
				return detect.Low
			}
			return detect.High
		},
		Context: []string{"ust id", "ust idnr", "ustid", "ustidnr", "umsatzsteuer", "umsatzsteuer identifikationsnummer", "vat", "vat id", "mwst", "uid"},
		Proof: detect.Proof{
			Hits: texts("USt-IdNr.: «DE136695976»", "«DE 136 695 976»", "vat «DE123456789»"),
			Misses: texts(
				"DE123456789", // check digit, and no word says that it is one
				"DE12345678",  // too short
				"FR12345678901",
			),
		},
	},
	{
		Entity: "DE_ID_CARD", Region: "DE", Min: 9, Max: 11, Letters: true,
		Check:   germanDocument,
		Context: []string{"personalausweis", "ausweis", "personalausweisnummer", "ausweisnummer", "perso", "npa", "dokumentennummer", "identity card", "id card", "bundespersonalausweis"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("Personalausweis «L01X00T44»", "Ausweisnummer: «T220001293»", "Personalausweis «T22000129»"),
			Misses: texts(
				"Personalausweis L01X00T47", // check digit
				"Teil L01X00T44",            // no word says that it is one
				"Ausweis A01X00T44",         // no vowels
			),
		},
	},
	{
		Entity: "DE_PASSPORT", Region: "DE", Min: 9, Max: 11, Letters: true,
		Check:   germanDocument,
		Context: append([]string{"passnummer", "reisepassnummer", "pass nr", "dokumentennummer"}, passportContext...), NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("Reisepass «C01234565» ausgestellt am 01.01.2020.", "Pass-Nr.: «F12345671»", "passport «C01X00T478D»"),
			Misses: texts(
				"Reisepass C01234567",  // check digit
				"Los C01234565",        // no word says that it is one
				"Reisepass C012345678", // longer
			),
		},
	},
	{
		Entity: "DE_SOCIAL_SECURITY", Region: "DE", Min: 12, Max: 12, Letters: true, Lettered: true,
		Check: telling(detect.High, func(s string) bool {
			if !checksum.GermanSocialSecurity(s) {
				return false
			}
			d := number(s[2:4]) // replacements add fifty
			return day(number(s[4:6]), d) || d > 50 && day(number(s[4:6]), d-50)
		}),
		Context: []string{"rentenversicherungsnummer", "sozialversicherungsnummer", "versicherungsnummer", "rvnr", "svnr", "sv nummer", "rentenversicherung", "sozialversicherung"},
		Proof: detect.Proof{
			Hits: texts("RVNR: «15070649C103» laut Ausweis", "«65 070803 A 019»", "«38551285K051»"),
			Misses: texts(
				"15070649C100", // check digit
				"15071349C103", // month 13
				"150706491103", // no letter
			),
		},
	},
	{
		Entity: "DE_HEALTH_INSURANCE", Region: "DE", Min: 10, Max: 10, Letters: true,
		Check:   valued(detect.High, checksum.GermanHealthInsurance),
		Context: []string{"krankenversicherungsnummer", "krankenversichertennummer", "versichertennummer", "kvnr", "krankenkasse", "krankenversicherung", "gesundheitskarte", "egk", "gkv", "versichertenkarte", "health insurance", "versicherten nr", "aok", "barmer", "dak"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("KVNR «A123456780»", "Versichertennummer: «A000500015»"),
			Misses: texts(
				"KVNR A123456781", // check digit
				"Teil A123456780", // no word says that it is one
			),
		},
	},
	{
		Entity: "DE_LANR", Region: "DE", Min: 9, Max: 9,
		Check:   valued(detect.High, checksum.LANR),
		Context: []string{"lanr", "arztnummer", "arzt nr", "lebenslange arztnummer", "vertragsarzt", "kassenarzt", "hausarzt", "facharzt"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("LANR «234567701»", "Arztnummer: «555555501»"),
			Misses: texts("LANR 123456901", "Nummer 234567701"),
		},
	},
	{
		Entity: "DE_BSNR", Region: "DE", Min: 9, Max: 9,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 9 && !repeats(compact), detect.Medium)
		},
		Context: []string{"bsnr", "betriebsstättennummer", "betriebsstätten nummer", "betriebsstätte", "praxisnummer", "nebenbetriebsstätte"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("BSNR: «521234567»", "Betriebsstättennummer «741234567»"),
			Misses: texts("Auftrag 521234567", "BSNR 02123456"),
		},
	},
	{
		Entity: "DE_FUEHRERSCHEIN", Region: "DE", Min: 11, Max: 11, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			// The office, a running number with letters, check digit and copy.
			office := isUpper(compact[0]) && allDigits(compact[1:3]) && countDigits(compact) >= 5 && countDigits(compact) <= 9
			return pick(len(printed) == 11 && office || shaped(compact, "AA99999999X"), detect.Medium)
		},
		Context: []string{"führerschein", "führerscheinnummer", "fahrerlaubnis", "fahrerlaubnisnummer", "führerschein nr", "driving licence", "driver's license"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("Führerscheinnummer «BO12345678A»", "Führerschein «B072RRE2I55»", "Führerschein «AB123456782»"),
			Misses: texts("Teil BO12345678A", "Führerschein BO1234567A"),
		},
	},
	{
		Entity: "DE_HANDELSREGISTER", Region: "DE", Min: 4, Max: 9, Letters: true, Off: true,
		Check: func(compact, _ string) detect.Confidence {
			return pick((compact[:3] == "HRA" || compact[:3] == "HRB") && allDigits(compact[3:]), detect.Medium)
		},
		Proof: detect.Proof{
			Hits:   texts("Amtsgericht München, «HRB 12345»"),
			Misses: texts("HRC 12345", "HRB"),
		},
	},
}

// germanTaxNumber: thirteen digits for the whole country, which begin with the
// state, or the printed forms of the states.
func germanTaxNumber(compact, printed string) detect.Confidence {
	if len(compact) == len(printed) {
		return pick(len(compact) == 13 && compact[:2] >= "01" && compact[:2] <= "16" && !repeats(compact[2:]), detect.Medium)
	}
	return pick(shaped(printed, "999/999/99999") || shaped(printed, "999/9999/9999") || shaped(printed, "99/999/99999") || shaped(printed, "99 999 99999") || shaped(printed, "999 999 99999"), detect.Medium)
}

// germanDocument: letters that cannot be read wrong or make words, and the check
// digit. T and eight digits are the older cards, whose check digit is not printed.
func germanDocument(compact, _ string) detect.Confidence {
	if shaped(compact, "T99999999") {
		return detect.Medium
	}
	if !inAlphabet(compact[0]) && !isDigit(compact[0]) || !checksum.GermanDocument(compact) {
		return detect.None
	}
	for i := 1; i < min(9, len(compact)); i++ {
		if !isDigit(compact[i]) && !inAlphabet(compact[i]) {
			return detect.None
		}
	}
	return pick(isUpper(compact[0]) || len(compact) > 9, detect.High)
}

func inAlphabet(c byte) bool {
	for i := range len(documentLetters) {
		if documentLetters[i] == c {
			return true
		}
	}
	return false
}

const documentLetters = "CFGHJKLMNPRTVWXYZ"
