package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var oceanianCodes = []detect.Code{
	{
		Entity: "AU_TFN", Region: "AU", Min: 8, Max: 9,
		Check:   valued(detect.High, checksum.TFN),
		Context: []string{"tfn", "tax file number", "taxfilenumber", "tax file no"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("TFN «123 456 782»", "tax file number: «81854402»"),
			Misses: texts(
				"TFN 123 456 783", // check digit
				"lot 123 456 782", // no word says that it is one
				"TFN 000 000 000", // a placeholder
			),
		},
	},
	{
		Entity: "AU_ABN", Region: "AU", Min: 11, Max: 11, Parts: []int{4},
		Check:   official(checksum.ABN, "99 999 999 999"),
		Context: []string{"abn", "australian business number", "australian business no"},
		Proof: detect.Proof{
			Hits: texts("ABN «51 824 753 556»", "«51 824 753 556»", "abn: «51824753556»"),
			Misses: texts(
				"ABN 51 824 753 557", // modulus 89
				"51824753556",        // eleven digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "AU_ACN", Region: "AU", Min: 9, Max: 9,
		Check:   valued(detect.High, checksum.ACN),
		Context: []string{"acn", "australian company number", "arbn"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("ACN «004 085 616»", "acn: «004085616»"),
			Misses: texts("ACN 004 085 617", "lot 004 085 616"),
		},
	},
	{
		Entity: "AU_MEDICARE", Region: "AU", Min: 10, Max: 11,
		Check:   valued(detect.High, checksum.Medicare),
		Context: []string{"medicare", "medicare number", "medicare card", "medicare no"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("Medicare «6216 79575 9»", "medicare card: «6216795759»"),
			Misses: texts("Medicare 6216 79572 2", "lot 6216 79575 9", "Medicare 1216 79575 9"),
		},
	},
	{
		Entity: "AU_PASSPORT", Region: "AU", Min: 8, Max: 9, Letters: true,
		Check:   valued(detect.Medium, formed("A9999999", "AA9999999")),
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("Australian passport «N1234567»", "passport «PA1234567»"),
			Misses: texts("part N1234567", "passport N123456"),
		},
	},
	{
		Entity: "NZ_IRD", Region: "NZ", Min: 8, Max: 9,
		Check:   valued(detect.High, checksum.IRD),
		Context: []string{"ird", "ird number", "inland revenue", "ird no"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("IRD number «49-091-850»", "IRD: «136410132»"),
			Misses: texts("IRD 49-091-851", "lot 49-091-850", "IRD 9125568"),
		},
	},
}
