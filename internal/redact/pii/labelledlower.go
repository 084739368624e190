package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Codes of letters that people write in small letters behind their label, and a MAC
// address without separators, which elsewhere is part of a hash.
var lowerCodePatterns = []detect.Pattern{
	{
		Entity: "UK_NINO", Name: "labelled-nino", Prefixes: []string{"nino", "ni number", "national insurance"}, Fold: true, Whole: true, Digit: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			start, end, code := lowerCode(text, at, "AA999999A", "AA 99 99 99 A")
			return start, end, pick(end > 0 && nino(string(code[:9])), detect.High)
		},
		Proof: detect.Proof{
			Hits:   texts("NINO «ab123456c»", "my national insurance number is «ab 12 34 56 c»", "ni number: «ab123456c»"),
			Misses: texts("NINO qq123456c", "nino ab123456cd", "national insurance of ab123456c", "nino: the number"),
		},
	},
	{
		Entity: "IN_PAN", Name: "labelled-pan", Prefixes: []string{"pan", "permanent account number"}, Fold: true, Whole: true, Digit: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			start, end, code := lowerCode(text, at, "AAAAA9999A")
			known := end > 0 && strings.IndexByte(panHolders, code[3]) >= 0 && (code[5] != '0' || code[6] != '0' || code[7] != '0' || code[8] != '0')
			return start, end, pick(known, detect.High)
		},
		Proof: detect.Proof{
			Hits:   texts("PAN «abcpe1234f»", "pan number: «abcpe1234f»"),
			Misses: texts("pan abcpe0000f", "pan abcpe1234fg", "pan of abcpe1234f", "panel abcpe1234f"),
		},
	},
	{
		Entity: "MAC_ADDRESS", Name: "labelled-mac", Prefixes: []string{"mac", "macaddress", "mac address", "mac_address", "bssid", "hwaddr"}, Fold: true, Whole: true, Digit: true,
		Find: labelledMAC,
		Proof: detect.Proof{
			Hits:   texts("mac «3c22fb019a03»", "mac_address=«3C22FB019A03»", `"macAddress": "«3c22fb019a03»"`, "BSSID: «3c22fb019a03»"),
			Misses: texts("mac 3c22fb019a0", "mac 3c22fb019a03b", "mac 123456789012", "mac: abcdefabcdef", "mac os 3c22fb019a03", "macro 3c22fb019a03"),
		},
	},
}

// lowerCode reads a code of one of some shapes, in any case, behind a label, and
// returns it in capitals without spaces; end is 0 for none.
func lowerCode(text string, at int, shapes ...string) (start, end int, code [16]byte) {
	start = valueBehind(text, at)
	for _, shape := range shapes {
		end = start + len(shape)
		if start < 0 || end > len(text) || isAlnum(byteAt(text, end)) {
			continue
		}
		var upper [16]byte
		n := copy(upper[:], text[start:end])
		k := 0
		for i, c := range upper[:n] {
			if isLower(c) {
				c -= 0x20
			}
			if upper[i] = c; c != ' ' {
				code[k] = c
				k++
			}
		}
		if shaped(string(upper[:n]), shape) {
			return start, end, code
		}
	}
	return 0, 0, code
}

// valueBehind is where the value behind a label begins, -1 where it is none.
func valueBehind(text string, at int) int {
	i := at
	for i < len(text) && i-at < 32 && (isAlpha(text[i]) || text[i] == '_') {
		i++
	}
	if n := wordLength(text, i+1); byteAt(text, i) == ' ' && foldsTo(text[i+1:i+1+n], "number", "account", "insurance", "address", "card") {
		i += 1 + n
	}
	start := skipFiller(text, i, i+24)
	if start == i || !isFree(text, start) {
		return -1
	}
	return start
}

func labelledMAC(text string, at int) (int, int, detect.Confidence) {
	start := valueBehind(text, at)
	if start < 0 {
		return 0, 0, detect.None
	}
	end := start
	for end < len(text) && end-start <= 12 && isHex(text[end]) {
		end++
	}
	if n := countDigits(text[start:end]); end-start != 12 || n == 0 || n == 12 || isAlnum(byteAt(text, end)) || byteAt(text, end) == '-' {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}
