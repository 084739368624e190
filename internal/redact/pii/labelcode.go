package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Codes with a checksum that are known by their label however they are written:
// in small letters, which elsewhere are words, and in other groups than their issuer's.
var labelledCodePatterns = []detect.Pattern{
	{
		Entity: "IBAN_CODE", Name: "labelled-iban", Prefixes: []string{"iban"}, Fold: true, Whole: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			return labelledCode(text, at, 4, ibanLength)
		},
		Proof: detect.Proof{
			Hits: texts("iban «gb82 west 1234 5698 7654 32» please", "IBAN: «de89 3704 0044 0532 0130 00»", "my iban is «DE89370400440532013000»", "iban «no93 8601 1117 947»"),
			Misses: texts(
				"iban gb82 west 1234 5698 7654 33",    // check digits
				"iban: the code of the bank, 34 long", // speaks about it
				"ibanez gb82west12345698765432",       // another word
			),
		},
	},
	{
		Entity: "IT_FISCAL_CODE", Name: "labelled-fiscal-code", Prefixes: []string{"codice fiscale", "cod. fisc.", "cod fisc", "fiscal code", "c.f."}, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			label := 4
			if byteAt(text, at+1) != '.' {
				label = strings.IndexAny(text[at:], " _") + 1
				label += wordLength(text, at+label)
			}
			return labelledCode(text, at, label, fiscalLength)
		},
		Proof: detect.Proof{
			Hits: texts("codice fiscale «rssmra85t10a562s»", "Cod. Fisc.: «RSS MRA 85T10 A562S»", "C.F. «RSSMRA85T10A562S»"),
			Misses: texts(
				"codice fiscale rssmra85t10a562t", // check letter
				"codice fiscale di sedici lettere e cifre",
			),
		},
	},
}

// Lengths of labelled codes: that of the country's IBANs, or of a fiscal code.
type codeLength bool

const (
	ibanLength   codeLength = false
	fiscalLength codeLength = true
)

// labelledCode reads a code, in groups or not, behind a label of some length.
func labelledCode(text string, at, label int, length codeLength) (int, int, detect.Confidence) {
	start := skipFiller(text, at+label, at+label+24)
	var compact [34]byte
	n, i, wanted := 0, start, 16
	for ; i < len(text) && n < wanted; i++ {
		c := text[i]
		if isLower(c) {
			c -= 0x20
		}
		if !isAlnum(c) {
			if c != ' ' && c != '-' && c != '.' || !isAlnum(byteAt(text, i+1)) {
				break
			}
			continue
		}
		compact[n] = c
		if n++; n == 2 && length == ibanLength {
			if wanted = checksum.IBANLength(string(compact[:2])); wanted < 15 || wanted > len(compact) {
				return 0, 0, detect.None
			}
		}
	}
	if n != wanted || isAlnum(byteAt(text, i)) || !isFree(text, start) {
		return 0, 0, detect.None
	}
	code := string(compact[:n])
	return start, i, pick(length == fiscalLength && fiscalCode(code) || length == ibanLength && checksum.IBAN(code), detect.Certain)
}
