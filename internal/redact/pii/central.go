package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var centralCodes = []detect.Code{
	{
		Entity: "PL_PESEL", Region: "PL", Min: 11, Max: 11,
		Check: func(compact, printed string) detect.Confidence {
			month := number(compact[2:4]) % 20 // centuries add 20, 40, 60 or 80
			return pick(len(printed) == 11 && day(month, number(compact[4:6])) && checksum.PESEL(compact), detect.High)
		},
		Context: []string{"pesel", "nr pesel", "numer pesel"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("PESEL «44051401359»", "My pesel is «02070803628»."),
			Misses: texts(
				"PESEL 44051401358",  // check digit
				"44051401359",        // eleven digits, and no word says that it is one
				"PESEL 44-051401359", // not printed so
				"PESEL 11110021111",  // day 00
			),
		},
	},
	{
		Entity: "PL_NIP", Region: "PL", Min: 10, Max: 10,
		Check:   valued(detect.High, checksum.NIP),
		Context: []string{"nip", "numer identyfikacji podatkowej", "nr nip", "vat"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("NIP «856-734-62-15»", "nip: «8567346215»"),
			Misses: texts(
				"NIP 8567346216",    // check digit
				"sprawa 8567346215", // no word says that it is one
			),
		},
	},
	{
		Entity: "PL_ID_CARD", Region: "PL", Min: 9, Max: 9, Letters: true,
		Check:   valued(detect.High, checksum.PolishIDCard),
		Context: []string{"dowód osobisty", "dowod osobisty", "dowodu osobistego", "numer dowodu", "nr dowodu", "seria i numer"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("dowód osobisty «ABA300000»", "nr dowodu: «ABA 300000»"),
			Misses: texts(
				"dowód osobisty ABA400000", // check digit
				"część ABA300000",          // no word says that it is one
			),
		},
	},
	{
		Entity: "CZ_RODNE_CISLO", Region: "CZ", Min: 9, Max: 10, Parts: []int{2},
		Check:   rodneCislo,
		Context: []string{"rodné číslo", "rodne cislo", "rč", "r č", "rodného čísla", "birth number"},
		Proof: detect.Proof{
			Hits: texts("rodné číslo «710319/2745»", "«710319/2745»", "RČ: «7103192745»", "rodne cislo «320911/556»"),
			Misses: texts(
				"710319/2746",            // modulus 11
				"711319/2744",            // month 13
				"7103192745",             // ten digits, and no word says that it is one
				"rodne cislo 710319/274", // nine digits ended in 1953
			),
		},
	},
	{
		Entity: "HU_TAX_ID", Region: "HU", Min: 10, Max: 10,
		Check: func(compact, _ string) detect.Confidence {
			return pick(compact[0] == '8' && checksum.HungarianTaxID(compact), detect.High)
		},
		Context: []string{"adóazonosító", "adóazonosító jel", "adóazonosító jele", "adoazonosito", "tax id"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("adóazonosító jel: «8071592153»"),
			Misses: texts("adóazonosító jel 8071592154", "ügy 8071592153"),
		},
	},
	{
		Entity: "HU_TAJ", Region: "HU", Min: 9, Max: 9,
		Check:   valued(detect.High, checksum.TAJ),
		Context: []string{"taj", "taj szám", "tajszám", "társadalombiztosítási"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("TAJ szám «123 456 788»", "TAJ: «123456788»"),
			Misses: texts("TAJ 123456789", "ügy 123456788"),
		},
	},
	{
		Entity: "AT_SVNR", Region: "AT", Min: 10, Max: 10,
		Check: func(compact, _ string) detect.Confidence {
			month := number(compact[6:8]) // 13 to 15 when a day's numbers are used up
			return pick(month >= 1 && month <= 15 && number(compact[4:6]) <= 31 && checksum.AustrianSVNR(compact), detect.High)
		},
		Context: []string{"svnr", "sozialversicherungsnummer", "versicherungsnummer", "sv nummer", "sv nr", "e card", "ecard", "ssn"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("SVNR «1237 010180»", "Sozialversicherungsnummer: «1237010180»"),
			Misses: texts(
				"SVNR 1236 010180", // check digit
				"Fall 1237 010180", // no word says that it is one
				"SVNR 0234 010180", // no zero in front
			),
		},
	},
	{
		Entity: "CH_AHV", Region: "CH", Min: 13, Max: 13,
		Check: func(compact, printed string) detect.Confidence {
			if compact[:3] != "756" || !checksum.EAN13(compact) {
				return detect.None
			}
			sizes, n, _, ok := groups(printed)
			return when(n == 1 || ok && sizes == [10]uint8{3, 4, 4, 2})
		},
		Context: []string{"ahv", "ahv nummer", "ahvn13", "avs", "numéro avs", "sozialversicherungsnummer", "navs", "oasi"},
		Proof: detect.Proof{
			Hits: texts("AHV «756.9217.0769.85»", "«7569217076985»", "«756 9217 0769 85»"),
			Misses: texts(
				"756.9217.0769.84", // check digit
				"757.9217.0769.85", // not Switzerland
				"75-6921-70769-85", // other parts
			),
		},
	},
}

// rodneCislo: women's months have 50 more, and each 20 more when a day's numbers
// are used up. Nine digits were given out until 1953.
func rodneCislo(compact, printed string) detect.Confidence {
	month := number(compact[2:4])
	if month > 50 {
		month -= 50
	}
	if month > 20 {
		month -= 20
	}
	if !day(month, number(compact[4:6])) || !checksum.RodneCislo(compact) {
		return detect.None
	}
	switch {
	case len(compact) == 9:
		return pick(compact[:2] < "54", detect.Low)
	case shaped(printed, "999999/9999"):
		return detect.High
	case len(printed) == 10:
		return detect.Low
	}
	return detect.None
}
