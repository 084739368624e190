package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var portugueseCodes = []detect.Code{
	{
		Entity: "PT_NIF", Region: "PT", Min: 9, Max: 9,
		Check:   valued(detect.High, checksum.PortugueseNIF),
		Context: []string{"nif", "contribuinte", "número de contribuinte", "numero de contribuinte", "número de identificação fiscal", "finanças", "nipc"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("NIF «581 348 915»", "contribuinte: «123456789»"),
			Misses: texts(
				"NIF 581348916",  // check digit
				"lote 581348915", // no word says that it is one
			),
		},
	},
	{
		Entity: "PT_CITIZEN_CARD", Region: "PT", Min: 12, Max: 12, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			sizes, n, _, ok := groups(printed)
			if n > 1 && (!ok || sizes[0] != 8) {
				return detect.None
			}
			return telling(detect.High, citizenCard)(compact, printed)
		},
		Context: []string{"cartão de cidadão", "cartao de cidadao", "cartão cidadão", "citizen card", "documento de identificação"},
		Proof: detect.Proof{
			Hits:   texts("cartão de cidadão «00000000 0 ZZ4»", "«000000000ZZ4»"),
			Misses: texts("000000000ZZ5", "00000000 0 Z44", "LSN 4848/25513A84"),
		},
	},
}

// citizenCard: nine digits, two characters and a Luhn digit over base 36.
func citizenCard(s string) bool {
	if !shaped(s, "999999999XX9") || !isUpper(s[9]) {
		return false
	}
	sum := 0
	for i := range 12 {
		v := hexLike(s[11-i])
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

func hexLike(c byte) int {
	if isDigit(c) {
		return int(c - '0')
	}
	return int(c-'A') + 10
}
