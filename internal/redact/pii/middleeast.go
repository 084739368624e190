package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var middleEasternCodes = []detect.Code{
	{
		Entity: "TR_NATIONAL_ID", Region: "TR", Min: 11, Max: 11,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 11 && checksum.TCKN(compact), detect.High)
		},
		Context: []string{"tckn", "tc kimlik", "tc kimlik no", "kimlik no", "kimlik numarası", "kimlik", "tc no", "t c", "nüfus cüzdanı", "türk kimlik", "turkish id", "national id"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("TC Kimlik No: «10000000146»", "tckn «10000000146»"),
			Misses: texts(
				"tckn 10000000147", // check digits
				"10000000146",      // eleven digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "IL_ID", Region: "IL", Min: 9, Max: 9,
		Check:   valued(detect.High, checksum.IsraeliID),
		Context: []string{"תעודת זהות", "ת ז", "תז", "מספר זהות", "teudat zehut", "israeli id", "israel id"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("תעודת זהות «123456782»", "Israeli ID: «12345678-2»"),
			Misses: texts("Israeli ID 123456783", "lot 123456782"),
		},
	},
	{
		Entity: "AE_EMIRATES_ID", Region: "AE", Min: 15, Max: 15,
		Check: func(compact, _ string) detect.Confidence {
			y := compact[3:7]
			return pick(y >= "1900" && y <= "2035" && checksum.EmiratesID(compact), detect.High)
		},
		Context: []string{"emirates id", "eid", "uae id", "الهوية", "رقم الهوية", "بطاقة الهوية"},
		Proof: detect.Proof{
			Hits: texts("Emirates ID «784-1980-1234567-8»", "«784-1980-1234567-8»"),
			Misses: texts(
				"784-1980-1234567-9", // Luhn
				"784-2080-1234567-7", // not yet
			),
		},
	},
	{
		Entity: "SA_NATIONAL_ID", Region: "SA", Min: 10, Max: 10,
		Check:   valued(detect.High, checksum.SaudiID),
		Context: []string{"saudi id", "iqama", "national id", "absher", "رقم الهوية", "هوية وطنية", "الهوية الوطنية", "إقامة", "رقم الإقامة"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("Saudi ID «1012345672»"),
			Misses: texts("Saudi ID 1012345673", "lot 1012345672"),
		},
	},
	{
		Entity: "EG_NATIONAL_ID", Region: "EG", Min: 14, Max: 14,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 14 && (compact[0] == '2' || compact[0] == '3') && yymmdd(compact[1:]) && compact[7:9] >= "01" && (compact[7:9] <= "35" || compact[7:9] == "88"), detect.Medium)
		},
		Context: []string{"الرقم القومي", "رقم قومي", "egyptian id", "egypt id", "national id"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("الرقم القومي «29001011234567»"),
			Misses: texts("Egyptian ID 29013011234567", "lot 29001011234567"),
		},
	},
}
