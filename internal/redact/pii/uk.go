package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var ukCodes = []detect.Code{
	{
		Entity: "UK_NHS", Region: "GB", Min: 10, Max: 10, Parts: []int{3},
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.NHS(compact):
				return detect.None
			case shaped(printed, "999 999 9999"):
				return detect.Medium
			}
			return detect.Low // 3-3-4 with hyphens is an American telephone's shape too
		},
		Context: []string{"nhs", "nhs number", "nhs no", "national health service", "health authority", "health services authority", "nhsnumber", "patient"},
		Proof: detect.Proof{
			Hits: texts("NHS number «943 476 5919»", "nhs no: «9434765919»", "«401 023 2137»", "NHS «401-023-2137»"),
			Misses: texts(
				"NHS number 943 476 5918", // check digit
				"9434765919",              // ten digits, and no word says that it is one
				"NHS 4444444444",          // a placeholder
			),
		},
	},
	{
		Entity: "UK_NINO", Region: "GB", Min: 9, Max: 9, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !nino(compact):
				return detect.None
			case hasLower(printed):
				return detect.Low
			case shaped(printed, "AA 99 99 99 A"), shaped(printed, "AA-99-99-99-A"):
				return detect.High
			case shaped(printed, "AA-999999-A"): // the code of a product, as likely
				return detect.Low
			}
			return detect.Medium
		},
		Context: []string{"nino", "national insurance", "national insurance number", "ni number", "ni no", "insurance number"},
		Proof: detect.Proof{
			Hits: texts("NI number «AB123456C»", "«AB 12 34 56 C»", "«TP987654A»"),
			Misses: texts(
				"QQ123456C",      // the official placeholder
				"BG123456C",      // never given out
				"DA123456C",      // no D in front
				"AO123456C",      // no O in second place
				"AB123456E",      // A to D at the end
				"AB12345C",       // too short
				"TP-987654-A",    // a product
				"part ab123456c", // small letters, as in a hash
			),
		},
	},
	{
		Entity: "UK_UTR", Region: "GB", Min: 10, Max: 13, Letters: true,
		Check:   valued(detect.High, checksum.UTR),
		Context: []string{"utr", "unique taxpayer reference", "unique tax reference", "tax reference", "self assessment", "hmrc", "trn"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("UTR «1955839661»", "tax reference: «19558 39661»", "hmrc «1955839661K»"),
			Misses: texts(
				"UTR 1955839662", // check digit
				"ref 1955839661", // no word says that it is one
			),
		},
	},
	{
		Entity: "UK_DRIVING_LICENCE", Region: "GB", Min: 16, Max: 16, Letters: true, Lettered: true,
		Check:   telling(detect.High, ukDrivingLicence),
		Context: []string{"driving licence", "driving license", "driver's licence", "driver's license", "driver licence", "licence number", "dvla", "licence"},
		Proof: detect.Proof{
			Hits: texts("«MORGA657054SM9IJ»", "driving licence «JONES 710238 A99 AB»"),
			Misses: texts(
				"MORGA600054SM9IJ", // month 00
				"MORGA613054SM9IJ", // month 13
				"MORGA601004SM9IJ", // day 00
				"MO9G9657054SM9IJ", // nines only fill up
				"99999657054SM9IJ", // no name at all
			),
		},
	},
	{
		Entity: "UK_PASSPORT", Region: "GB", Min: 9, Max: 9,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 9 && !repeats(compact), detect.High) // surer than what any passport may be
		},
		Context: []string{"british passport", "uk passport", "hmpo", "hm passport"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("British passport «533380006»", "UK passport number: «533380006»"),
			Misses: texts("order 533380006", "British passport 5333800061"),
		},
	},
	{
		Entity: "UK_PASSPORT", Region: "GB", Min: 9, Max: 9, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 9 && (shaped(compact, "AA9999999") || allDigits(compact)) && !repeats(compact), detect.Medium)
		},
		Context: append([]string{"british passport", "hmpo", "hm passport"}, passportContext...), NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("British passport «533380006»", "My passport number is «CD7654321» and it expires soon"),
			Misses: texts(
				"order CD7654321",     // no word says that it is one
				"passport AB 1234567", // not printed so
				"passport AB12345678", // too long
			),
		},
	},
	{
		Entity: "UK_CHI", Region: "GB", Min: 10, Max: 10,
		Check: func(compact, _ string) detect.Confidence {
			return pick(ddmmyy(compact) && checksum.NHS(compact), detect.High)
		},
		Context: []string{"chi", "chi number", "community health index"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("CHI number «0101701209»"),
			Misses: texts("CHI number 9434765919", "CHI number 0101010105"),
		},
	},
}

// nino: the first letter is not D, F, I, Q, U or V, the second neither nor O;
// some pairs are never given out, and QQ is the official placeholder.
func nino(s string) bool {
	if !shaped(s, "AA999999A") || s[8] > 'D' || s[1] == 'O' {
		return false
	}
	for i := range 2 {
		switch s[i] {
		case 'D', 'F', 'I', 'Q', 'U', 'V':
			return false
		}
	}
	return !inList(" BG GB NK KN TN NT ZZ ", s[:2])
}

// ukDrivingLicence: five letters of the surname filled up with nines, the decade
// of birth, month (50 more for women), day, year, two initials or nines, and three more.
func ukDrivingLicence(s string) bool {
	letters := 0
	for letters < 5 && isUpper(s[letters]) {
		letters++
	}
	for i := letters; i < 5; i++ {
		if s[i] != '9' {
			return false
		}
	}
	if letters == 0 || !allDigits(s[5:11]) || !isUpper(s[11]) && s[11] != '9' || !isUpper(s[12]) && s[12] != '9' || !isUpper(s[14]) || !isUpper(s[15]) {
		return false
	}
	return day(number(s[6:8])%50, number(s[8:10])) && s[6] != '2' && s[6] != '3' && s[6] != '4'
}
