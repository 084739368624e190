package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var asianCodes = []detect.Code{
	{
		Entity: "JP_MY_NUMBER", Region: "JP", Min: 12, Max: 12,
		Check:   valued(detect.High, checksum.MyNumber),
		Context: []string{"マイナンバー", "個人番号", "my number", "individual number", "mynumber"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("マイナンバー «123456789018»", "My Number: «1234-5678-9018»"),
			Misses: texts(
				"マイナンバー 123456789019", // check digit
				"lot 123456789018",    // no word says that it is one
			),
		},
	},
	{
		Entity: "SG_NRIC_FIN", Region: "SG", Min: 9, Max: 9, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !nric(compact) || len(printed) != 9:
				return detect.None
			case !checksum.NRIC(compact):
				return detect.Low // people invent them: only beside a word
			case hasLower(printed):
				return detect.Low
			}
			return detect.High
		},
		Context: []string{"nric", "fin", "nric fin", "nric no", "singapore id", "identity card", "passport holder"},
		Proof: detect.Proof{
			Hits: texts("NRIC «S6859080I» was processed", "«G8169811U»", "«M9612050P»", "NRIC «S2740116C»"),
			Misses: texts(
				"S2740116A",      // check letter, and no word says that it is one
				"NRIC A2740116C", // S, T, F, G or M
				"NRIC PA12348L",
			),
		},
	},
	{
		Entity: "SG_UEN", Region: "SG", Min: 9, Max: 10, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.UEN(compact) || len(printed) != len(compact):
				return detect.None
			case isUpper(compact[0]) && !hasLower(printed):
				return detect.High
			}
			return detect.Low
		},
		Context: []string{"uen", "unique entity number", "business registration", "acra", "company registration"},
		Proof: detect.Proof{
			Hits: texts("UEN «53125226D» was processed", "acra «201434292D»", "«T16RF0037C»"),
			Misses: texts(
				"UEN 53125226E", // check letter
				"53125226D",     // one in eleven parts looks so, and no word says that it is one
			),
		},
	},
	{
		Entity: "MY_MYKAD", Region: "MY", Min: 12, Max: 12, Parts: []int{3},
		Check: func(compact, printed string) detect.Confidence {
			place := number(compact[6:8])
			switch {
			case !yymmdd(compact) || place == 0 || place >= 17 && place <= 20 || place == 69 || place == 70 || place == 73 || place == 80 || place == 81 || place >= 94 && place <= 97:
				return detect.None
			case shaped(printed, "999999-99-9999"):
				return detect.Medium
			case len(printed) == 12:
				return detect.Low
			}
			return detect.None
		},
		Context: []string{"mykad", "my kad", "nric", "ic", "ic number", "kad pengenalan", "no kp", "ic no", "malaysian id"},
		Proof: detect.Proof{
			Hits: texts("IC number «770305-02-1234»", "mykad «770305021234»", "«770305-02-1234»"),
			Misses: texts(
				"771305-02-1234", // month 13
				"770305-17-1234", // no place 17
				"770305021234",   // twelve digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "TH_TNIN", Region: "TH", Min: 13, Max: 13, Parts: []int{5},
		Check:   official(thaiID, "9-9999-99999-99-9", "9 9999 99999 99 9"),
		Context: []string{"thai national id", "thai id number", "thai id", "tnin", "เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "บัตรประชาชน", "บัตร", "รหัสปชช"},
		Proof: detect.Proof{
			Hits: texts("บัตร «1-2345-67890-12-1»", "Thai ID «1234567890121»", "«1-2345-67890-12-1»"),
			Misses: texts(
				"1-2345-67890-12-2", // check digit
				"1-2845-67890-12-6", // no province 28
				"1234567890121",     // thirteen digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "ID_NIK", Region: "ID", Min: 16, Max: 16,
		Check: func(compact, printed string) detect.Confidence {
			d := number(compact[6:8]) % 40 // women's days have 40 more
			return pick(len(printed) == 16 && compact[:2] >= "11" && compact[:2] <= "96" && day(number(compact[8:10]), d), detect.Medium)
		},
		Context: []string{"nik", "ktp", "nomor induk kependudukan", "no ktp", "kependudukan", "e ktp", "indonesian id"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("NIK «3171011505850002»", "KTP: «3273014505900001»"),
			Misses: texts(
				"nomor 3171011505850002", // no word says that it is one
				"NIK 3171013205850002",   // day 32
			),
		},
	},
	{
		Entity: "PH_TIN", Region: "PH", Min: 9, Max: 14,
		Check: func(compact, printed string) detect.Confidence {
			switch len(compact) {
			case 9, 12, 14:
			default:
				return detect.None
			}
			return pick(!repeats(compact) && (len(printed) == len(compact) || shaped(printed, "999-999-999") || shaped(printed, "999-999-999-999") || shaped(printed, "999-999-999-99999")), detect.Medium)
		},
		Context: []string{"tin", "taxpayer identification number", "bir", "tin no", "taxpayer id", "rdo", "revenue district office"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("TIN: «123-456-789-000»", "BIR TIN «123-456-789»"),
			Misses: texts(
				"lot 123-456-789", // no word says that it is one
				"TIN 000-000-000", // a placeholder
			),
		},
	},
	{
		Entity: "PH_PHILSYS", Region: "PH", Min: 12, Max: 16,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(compact) == 12 && (len(printed) == 12 || shaped(printed, "9999-9999-9999") || shaped(printed, "9999-9999999-9")) || len(compact) == 16 && shaped(printed, "9999-9999-9999-9999"), detect.Medium)
		},
		Context: []string{"philsys", "philid", "psn", "pcn", "national id", "crn", "umid"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("PhilSys «1234-5678-9012-3456»", "UMID «0111-2345678-9»"),
			Misses: texts("lot 1234-5678-9012-3456", "PhilSys 1234-5678-901"),
		},
	},
	{
		Entity: "VN_CCCD", Region: "VN", Min: 12, Max: 12,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 12 && compact[0] == '0' && compact[:3] != "000" && compact[:3] <= "096", detect.Medium)
		},
		Context: []string{"cccd", "căn cước", "căn cước công dân", "cmnd", "số căn cước", "vietnam id"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("CCCD «001085012345»"),
			Misses: texts("mã 001085012345", "CCCD 101085012345"),
		},
	},
	{
		Entity: "PK_CNIC", Region: "PK", Min: 13, Max: 13, Parts: []int{3},
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case compact[0] == '0' || compact[0] > '8' || repeats(compact):
				return detect.None
			case shaped(printed, "99999-9999999-9"):
				return detect.Medium
			}
			return pick(len(printed) == 13, detect.Low)
		},
		Context: []string{"cnic", "nicop", "nadra", "شناختی کارڈ", "pakistani id", "identity card"},
		Proof: detect.Proof{
			Hits:   texts("CNIC «35202-1234567-1»", "cnic «3520212345671»", "«35202-1234567-1»"),
			Misses: texts("3520212345671", "95202-1234567-1"),
		},
	},
}

// thaiID: the second and third digits are the province.
func thaiID(s string) bool {
	switch p := s[1:3]; {
	case p >= "10" && p <= "19", p >= "20" && p <= "27", p >= "30" && p <= "49", p >= "50" && p <= "58",
		p >= "60" && p <= "67", p >= "70" && p <= "77", p >= "80" && p <= "86", p >= "90" && p <= "96":
		return checksum.ThaiID(s)
	}
	return false
}

func nric(s string) bool {
	switch s[0] {
	case 'S', 'T', 'F', 'G', 'M':
		return shaped(s, "A9999999A")
	}
	return false
}
