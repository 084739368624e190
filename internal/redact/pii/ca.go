package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var canadianCodes = []detect.Code{
	{
		Entity: "CA_SIN", Region: "CA", Min: 9, Max: 9,
		Check: func(compact, printed string) detect.Confidence {
			return pick(compact[0] != '0' && compact[0] != '8' && checksum.Luhn(compact) && !repeats(compact) &&
				(len(printed) == 9 || shaped(printed, "999 999 999") || shaped(printed, "999-999-999")), detect.High)
		},
		Context: []string{"sin", "sin number", "social insurance", "social insurance number", "sin no", "nas", "numéro nas", "numéro d'assurance sociale", "assurance sociale"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("SIN «130 692 544»", "numéro d'assurance sociale: «130-692-544»", "sin number «130692544»"),
			Misses: texts(
				"SIN 130 692 545", // Luhn
				"130 692 544",     // a number in thousands, for all we know
				"SIN 030 692 545", // none begins with 0
			),
		},
	},
	{
		Entity: "CA_HEALTH_NUMBER", Region: "CA", Min: 9, Max: 12, Letters: true,
		Check: func(compact, _ string) detect.Confidence {
			switch {
			case shaped(compact, "9999999999"), shaped(compact, "9999999999AA"): // Ontario, British Columbia
				return pick(!looksLikeEpoch(compact) || compact[0] != '1', detect.Medium)
			case shaped(compact, "AAAA99999999"), shaped(compact, "999999999"): // Québec, Alberta
				return detect.Medium
			}
			return detect.None
		},
		Context: []string{"health card", "ohip", "health number", "phn", "personal health number", "carte d'assurance maladie", "ramq", "nam", "msp"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("health card «9876 543 217»", "RAMQ «TREM 5710 1518»", "PHN: «9698658215»"),
			Misses: texts(
				"lot 9698658215", // no word says that it is one
				"OHIP 98765",     // too short
			),
		},
	},
	{
		Entity: "CA_PASSPORT", Region: "CA", Min: 8, Max: 8, Letters: true,
		Check:   valued(detect.Medium, formed("AA999999", "A999999AA")),
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("Canadian passport «GA302922»"),
			Misses: texts("part GA302922", "passport GA30292"),
		},
	},
}
