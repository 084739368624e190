package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var koreanCodes = []detect.Code{
	{
		Entity: "KR_RRN", Region: "KR", Min: 13, Max: 13, Parts: []int{2},
		Check:   func(compact, printed string) detect.Confidence { return korean(compact, printed, '1', '4') },
		Context: []string{"rrn", "resident registration number", "resident registration", "korean rrn", "주민등록번호", "주민번호"},
		Proof: detect.Proof{
			Hits: texts("«960121-1234567»", "주민등록번호 «9601211021413»", "His Korean RRN is «000505-3637892»"),
			Misses: texts(
				"961321-1234567", // month 13
				"960121+1234567", // not printed so
				"9601211021413",  // thirteen digits, and no word says that it is one
				"960303-0021413", // no century 0
			),
		},
	},
	{
		Entity: "KR_FRN", Region: "KR", Min: 13, Max: 13, Parts: []int{2},
		Check:   func(compact, printed string) detect.Confidence { return korean(compact, printed, '5', '8') },
		Context: []string{"frn", "foreigner registration number", "korean frn", "외국인등록번호", "외국인번호"},
		Proof: detect.Proof{
			Hits:   texts("«960121-5234567»", "외국인등록번호 «9601215234567»"),
			Misses: texts("961321-5234567", "9601215234567"),
		},
	},
	{
		Entity: "KR_BRN", Region: "KR", Min: 10, Max: 10, Parts: []int{3},
		Check:   official(checksum.BRN, "999-99-99999"),
		Context: []string{"brn", "business registration number", "korean brn", "tax registration number", "사업자등록번호", "사업자번호", "사업자"},
		Proof: detect.Proof{
			Hits: texts("사업자등록번호 «104-86-56659»", "BRN «1048656659»", "«104-86-56659»"),
			Misses: texts(
				"104-86-56658", // check digit
				"1048656659",   // ten digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "KR_DRIVER_LICENSE", Region: "KR", Min: 12, Max: 12, Parts: []int{4},
		Check: func(compact, printed string) detect.Confidence {
			region := compact[:2]
			switch {
			case region < "11" || region > "28" || region == "27":
				return detect.None
			case shaped(printed, "99-99-999999-99"):
				return detect.Medium
			case len(printed) == 12, shaped(printed, "99 99 999999 99"):
				return detect.Low
			}
			return detect.None
		},
		Context: []string{"운전면허", "운전면허번호", "면허번호", "korean driver license", "korean driver's license", "driver license", "license"},
		Proof: detect.Proof{
			Hits: texts("운전면허 «112212345612»", "«11-22-123456-12»", "My license is «13 22 123456 12»"),
			Misses: texts(
				"99-22-123456-12", // no region 99
				"112212345612",    // twelve digits, and no word says that it is one
				"11-22-12345-12",  // too short
			),
		},
	},
	{
		Entity: "KR_PASSPORT", Region: "KR", Min: 9, Max: 9, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			switch compact[0] {
			case 'M', 'S', 'R', 'O', 'D', 'G':
				return pick(len(printed) == 9 && (shaped(compact, "A999A9999") || shaped(compact, "A99999999")), detect.Medium)
			}
			return detect.None
		},
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("여권 «M123A4567»", "Korean passport «M12345678»"),
			Misses: texts("part M123A4567", "passport M123AB567"),
		},
	},
}

// korean: a date, a digit for sex and century, six more. The check digit is
// random since October 2020, so it proves only that an older number is one.
func korean(compact, printed string, from, to byte) detect.Confidence {
	if !yymmdd(compact) || compact[6] < from || compact[6] > to {
		return detect.None
	}
	switch {
	case shaped(printed, "999999-9999999"):
		if checksum.RRN(compact) || checksum.FRN(compact) {
			return detect.High
		}
		return detect.Medium
	case len(printed) == 13:
		return detect.Low
	}
	return detect.None
}
