package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// A plus sign says that someone is over a hundred. It is no separator of numbers,
// so these are found from it.
var nordicPatterns = []detect.Pattern{
	{
		Entity: "SE_PERSONNUMMER", Name: "swedish-centenarian", Anchor: '+', Before: detect.Digit, After: detect.Digit,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			return centenarian(text, at, func(date, rest string) bool {
				return allDigits(rest) && personnummer(date+rest, date+"-"+rest) > detect.None
			})
		},
		Proof: detect.Proof{
			Hits:   texts("född «210268+2396»"),
			Misses: texts("210268+2397", "1210268+2396", "210268+23961", "210268+x"),
		},
	},
	{
		Entity: "FI_HETU", Name: "finnish-centenarian", Anchor: '+', Before: detect.Digit, After: detect.Digit,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			return centenarian(text, at, func(date, rest string) bool {
				return ddmmyy(date) && allDigits(rest[:3]) && checksum.HETU(date+rest)
			})
		},
		Proof: detect.Proof{
			Hits:   texts("hetu «131052+308T»"),
			Misses: texts("131052+308U", "331052+308T", "131052+308TT"),
		},
	},
}

// centenarian reads six digits before a plus sign and four characters behind it.
func centenarian(text string, plus int, valid func(date, rest string) bool) (int, int, detect.Confidence) {
	start, end := plus-6, plus+5
	if start < 0 || end > len(text) || isAlnum(byteAt(text, start-1)) || isAlnum(byteAt(text, end)) || !allDigits(text[start:plus]) || !valid(text[start:plus], text[plus+1:end]) {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

var nordicCodes = []detect.Code{
	{
		Entity: "SE_PERSONNUMMER", Region: "SE", Min: 10, Max: 12, Parts: []int{2},
		Check:   personnummer,
		Context: []string{"personnummer", "pnr", "svenskt personnummer", "samordningsnummer", "personnr", "personal identity number", "svensk id", "person nr"},
		Proof: detect.Proof{
			Hits: texts("pnr «811228-9874»", "«19811228-9874»", "personnummer «8112289874»", "samordningsnummer: «670919-9530»", "«811288-9871»"),
			Misses: texts(
				"811228-9873", // Luhn
				"8112289874",  // ten digits, and no word says that it is one
				"811328-9872", // month 13
			),
		},
	},
	{
		Entity: "SE_ORGANISATIONSNUMMER", Region: "SE", Min: 10, Max: 10,
		Check: func(compact, printed string) detect.Confidence {
			return pick(compact[2] >= '2' && checksum.Personnummer(compact) && (len(printed) == 10 || shaped(printed, "999999-9999")), detect.High)
		},
		Context: []string{"organisationsnummer", "orgnr", "org nr", "orgnummer", "företagsnummer", "org nummer", "company identity code"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("orgnr «556703-7485»", "orgnummer: «212000-0142»"),
			Misses: texts(
				"orgnr 556703-7486",  // Luhn
				"ärende 556703-7485", // no word says that it is one
			),
		},
	},
	{
		Entity: "FI_HETU", Region: "FI", Min: 10, Max: 11, Letters: true, Parts: []int{1, 2},
		Check:   hetu,
		Context: []string{"hetu", "henkilötunnus", "henkilötunnuksesi", "personbeteckning", "personbeteckningen", "personal identity code"},
		Proof: detect.Proof{
			Hits: texts("«131052-308T»", "«010101Y0101»", "henkilötunnus: «131052-308T»"),
			Misses: texts(
				"131052-308U", // check character
				"321052-308T", // day 32
				"131052G308T", // no century G
				"010101-0010", // numbers begin with 002
			),
		},
	},
	{
		Entity: "DK_CPR", Region: "DK", Min: 10, Max: 10, Parts: []int{2},
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !ddmmyy(compact) || len(printed) > 10 && !shaped(printed, "999999-9999"):
				return detect.None
			case len(printed) == 11 && checksum.CPR(compact): // not given since 2007, so only a hint
				return detect.Medium
			}
			return detect.Low
		},
		Context: []string{"cpr", "cpr nummer", "cprnummer", "cpr nr", "personnummer", "central person register"},
		Proof: detect.Proof{
			Hits: texts("CPR «211062-5629»", "cpr-nummer: «0107251234»", "«211062-5629»"),
			Misses: texts(
				"CPR 321062-5629", // day 32
				"211062-5620",     // a date and four digits, and no word says that it is one
				"CPR 211362-5629", // month 13
			),
		},
	},
	{
		Entity: "NO_FNR", Region: "NO", Min: 11, Max: 11, Parts: []int{2},
		Check: official(func(s string) bool {
			d, m := number(s[:2])%40, number(s[2:4])%40 // D-numbers add 40 to the day
			return day(m, d) && checksum.Fodselsnummer(s)
		}, "999999 99999", "999999-99999"),
		Context: []string{"fødselsnummer", "fodselsnummer", "fnr", "personnummer", "d nummer", "fødselsnr", "norwegian id"},
		Proof: detect.Proof{
			Hits: texts("fødselsnummer «15108695088»", "«151086 95088»"),
			Misses: texts(
				"fnr 15108695089", // check digits
				"15108695088",     // eleven digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "IS_KENNITALA", Region: "IS", Min: 10, Max: 10, Parts: []int{2},
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !icelandic(compact):
				return detect.None
			case shaped(printed, "999999-9999"):
				return detect.Medium
			}
			return detect.Low
		},
		Context: []string{"kennitala", "kt"},
		Proof: detect.Proof{
			Hits:   texts("kennitala «120174-3399»", "kt. «1201743399»"),
			Misses: texts("120174-3389", "1201743399"),
		},
	},
}

// personnummer: a date and four digits, of which the last is Luhn's. Coordination
// numbers add 60 to the day.
func personnummer(compact, printed string) detect.Confidence {
	short, dashed := compact, "999999-9999"
	switch len(compact) {
	case 10:
	case 12:
		if c := compact[:2]; c != "18" && c != "19" && c != "20" {
			return detect.None
		}
		short, dashed = compact[2:], "99999999-9999"
	default:
		return detect.None
	}
	d := number(short[4:6])
	if d > 60 {
		d -= 60
	}
	if !day(number(short[2:4]), d) || !checksum.Personnummer(short) {
		return detect.None
	}
	switch {
	case shaped(printed, dashed):
		return detect.High
	case len(printed) == len(compact):
		return detect.Low
	}
	return detect.None
}

// hetu: ddmmyy, a sign for the century, a number and a check character. The signs
// beside -, + and A came in 2023.
func hetu(compact, printed string) detect.Confidence {
	switch {
	case len(compact) == 11 && len(printed) == 11:
		if !inSigns(compact[6]) {
			return detect.None
		}
		if !allDigits(compact[:6]) || !ddmmyy(compact) || !checksum.HETU(compact) {
			return detect.None
		}
		if hasLower(printed) {
			return detect.Low
		}
		return detect.High
	case len(compact) != 10, len(printed) != 11, printed[6] != '-' && printed[6] != '+', !allDigits(compact[:9]), !ddmmyy(compact), !checksum.HETU(compact):
		return detect.None
	}
	return detect.High
}

func inSigns(c byte) bool { return c >= 'A' && c <= 'F' || c >= 'U' && c <= 'Y' }

// icelandic: a date, two digits, a check digit (modulus 11), and the century.
func icelandic(s string) bool {
	d := number(s[:2])
	if d > 40 {
		d -= 40 // companies
	}
	if !day(number(s[2:4]), d) || s[9] != '9' && s[9] != '0' && s[9] != '8' {
		return false
	}
	sum := 0
	for i, w := range [9]int{3, 2, 7, 6, 5, 4, 3, 2, 1} {
		sum += int(s[i]-'0') * w
	}
	return sum%11 == 0
}
