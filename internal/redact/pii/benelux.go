package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var beneluxCodes = []detect.Code{
	{
		Entity: "NL_BSN", Region: "NL", Min: 8, Max: 9,
		Check:   valued(detect.High, checksum.BSN),
		Context: []string{"bsn", "burgerservicenummer", "sofinummer", "sofi", "burger service nummer", "citizen service number"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("BSN «111222333»", "burgerservicenummer: «1112.22.333»"),
			Misses: texts(
				"BSN 111222334",  // elfproef
				"zaak 111222333", // no word says that it is one
				"BSN 111111111",  // a placeholder
			),
		},
	},
	{
		Entity: "NL_PASSPORT", Region: "NL", Min: 9, Max: 9, Letters: true,
		Check: func(compact, _ string) detect.Confidence {
			return pick(shaped(compact, "AAXXXXXX9") && checksum.DutchPassport(compact), detect.High)
		},
		Context: append([]string{"documentnummer", "identiteitskaart", "paspoortnummer"}, passportContext...), NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("paspoort «XR1001R58»"),
			Misses: texts("paspoort XR1001R57", "onderdeel XR1001R58"),
		},
	},
	{
		Entity: "BE_NRN", Region: "BE", Min: 11, Max: 11, Parts: []int{3, 5},
		Check: official(func(s string) bool {
			month := number(s[2:4]) % 20 // BIS numbers add 20 or 40
			return month <= 12 && number(s[4:6]) <= 31 && checksum.BelgianNRN(s)
		}, "99.99.99-999.99", "999999-999.99", "99.99.99-999-99", "999999-999-99", "99.99.99.999.99"),
		Context: []string{"rijksregisternummer", "rijksregister", "nrn", "insz", "niss", "numéro national", "numéro de registre national", "registre national", "national number", "nationaal nummer"}, //nolint:misspell // Dutch
		Proof: detect.Proof{
			Hits: texts("«85.07.30-033.28»", "rijksregisternummer «85073003328»", "«15.01.01-005.25»", "NISS: «93.05.05-079.13»"),
			Misses: texts(
				"85.07.30-033.29", // check digits
				"85073003328",     // eleven digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "LU_NIN", Region: "LU", Min: 13, Max: 13,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !yyyymmdd(compact) || !checksum.LuxembourgNIN(compact):
				return detect.None
			case len(printed) > 13:
				return detect.High
			}
			return detect.Low // times in milliseconds begin so from 2028
		},
		Context: []string{"matricule", "cns", "numéro d'identification", "luxembourg"},
		Proof: detect.Proof{
			Hits: texts("matricule «1990093012358»", "«1979 12 20 032 08»"),
			Misses: texts(
				"1990093012359", // check digits
				"1990133012358", // month 13
				"1750000000009", // milliseconds
			),
		},
	},
}
