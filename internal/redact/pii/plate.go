package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

var plateContext = []string{
	"plate", "license plate", "licence plate", "number plate", "registration plate", "plate number", "vehicle registration", "vehicle reg", "car registration", "reg number", "vrn", "vrm", "dvla",
	"kennzeichen", "kfz", "kfz kennzeichen", "nummernschild", "autokennzeichen", "plaka", "plakası", "rto", "vehicle number", "immatriculation", "matrícula", "matricula", "targa", "kenteken",
}

func plate(entity detect.Entity, region string, minLen, maxLen int, valid func(compact string) bool, hits, misses []string) detect.Code {
	return detect.Code{
		Entity: entity, Region: region, Min: minLen, Max: maxLen, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			return pick(!hasLower(printed) && valid(compact), detect.Medium)
		},
		Context: plateContext, NeedsContext: true,
		Proof: detect.Proof{Hits: texts(hits...), Misses: texts(misses...)},
	}
}

// Plates have the shapes of part numbers, so they all need a word.
var plateCodes = []detect.Code{
	plate("UK_VEHICLE_REGISTRATION", "GB", 5, 7, ukPlate,
		[]string{"number plate «AB51 ABC»", "vehicle reg «LK19 ABC»", "licence plate «A123 BCD»"},
		[]string{
			"part AB51 ABC",         // no word says that it is one
			"number plate AB00 ABC", // no such half-year
			"number plate QB51 ABC", // no Q in these
		}),
	plate("IN_VEHICLE_REGISTRATION", "IN", 8, 10, indianPlate,
		[]string{"vehicle number «MH12AB1234»", "plate «KA 01 AB 1234»", "RTO: «22BH1234AA»"},
		[]string{
			"part MH12AB1234",  // no word says that it is one
			"plate XX12AB1234", // no state XX
			"plate MH12AB0000", // never given out
		}),
	plate("TR_LICENSE_PLATE", "TR", 5, 9, turkishPlate,
		[]string{"plaka «34ABC123»", "plaka: «06 A 1234»"},
		[]string{
			"part 34 ABC 123",  // no word says that it is one
			"plaka 82 ABC 123", // provinces end at 81
			"plaka 34 AWC 123", // no W
		}),
	plate("NG_VEHICLE_REGISTRATION", "NG", 8, 8, formed("AAA999AA"),
		[]string{"plate number «ABC-123DE»", "vehicle registration «KJA 456 AB»"},
		[]string{
			"part ABC-123DE", // no word says that it is one
			"plate ABC-12DE", // too short
		}),
	plate("IT_LICENSE_PLATE", "IT", 7, 7, formed("AA999AA"),
		[]string{"targa «AB 123 CD»"},
		[]string{"articolo AB 123 CD", "targa AB 12 CD"}),
	plate("FR_LICENSE_PLATE", "FR", 7, 7, formed("AA999AA"),
		[]string{"immatriculation «AB-123-CD»"},
		[]string{"article AB-123-CD", "immatriculation AB-12-CD"}),
	plate("ES_LICENSE_PLATE", "ES", 7, 7, formed("9999AAA"),
		[]string{"matrícula «1234BCD»"},
		[]string{"pieza 1234 BCD", "matrícula 123 BCD"}),
}

func ukPlate(s string) bool {
	for i := range len(s) {
		if s[i] == 'I' || s[i] == 'Q' {
			return false
		}
	}
	if shaped(s, "AA99AAA") {
		half := number(s[2:4])
		return half >= 2 && half <= 35 || half >= 51 && half <= 85
	}
	n := len(s)
	return shaped(s, "A9AAA") || shaped(s, "A99AAA") || shaped(s, "A999AAA") || // prefix, 1983 on
		n >= 5 && isUpper(s[n-1]) && (shaped(s, "AAA9A") || shaped(s, "AAA99A") || shaped(s, "AAA999A"))
}

const indianStates = " AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS TG UK UP UA WB "

func indianPlate(s string) bool {
	if n := len(s); s[n-4:] == "0000" {
		return false
	}
	if shaped(s, "99AA9999AA") || shaped(s, "99AA9999A") {
		return s[2:4] == "BH"
	}
	if !shaped(s, "AA99AA9999") && !shaped(s, "AA99A9999") && !shaped(s, "AA9AA9999") && !shaped(s, "AA9A9999") {
		return false
	}
	return inList(indianStates, s[:2])
}

func turkishPlate(s string) bool {
	if p := s[:2]; p < "01" || p > "81" || !allDigits(p) {
		return false
	}
	i := 2
	for i < len(s) && isUpper(s[i]) {
		if s[i] == 'Q' || s[i] == 'W' || s[i] == 'X' {
			return false
		}
		i++
	}
	letters, d := i-2, len(s)-i
	return letters >= 1 && letters <= 3 && d >= 2 && d <= 5 && d+letters <= 6 && allDigits(s[i:])
}

// inList reports whether a list of words of one length, each between spaces, has the word.
func inList(list, word string) bool {
	n := len(word)
	for i := 1; i+n < len(list); i += n + 1 {
		if list[i:i+n] == word {
			return true
		}
	}
	return false
}
