package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var africanCodes = []detect.Code{
	{
		Entity: "ZA_ID_NUMBER", Region: "ZA", Min: 13, Max: 13, Parts: []int{3, 4},
		Check:   southAfrican,
		Context: []string{"south african id", "identity number", "id number", "rsa id", "sa id", "smart id", "national id", "id no", "permanent resident", "refugee"},
		Proof: detect.Proof{
			Hits: texts("My South African ID is «9202201234088».", "RSA ID: «800101 5009 087»", "identity number «8001015009087»"),
			Misses: texts(
				"ID number 8001015009086", // Luhn
				"8001015009087",           // thirteen digits, and no word says that it is one
				"ID number 9913326789285", // month 13
				"ID 80010150090",
			),
		},
	},
	{
		Entity: "NG_NIN", Region: "NG", Min: 11, Max: 11,
		Check:   valued(detect.High, checksum.NIN),
		Context: []string{"nin", "national identification number", "national identity number", "nimc", "nigeria id", "nigerian id"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("NIN: «98765432102»", "My NIN is «12345678902»"),
			Misses: texts(
				"NIN 12345678901", // Verhoeff
				"lot 98765432102", // no word says that it is one
			),
		},
	},
	{
		Entity: "NG_BVN", Region: "NG", Min: 11, Max: 11,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 11 && compact[:2] == "22", detect.Medium)
		},
		Context: []string{"bvn", "bank verification number"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("BVN «22123456789»"),
			Misses: texts("BVN 12123456789", "lot 22123456789"),
		},
	},
	{
		Entity: "KE_NATIONAL_ID", Region: "KE", Min: 7, Max: 8,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == len(compact) && !repeats(compact) && !counting(compact) && (len(compact) < 8 || !yyyymmdd(compact)), detect.Medium)
		},
		Context: []string{"kenyan id", "kenya id", "huduma", "kitambulisho"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("Kenyan ID «27834512»"),
			Misses: texts("lot 27834512", "Kenyan ID 11111111"),
		},
	},
}

// southAfrican: date of birth, four digits of sex, citizenship (0 to 2), 8 or 9, Luhn.
func southAfrican(compact, printed string) detect.Confidence {
	if !southAfricanDate(compact) || compact[10] > '2' || compact[11] < '8' || !checksum.Luhn(compact) {
		return detect.None
	}
	switch {
	case shaped(printed, "999999 9999 999"), shaped(printed, "999999 9999 99 9"):
		return detect.High
	case len(printed) == 13:
		return detect.Low
	}
	return detect.None
}

// southAfricanDate: the 29th of February needs a leap year of either century.
func southAfricanDate(s string) bool {
	return yymmdd(s) && (s[2:6] != "0229" || number(s[:2])%4 == 0)
}
