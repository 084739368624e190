package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var frenchCodes = []detect.Code{
	{
		Entity: "FR_NIR", Region: "FR", Min: 15, Max: 15, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !nir(compact):
				return detect.None
			case len(printed) == 15 && !allDigits(compact), nirParts(printed): // Corsican, or printed in its parts
				return detect.High
			}
			return detect.Low
		},
		Context: []string{"nir", "sécurité sociale", "securite sociale", "numéro de sécurité sociale", "insee", "carte vitale", "n sécu", "sécu", "social security", "assuré"},
		Proof: detect.Proof{
			Hits: texts("«2 55 08 14 168 025 38»", "NIR «255081416802538»", "sécurité sociale: «1-51-02-46102-043-25»", "«2 89 04 2A 342 163 90»"),
			Misses: texts(
				"2 55 08 14 168 025 39",    // key
				"255081416802538",          // fifteen digits, and no word says that it is one
				"9 55 08 14 168 025 38",    // nobody begins with 9
				"2 55 18 14 168 025 38",    // month 18
				"rtt 25.508/14.168/02.538", // other parts
			),
		},
	},
	{
		Entity: "FR_TAX_ID", Region: "FR", Min: 13, Max: 13, Parts: []int{5},
		Check:   official(checksum.FrenchTaxID, "99 99 999 999 999"),
		Context: []string{"spi", "numéro fiscal", "numero fiscal", "n fiscal", "référence fiscale", "nif", "impôts", "impots", "tax id"},
		Proof: detect.Proof{
			Hits: texts("«30 23 217 600 053»", "numéro fiscal: «3023217600053»"),
			Misses: texts(
				"30 23 217 600 054", // key
				"3023217600053",     // thirteen digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "FR_PASSPORT", Region: "FR", Min: 9, Max: 9, Letters: true,
		Check:   valued(detect.Medium, formed("99AA99999")),
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("passeport «12AB34567»"),
			Misses: texts("lot 12AB34567", "passeport 12A345678B"),
		},
	},
	{
		Entity: "FR_CNI", Region: "FR", Min: 9, Max: 12, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			old := len(compact) == 12 && allDigits(compact) && number(compact[2:4]) <= 12 && compact[2:4] != "00"
			// Since 2021: like passports, with a digit or letter anywhere but no vowels.
			recent := len(compact) == 9 && len(printed) == 9 && countDigits(compact) >= 2 && countDigits(compact) < 9
			return pick(old || recent, detect.Medium)
		},
		Context: []string{"carte nationale d'identité", "carte d'identité", "carte nationale", "cni", "carte identité", "pièce d'identité"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("carte d'identité «880692310285»", "CNI: «X4RTBPFW4»"),
			Misses: texts("lot 880692310285", "CNI 881392310285"),
		},
	},
}

// nir: sex (3, 4, 7 and 8 while a number is provisional), month (20 and more where
// it is unknown), department, and the key.
func nir(s string) bool {
	switch s[0] {
	case '1', '2', '3', '4', '7', '8':
	default:
		return false
	}
	if !allDigits(s[1:5]) {
		return false
	}
	month := number(s[3:5])
	return (month >= 1 && month <= 12 || month >= 20 && month <= 42 || month >= 50) && s[5:7] != "00" && checksum.NIR(s)
}

// nirParts: printed as on the card, all of it or only the key apart.
func nirParts(printed string) bool {
	sizes, n, _, ok := groups(printed)
	switch {
	case !ok:
		return false
	case n == 7:
		return sizes == [10]uint8{1, 2, 2, 2, 3, 3, 2}
	case n == 6:
		return sizes == [10]uint8{1, 2, 2, 5, 3, 2}
	}
	return n == 2 && sizes[0] == 13
}
