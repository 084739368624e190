package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// A CNPJ with letters between points is found from its slash.
var latinPatterns = []detect.Pattern{{
	Entity: "BR_CNPJ", Name: "printed-cnpj",
	Anchor: '/',
	Before: detect.Digit | detect.Letter,
	After:  detect.Digit | detect.Letter,
	Beyond: detect.Beyond{Distance: 5, Byte: '-'},
	Find:   printedCNPJ,
	Proof: detect.Proof{
		Hits: texts("«12.ABC.345/01DE-35»", "CNPJ «00.623.904/0001-73»."),
		Misses: texts(
			"12.ABC.345/01DE-36",  // check digits
			"12.ABC.345/01DE-355", // longer
			"a.b/c and 1/2",
		),
	},
}}

func printedCNPJ(text string, at int) (int, int, detect.Confidence) {
	start, end := at-10, at+8
	if byteAt(text, at+5) != '-' || byteAt(text, at-4) != '.' || start < 0 || end > len(text) || !shaped(text[start:end], "XX.XXX.XXX/XXXX-99") ||
		isAlnum(byteAt(text, start-1)) || isAlnum(byteAt(text, end)) {
		return 0, 0, detect.None
	}
	var compact [14]byte
	n := 0
	for i := start; i < end; i++ {
		if isAlnum(text[i]) {
			compact[n] = text[i]
			n++
		}
	}
	if !checksum.CNPJ(string(compact[:])) {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

var latinCodes = []detect.Code{
	{
		Entity: "BR_CPF", Region: "BR", Min: 11, Max: 11, Parts: []int{4},
		Check:   official(checksum.CPF, "999.999.999-99"),
		Context: []string{"cpf", "cadastro de pessoas físicas", "cpf mf", "cpf nº"},
		Proof: detect.Proof{
			Hits: texts("«529.982.247-25»", "CPF: «52998224725»"),
			Misses: texts(
				"529.982.247-26", // check digits
				"52998224725",    // eleven digits, and no word says that it is one
				"111.111.111-11", // a placeholder
			),
		},
	},
	{
		Entity: "BR_CNPJ", Region: "BR", Min: 14, Max: 14, Letters: true, Parts: []int{1, 5},
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.CNPJ(compact):
				return detect.None
			case len(printed) == 18 && printed[2] == '.' && printed[6] == '.' && printed[10] == '/' && printed[15] == '-':
				return detect.High
			}
			return pick(len(printed) == 14, detect.Low)
		},
		Context: []string{"cnpj", "cadastro nacional da pessoa jurídica"},
		Proof: detect.Proof{
			Hits: texts("«00.623.904/0001-73»", "cnpj «00623904000173»", "CNPJ «12ABC34501DE35», with letters since July 2026"),
			Misses: texts(
				"00.623.904/0001-71", // check digits
				"00623904000173",     // fourteen digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "MX_CURP", Region: "MX", Min: 18, Max: 18, Letters: true, Lettered: true,
		Check: telling(detect.Certain, func(s string) bool {
			return shaped(s, "AAAA999999AAAAAAX9") && yymmdd(s[4:]) && (s[10] == 'H' || s[10] == 'M' || s[10] == 'X') && checksum.CURP(s)
		}),
		Context: []string{"curp", "clave única", "clave unica de registro"},
		Proof: detect.Proof{
			Hits: texts("CURP «HEGG560427MVZRRL04»", "«BOXW310820HNERXN09»"),
			Misses: texts(
				"HEGG560427MVZRRL05", // check digit
				"HEGG561327MVZRRL04", // month 13
			),
		},
	},
	{
		Entity: "MX_RFC", Region: "MX", Min: 12, Max: 13, Letters: true, Lettered: true,
		Check: func(compact, printed string) detect.Confidence {
			n := len(compact) - 3
			if !shaped(compact[n-6:], "999999XXX") || !yymmdd(compact[n-6:]) || countDigits(compact[:n-6]) > 0 || len(printed) > len(compact)+2 {
				return detect.None
			}
			if checksum.RFC(compact) && !hasLower(printed) && len(compact) == 13 {
				return detect.Medium
			}
			return detect.Low
		},
		Context: []string{"rfc", "registro federal de contribuyentes", "sat"},
		Proof: detect.Proof{
			Hits: texts("RFC «GODE561231GR8»", "«GODE561231GR8»", "rfc: «MAB9307148T4»"),
			Misses: texts(
				"GODE561231GR9",     // check character, and no word says that it is one
				"RFC GODE561331GR8", // month 13
			),
		},
	},
	{
		Entity: "MX_NSS", Region: "MX", Min: 11, Max: 11,
		Check:   valued(detect.High, checksum.Luhn),
		Context: []string{"nss", "imss", "número de seguridad social", "seguro social"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("IMSS «12345678903»"),
			Misses: texts("IMSS 12345678904", "lote 12345678903"),
		},
	},
	{
		Entity: "AR_CUIT", Region: "AR", Min: 11, Max: 11, Parts: []int{3},
		Check: official(func(s string) bool {
			return inList(" 20 23 24 25 26 27 30 33 34 50 51 55 ", s[:2]) && checksum.CUIT(s)
		}, "99-99999999-9", "99 99999999 9", "99.99999999.9"),
		Context: []string{"cuit", "cuil", "cdi", "afip", "arca"},
		Proof: detect.Proof{
			Hits: texts("«20-05536168-2»", "CUIT: «20055361682»"),
			Misses: texts(
				"20-05536168-3", // check digit
				"21-05536168-2", // no kind 21
				"20055361682",   // eleven digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "AR_DNI", Region: "AR", Min: 7, Max: 8,
		Check: func(compact, printed string) detect.Confidence {
			return pick(!repeats(compact) && !counting(compact) && (len(printed) == len(compact) || shaped(printed, "99.999.999") || shaped(printed, "9.999.999")), detect.Medium)
		},
		Context: []string{"dni", "documento nacional de identidad"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("DNI «28.456.913»", "dni: «28456913»"),
			Misses: texts("lote 28.456.913", "DNI 11111111"),
		},
	},
	{
		Entity: "CL_RUT", Region: "CL", Min: 8, Max: 9, Letters: true, Parts: []int{1, 2, 4},
		Check: func(compact, printed string) detect.Confidence {
			switch {
			case !checksum.RUT(compact):
				return detect.None
			case shaped(printed, "99.999.999-X"), shaped(printed, "9.999.999-X"):
				return detect.High
			case len(printed) == len(compact), rutDashed(printed):
				return detect.Low
			}
			return detect.None
		},
		Context: []string{"rut", "rol único tributario", "rol unico tributario", "rol único nacional", "rol unico nacional", "cédula de identidad", "carnet"},
		Proof: detect.Proof{
			Hits: texts("«12.531.909-2»", "RUT: «12531909-2»", "rut «76086428-5»", "RUT «125319092»"),
			Misses: texts(
				"12.531.909-3",   // check digit
				"12531909-2",     // one in eleven looks so, and no word says that it is one
				"rut 2026-09-04", // a date
				"run 20260904",   // of a job
			),
		},
	},
	{
		// RUN is what natural persons call it, and a word of English.
		Entity: "CL_RUT", Region: "CL", Min: 8, Max: 9, Letters: true, Parts: []int{1, 2, 4},
		Check: func(compact, printed string) detect.Confidence {
			return pick(rutDashed(printed) && !yyyymmdd(compact) && checksum.RUT(compact), detect.Low)
		},
		Context: []string{"run"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("RUN: «12531909-2»", "run «7608642-7»"),
			Misses: texts("run 20260904", "run 76086428", "runs until 01/08/2027", "RUN 12531909-3"),
		},
	},
	{
		Entity: "CO_NIT", Region: "CO", Min: 9, Max: 11,
		Check:   valued(detect.High, checksum.NIT),
		Context: []string{"nit", "número de identificación tributaria", "dian"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("NIT «213.123.432-1»", "nit: «2131234321»"),
			Misses: texts("NIT 213.123.432-2", "lote 2131234321"),
		},
	},
	{
		Entity: "CO_CEDULA", Region: "CO", Min: 6, Max: 10,
		Check: func(compact, printed string) detect.Confidence {
			sizes, n, sep, ok := groups(printed)
			return pick(!repeats(compact) && !counting(compact) && (n == 1 && !looksLikeEpoch(compact) || ok && sep == '.' && thousands(sizes, n)), detect.Medium)
		},
		Context: []string{"cédula de ciudadanía", "cedula de ciudadania", "cédula ciudadanía", "c c", "cédula de extranjería"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("cédula de ciudadanía «1.023.456.789»", "cedula de ciudadania: «52345678»"),
			Misses: texts("lote 52345678", "cédula de ciudadanía 111111"),
		},
	},
	{
		Entity: "EC_CEDULA", Region: "EC", Min: 10, Max: 10,
		Check:   valued(detect.High, checksum.Cedula),
		Context: []string{"cédula", "cedula", "cédula de identidad", "número de cédula"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("cédula «171430710-3»", "cedula: «1714307103»"),
			Misses: texts("cédula 1714307104", "lote 1714307103"),
		},
	},
	{
		Entity: "PE_RUC", Region: "PE", Min: 11, Max: 11,
		Check:   valued(detect.High, checksum.RUC),
		Context: []string{"ruc", "sunat", "registro único de contribuyentes"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("RUC «20512333797»"),
			Misses: texts("RUC 20512333798", "lote 20512333797"),
		},
	},
	{
		Entity: "UY_CI", Region: "UY", Min: 8, Max: 8, Parts: []int{4},
		Check:   official(checksum.UruguayanCI, "9.999.999-9"),
		Context: []string{"cédula", "cedula", "cédula de identidad"},
		Proof: detect.Proof{
			Hits:   texts("«1.234.567-2»", "cédula «12345672»"),
			Misses: texts("1.234.567-3", "12345672"),
		},
	},
}

// rutDashed: a hyphen before the check digit, as forms ask for it.
func rutDashed(printed string) bool {
	return shaped(printed, "99999999-X") || shaped(printed, "9999999-X")
}
