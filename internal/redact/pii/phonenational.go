package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var phoneCodes = []detect.Code{
	{
		Entity:  phoneEntity,
		Region:  "US",
		Min:     10,
		Max:     11,
		Parts:   []int{3, 4},
		Check:   northAmericanCode,
		Context: phoneContext,
		Proof: detect.Proof{
			Hits: texts(
				"«415.555.0132»",
				"call «415-555-0132» ext. 204",
				"«1-415-555-0132»",
				"my phone: «4155550132»",
				"cell «415 555 0132»",
			),
			Misses: texts(
				"115-555-0132",   // no area code begins with 1
				"415-055-0132",   // nor an exchange with 0
				"4155550132",     // ten digits, and no word says that it is one
				"415 555 0132",   // as in a table
				"555-555-5555",   // a placeholder
				"2026-112-3456",  // other groups
				"415-555-0132-9", // longer
				"Part no. 370-676-6450",
				"SKU 734-607-3177",
			),
		},
	},
	{
		Entity:  phoneEntity,
		Min:     7,
		Max:     15,
		Check:   nationalPhone,
		Mixed:   true,
		Context: phoneContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts(
				"reach me at «07700 900123» (mobile)",
				"Tel. «030 12345678»",
				"teléfono: «612 34 56 78»",
				"téléphone «01 40 20 50 50»",
				"phone «555-0132»",
				"fax «089/636-48018»",
				"telephone «0044 20 7946 0958»",
				"telefon «5321234567»",
				"手机 «138 0013 8000»",
				"telefon «070-123 45 67»",
				"celular «11 91234-5678»",
				"телефон «8 495 123-45-67»",
				"tlf. «12 34 56 78»",
				"komórka «501 234 567»",
			),
			Misses: texts(
				"07700 900123",                 // no word says that it is one
				"phone verified at 1718000000", // seconds
				"phone seen 1718000000123",     // milliseconds
				"phone call on 2026-11-23",     // a day
				"phone call on 23.11.2026",     // a day
				"phone 1234567",                // counting
				"phone 0000000",                // a placeholder
				"the phone costs 1.299.000",    // an amount
				"phone model 12.345.678",       // an amount
				"phone rows 100-200",           // too short
				"mobile build 10.0.19045.4529", // a version
				"phone seen 12 2026-11-23",     // a day
			),
		},
	},
}

// northAmericanCode: dashes or points between area, exchange and line are how
// phone numbers and little else are printed.
func northAmericanCode(compact, printed string) detect.Confidence {
	if len(compact) == 11 {
		if compact[0] != '1' {
			return detect.None
		}
		compact = compact[1:]
		if len(printed) > 11 {
			printed = printed[min(2, len(printed)):]
		}
	}
	if !northAmerican(compact) {
		return detect.None
	}
	switch {
	case shaped(printed, "999-999-9999"), shaped(printed, "999.999.9999"):
		return detect.Medium
	case shaped(printed, "999 999 9999"), shaped(printed, "999/999-9999"), len(printed) >= 10 && allDigits(printed):
		return detect.Low
	}
	return detect.None
}

// nationalPhone: a number beside a word for a phone. It excludes what else stands
// there: dates, times since 1970, amounts, versions, counting.
func nationalPhone(compact, printed string) detect.Confidence {
	n := len(compact)
	if repeats(compact) {
		return detect.None
	}
	if n == len(printed) {
		if counting(compact) || looksLikeEpoch(compact) || n == 8 && yyyymmdd(compact) || n == 14 && yyyymmdd(compact) || n > 12 && compact[:2] != "00" {
			return detect.None
		}
		return detect.Medium
	}
	sizes, parts, sep, ok := groups(printed)
	if !ok && strings.IndexByte(printed, ' ') > 0 {
		return pick(mixedPhone(printed), detect.Medium)
	}
	if parts > 6 || dated(printed) || sep == '.' && thousands(sizes, parts) {
		return detect.None
	}
	for i := range parts {
		if sizes[i] > 8 || sizes[i] == 1 && i > 0 {
			return detect.None
		}
	}
	if n < 9 && (sep == '.' || sizes[0] > 4) {
		return detect.None // 10.0.19045
	}
	return detect.Medium
}

// mixedPhone: an area code apart by a space from a number with hyphens, or the
// other way round behind a trunk prefix, as in Sweden.
func mixedPhone(printed string) bool {
	space, hyphen := strings.IndexByte(printed, ' '), strings.IndexByte(printed, '-')
	if hyphen < 0 || dated(printed[:min(space, hyphen)]) {
		return false
	}
	if hyphen < space {
		return printed[0] == '0' && hyphen <= 4 && strings.IndexByte(printed[hyphen+1:], '-') < 0 && !strings.ContainsAny(printed, "./")
	}
	last := strings.LastIndexByte(printed[:hyphen], ' ')
	return last <= 6 && strings.IndexByte(printed[hyphen:], ' ') < 0 && !yearMonth(printed[last+1:]) && !strings.ContainsAny(printed, "./")
}

// yearMonth: begins as a day does, 2026-11 or 2026-11-23.
func yearMonth(s string) bool {
	return len(s) >= 7 && shaped(s[:7], "9999-99") && !isDigit(byteAt(s, 7)) && (s[:2] == "19" || s[:2] == "20") && number(s[5:7]) <= 12
}

// counting: 1234567 and the like.
func counting(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i]-s[i-1] != 1 && (s[i] != '0' || s[i-1] != '9') {
			return false
		}
	}
	return true
}

// dated: printed as a day, 2026-11-23, 23.11.2026 or 11/23/26, with or without a time.
func dated(printed string) bool {
	if len(printed) >= 10 {
		h := printed[:10]
		switch {
		case shaped(h, "9999-99-99"), shaped(h, "9999.99.99"), shaped(h, "9999/99/99"):
			return day(number(h[5:7]), number(h[8:]))
		case shaped(h, "99-99-9999"), shaped(h, "99.99.9999"), shaped(h, "99/99/9999"):
			return eitherDay(h)
		}
	}
	if len(printed) == 8 && (shaped(printed, "99.99.99") || shaped(printed, "99/99/99") || shaped(printed, "99-99-99")) {
		return eitherDay(printed) || day(number(printed[3:5]), number(printed[6:]))
	}
	return false
}

func eitherDay(s string) bool {
	a, b := number(s[:2]), number(s[3:5])
	return day(a, b) || day(b, a)
}

// thousands: 1.299.000.
func thousands(sizes [10]uint8, parts int) bool {
	if sizes[0] > 3 {
		return false
	}
	for i := 1; i < parts; i++ {
		if sizes[i] != 3 {
			return false
		}
	}
	return true
}
