package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var balkanCodes = []detect.Code{
	{
		Entity: "RO_CNP", Region: "RO", Min: 13, Max: 13,
		Check: func(compact, printed string) detect.Confidence {
			county := number(compact[7:9])
			return pick(len(printed) == 13 && yymmdd(compact[1:]) && (county >= 1 && county <= 52 || county == 70) && checksum.CNP(compact), detect.High)
		},
		Context: []string{"cnp", "cod numeric personal", "codul numeric personal"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("CNP «1630615123457»", "cod numeric personal: «1860524162995»"),
			Misses: texts(
				"CNP 1630615123458", // check digit
				"1630615123457",     // thirteen digits, and no word says that it is one
				"CNP 1631315123457", // month 13
			),
		},
	},
	{
		Entity: "BG_EGN", Region: "BG", Min: 10, Max: 10,
		Check: func(compact, printed string) detect.Confidence {
			month := number(compact[2:4]) % 20 // 20 more before 1900, 40 more from 2000
			return pick(len(printed) == 10 && compact[2:4] < "53" && day(month, number(compact[4:6])) && checksum.EGN(compact), detect.High)
		},
		Context: []string{"егн", "egn", "единен граждански номер", "лнч"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("ЕГН «7523169263»", "egn: «8032056031»"),
			Misses: texts(
				"ЕГН 7523169264", // check digit
				"7523169263",     // ten digits, and no word says that it is one
				"ЕГН 7533169263", // month 33 is 13
			),
		},
	},
	{
		Entity: "GR_AFM", Region: "GR", Min: 9, Max: 9,
		Check:   valued(detect.High, checksum.AFM),
		Context: []string{"αφμ", "α φ μ", "afm", "φορολογικό", "tax number", "tin", "vat"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("ΑΦΜ «094259216»", "AFM: «982603151»"),
			Misses: texts("ΑΦΜ 094259217", "υπόθεση 094259216"),
		},
	},
	{
		Entity: "GR_AMKA", Region: "GR", Min: 11, Max: 11,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) <= 12 && ddmmyy(compact) && checksum.AMKA(compact), detect.High)
		},
		Context: []string{"αμκα", "α μ κ α", "amka", "κοινωνικής ασφάλισης"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("ΑΜΚΑ «01013099997»", "amka: «01013099997»"),
			Misses: texts("ΑΜΚΑ 01013099998", "01013099997", "ΑΜΚΑ 32013099994"),
		},
	},
	{
		Entity: "HR_OIB", Region: "HR", Min: 11, Max: 11,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 11 && checksum.OIB(compact), detect.High)
		},
		Context: []string{"oib", "osobni identifikacijski broj", "osobni identifikacijski"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("OIB «33392005961»", "oib: «33392005961»"),
			Misses: texts(
				"OIB 33392005962", // check digit
				"33392005961",     // eleven digits, and no word says that it is one
			),
		},
	},
	{
		Entity: "SI_EMSO", Region: "SI", Min: 13, Max: 13,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) <= 16 && ddmmyy(compact) && (compact[4] == '9' || compact[4] == '0') && checksum.EMSO(compact), detect.High)
		},
		Context: []string{"emšo", "emso", "jmbg", "matični broj", "maticni broj", "enotna matična številka", "матични број", "јмбг"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("EMŠO «0101006500006»", "emso «2001939010010»"),
			Misses: texts(
				"EMŠO 0101006500007", // check digit
				"0101006500006",      // thirteen digits, and no word says that it is one
				"EMŠO 0113006500006", // month 13
			),
		},
	},
	{
		Entity: "SI_TIN", Region: "SI", Min: 8, Max: 8,
		Check:   valued(detect.High, checksum.SlovenianTaxID),
		Context: []string{"davčna", "davčna številka", "davcna stevilka", "id za ddv", "ddv"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("davčna številka «15012557»"),
			Misses: texts("davčna številka 15012555", "zadeva 15012557"),
		},
	},
}
