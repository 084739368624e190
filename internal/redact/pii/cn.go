package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var chineseCodes = []detect.Code{
	{
		Entity: "CN_RESIDENT_ID", Region: "CN", Min: 18, Max: 18, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			if !allDigits(compact[:17]) || !yyyymmdd(compact[6:]) || !inList(provinces, compact[:2]) || !checksum.ChineseID(compact) {
				return detect.None
			}
			if len(printed) > 18 && !shaped(printed, "999999 99999999 999X") {
				return detect.Low
			}
			return detect.High
		},
		Context: []string{"身份证", "身份证号", "身份证号码", "居民身份证", "公民身份号码", "resident id", "resident identity", "china id", "id card", "证件号"},
		Proof: detect.Proof{
			Hits: texts("身份证号«11010519491231002X»。", "«513231200012121657»", "id card: «513231 20001212 1657»"),
			Misses: texts(
				"513231200012121658", // check character
				"513231200013121657", // month 13
				"993231200012121657", // no province 99
			),
		},
	},
	{
		Entity: "HK_HKID", Region: "HK", Min: 8, Max: 9, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.HKID(compact), hasLower(printed):
				return detect.None
			case printed[len(printed)-1] == ')':
				return detect.High
			}
			return detect.Low
		},
		Context: []string{"hkid", "hkid no", "hong kong identity card", "hong kong id", "身份證", "香港身份證", "身份證號碼"},
		Proof: detect.Proof{
			Hits: texts("HKID «A123456(3)»", "«G123456(A)»", "hkid «AB9876543»"),
			Misses: texts(
				"A123456(4)", // check digit
				"A1234563",   // one in eleven parts looks so, and no word says that it is one
			),
		},
	},
	{
		Entity: "TW_ID", Region: "TW", Min: 10, Max: 10, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			switch compact[1] {
			case '1', '2', '8', '9':
				return pick(len(printed) == 10 && !hasLower(printed) && checksum.TaiwanID(compact), detect.High)
			}
			return detect.None
		},
		Context: []string{"身分證", "身分證字號", "身份證字號", "身分證統一編號", "居留證", "taiwan id", "taiwanese id", "tw id", "national id", "arc"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("身分證字號«A123456789»", "Taiwan ID «A123456789»"),
			Misses: texts(
				"Taiwan ID A123456788", // check digit
				"A123456789",           // one in ten parts looks so, and no word says that it is one
				"Taiwan ID A323456785", // 1, 2, 8 or 9
			),
		},
	},
}

// provinces are the first two digits of a Chinese resident number.
const provinces = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 "
