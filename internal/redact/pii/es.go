package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var spanishCodes = []detect.Code{
	{
		Entity: "ES_NIF", Region: "ES", Min: 8, Max: 9, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.DNI(compact):
				return detect.None
			case shaped(printed, "99.999.999-A"), shaped(printed, "99.999.999 A"):
				return detect.High
			case len(compact) == 8, yyyymmdd(compact) && (compact[8] == 'T' || compact[8] == 'Z'): // a time
				return pick(len(printed) <= 9, detect.Low)
			case shaped(printed, "99999999A"), shaped(printed, "99999999-A"), shaped(printed, "99999999 A"):
				return detect.Medium
			}
			return pick(len(printed) == 9, detect.Low) // small letters
		},
		Context: []string{"dni", "nif", "documento nacional de identidad", "documento nacional", "identificación", "identificacion", "número de identidad"}, //nolint:misspell // Spanish
		Proof: detect.Proof{
			Hits: texts("DNI «12345678Z»", "«12.345.678-Z»", "nif: «12345678-Z»", "DNI: «1111111-G»"),
			Misses: texts(
				"12345678A",      // letter
				"123456789",      // no letter
				"00000000T",      // a placeholder
				"part 12345678z", // small letters, as in a hash
			),
		},
	},
	{
		Entity: "ES_NIE", Region: "ES", Min: 9, Max: 9, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.NIE(compact):
				return detect.None
			case hasLower(printed):
				return detect.Low
			}
			return detect.High
		},
		Context: []string{"nie", "número de identificación de extranjero", "identificación de extranjero", "extranjero"},
		Proof: detect.Proof{
			Hits: texts("NIE «X1234567L»", "«Z8078221M»", "«X-1234567-L»"),
			Misses: texts(
				"X1234567M", // letter
				"W1234567L", // X, Y or Z
			),
		},
	},
	{
		Entity: "ES_NUSS", Region: "ES", Min: 12, Max: 12, Parts: []int{3},
		Check:   official(checksum.NUSS, "99/99999999/99", "99 99999999 99", "99-99999999-99"),
		Context: []string{"nuss", "seguridad social", "número de la seguridad social", "afiliación", "nss"},
		Proof: detect.Proof{
			Hits: texts("NUSS «281234567840»", "«28/12345678/40»"),
			Misses: texts(
				"NUSS 281234567841", // check digits
				"281234567840",      // twelve digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "ES_PASSPORT", Region: "ES", Min: 9, Max: 9, Letters: true,
		Check:   valued(detect.Medium, formed("AAA999999", "AA9999999")),
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("pasaporte «AAA123456»"),
			Misses: texts("pieza AAA123456", "pasaporte AAA12345"),
		},
	},
}
