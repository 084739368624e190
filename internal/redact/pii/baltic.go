package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// The century digit of an Estonian or Lithuanian number comes before the date.
func baltic(entity detect.Entity, region string, context, hits, misses []string) detect.Code {
	return detect.Code{
		Entity: entity, Region: region, Min: 11, Max: 11,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 11 && yymmdd(compact[1:]) && checksum.BalticID(compact), detect.High)
		},
		Context: context, NeedsContext: true,
		Proof: detect.Proof{Hits: texts(hits...), Misses: texts(misses...)},
	}
}

var balticCodes = []detect.Code{
	baltic("EE_ISIKUKOOD", "EE",
		[]string{"isikukood", "isikukoodi", "estonian id", "personal code", "личный код"},
		[]string{"isikukood «38507300337»", "isikukood: «49305050799»"},
		[]string{
			"isikukood 38507300338", // check digit
			"38507300337",           // eleven digits, and no word says that it is one
			"isikukood 38513300337", // month 13
		}),
	baltic("LT_ASMENS_KODAS", "LT",
		[]string{"asmens kodas", "a k", "lithuanian id", "personal code"},
		[]string{"asmens kodas «33309240064»", "asmens kodas: «36709010186»"},
		[]string{
			"asmens kodas 33309240065", // check digit
			"33309240064",              // eleven digits, and no word says that it is one
		}),
	{
		Entity: "LV_PERSONAS_KODS", Region: "LV", Min: 11, Max: 11, Parts: []int{2},
		Check: func(compact, printed string) detect.Confidence {
			recent := compact[:2] == "32"
			switch {
			case !recent && !ddmmyy(compact), !checksum.LatvianID(compact):
				return detect.None
			case !recent && shaped(printed, "999999-99999"):
				return detect.High
			}
			return detect.Low
		},
		Context: []string{"personas kods", "personas koda", "p k", "latvian id", "personal code"},
		Proof: detect.Proof{
			Hits: texts("«161175-19997»", "personas kods «320010-10002»", "personas kods: «16117519997»"),
			Misses: texts(
				"161175-19998", // check digit
				"161375-19997", // month 13
				"16117519997",  // eleven digits, and no word says that it is one
				"320010-10002", // no date, no check, and no word
			),
		},
	},
}
