package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var indianCodes = []detect.Code{
	{
		Entity: "IN_AADHAAR", Region: "IN", Min: 12, Max: 12, Parts: []int{3},
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.Aadhaar(compact):
				return detect.None
			case shaped(printed, "9999 9999 9999"), shaped(printed, "9999-9999-9999"):
				return detect.Medium
			}
			return detect.Low
		},
		Context: []string{"aadhaar", "aadhar", "uidai", "आधार", "ஆதார்", "ఆధార్", "আধার", "aadhaar number", "aadhaar no"},
		Proof: detect.Proof{
			Hits: texts("aadhaar «2341 2341 2346»", "आधार «234123412346»", "«2341-2341-2346»"),
			Misses: texts(
				"aadhaar 2341 2341 2345", // Verhoeff
				"234123412346",           // twelve digits, and no word says that it is one
				"aadhaar 1234 1234 1234", // begins with 2 to 9
			),
		},
	},
	{
		Entity: "IN_PAN", Region: "IN", Min: 10, Max: 10, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !shaped(compact, "AAAAA9999A") || len(printed) != 10 || compact[5:9] == "0000":
				return detect.None
			case strings.IndexByte(panHolders, compact[3]) < 0, hasLower(printed):
				return detect.Low
			}
			return detect.Medium
		},
		Context: []string{"pan", "permanent account number", "pan number", "pan card", "pan no", "income tax"},
		Proof: detect.Proof{
			Hits: texts("my PAN number is «DJPPS1234Z»", "«ABCPE1234F»", "PAN card «ABCDE1234F»"),
			Misses: texts(
				"ABCDE1234F", // no holder of kind D, and no word says that it is one
				"ABCPE12345", // no letter at the end
				"abcpe1234f", // small letters, and no word
			),
		},
	},
	{
		Entity: "IN_GSTIN", Region: "IN", Min: 15, Max: 15, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			state := compact[:2]
			if !shaped(compact, "99AAAAA9999AXXX") || state < "01" || state > "38" && state != "97" && state != "99" || compact[13] != 'Z' {
				return detect.None
			}
			if checksum.GSTIN(compact) && !hasLower(printed) {
				return detect.High
			}
			return detect.Low
		},
		Context: []string{"gstin", "gst", "gst number", "gst no", "goods and services tax", "gst registration"},
		Proof: detect.Proof{
			Hits: texts("«27AAPFU0939F1ZV»", "GSTIN: «27ABCDE1234F1Z5»"),
			Misses: texts(
				"27AAPFU0939F1ZW",       // check character, and no word says that it is one
				"GSTIN 39AAPFU0939F1ZV", // no state 39
				"GSTIN 27AAPFU0939F1XV", // Z before the last
			),
		},
	},
	{
		Entity: "IN_VOTER", Region: "IN", Min: 10, Max: 10, Letters: true,
		Check:   valued(detect.Medium, formed("AAA9999999")),
		Context: []string{"voter", "voter id", "epic", "elector", "election card", "elector photo identity card", "vote"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("my voter: «DBJ2289013»", "EPIC «KSD1287349»"),
			Misses: texts("part KSD1287349", "voter KSD128734"),
		},
	},
	{
		Entity: "IN_PASSPORT", Region: "IN", Min: 8, Max: 8, Letters: true,
		Check: func(compact, _ string) detect.Confidence {
			return pick(shaped(compact, "A9999999") && compact[1] != '0' && compact[7] != '0' && compact[0] != 'Q' && compact[0] != 'X' && compact[0] != 'Z', detect.Medium)
		},
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("my passport number is «A2096457»", "passport «J8369854»"),
			Misses: texts(
				"part A2096457",           // no word says that it is one
				"passport number T356907", // too short
				"passport B0097650",       // no 0 behind the letter
			),
		},
	},
}

// panHolders are the kinds of holders: person, company, Hindu undivided family, ...
const panHolders = "ABCFGHJLPT"
