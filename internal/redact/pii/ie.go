package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var irishCodes = []detect.Code{{
	Entity: "IE_PPS", Region: "IE", Min: 8, Max: 9, Letters: true, Lettered: true,
	Check: func(compact, printed string) detect.Confidence {
		switch {
		case !checksum.PPS(compact), len(printed) > len(compact)+1:
			return detect.None
		case len(compact) == 9 && compact[8] <= 'H' && !hasLower(printed):
			return detect.Medium
		}
		return detect.Low
	},
	Context: []string{"pps", "ppsn", "pps number", "pps no", "personal public service"},
	Proof: detect.Proof{
		Hits: texts("PPS «6433435F»", "PPSN: «1234567FA»", "«6433435OA»"),
		Misses: texts(
			"PPS 6433435G", // check letter
			"6433435F",     // one in 23 parts looks so, and no word says that it is one
		),
	},
}}
