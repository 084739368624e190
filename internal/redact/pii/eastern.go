package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Countries whose numbers are digits like any others: all need a word.
var easternCodes = []detect.Code{
	{
		Entity: "UA_RNOKPP", Region: "UA", Min: 10, Max: 10,
		Check:   valued(detect.High, checksum.RNOKPP),
		Context: []string{"рнокпп", "ідентифікаційний код", "інн", "іпн", "податковий номер", "rnokpp"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("РНОКПП «1759013776»"),
			Misses: texts("РНОКПП 1759013777", "лот 1759013776"),
		},
	},
	{
		Entity: "RU_SNILS", Region: "RU", Min: 11, Max: 11, Mixed: true, Parts: []int{4},
		Check:   official(checksum.SNILS, "999-999-999 99", "999-999-999-99"),
		Context: []string{"снилс", "snils", "страховой номер"},
		Proof: detect.Proof{
			Hits:   texts("СНИЛС «11223344595»", "СНИЛС: «112-233-445 95»", "«112-233-445-95»"),
			Misses: texts("СНИЛС 11223344596", "11223344595"),
		},
	},
	{
		Entity: "RU_INN", Region: "RU", Min: 10, Max: 12,
		Check:   valued(detect.High, checksum.INN),
		Context: []string{"инн", "inn", "идентификационный номер налогоплательщика"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("ИНН «500100732259»", "ИНН: «7707083893»"),
			Misses: texts("ИНН 500100732250", "лот 500100732259"),
		},
	},
	{
		Entity: "RU_PASSPORT", Region: "RU", Min: 10, Max: 10,
		Check: func(_, printed string) detect.Confidence {
			return pick(shaped(printed, "9999 999999") || shaped(printed, "99 99 999999") || len(printed) == 10 && !looksLikeEpoch(printed), detect.Medium)
		},
		Context: []string{"паспорт", "серия", "серия и номер", "паспорта", "russian passport"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("паспорт «4509 123456»", "серия и номер: «45 09 123456»"),
			Misses: texts("лот 4509 123456", "паспорт 450 9123456"),
		},
	},
	{
		Entity: "KZ_IIN", Region: "KZ", Min: 12, Max: 12,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 12 && yymmdd(compact) && checksum.IIN(compact), detect.High)
		},
		Context: []string{"иин", "жсн", "iin"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("ИИН «790101300011»"),
			Misses: texts("ИИН 790101300012", "лот 790101300011"),
		},
	},
}
