package genai

import (
	"math"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// number reads a finite number, told as one, as a yes or no (1, 0), or as text, which
// is how attributes come out of some log bridges.
func number(value pcommon.Value) (float64, bool) {
	var f float64
	switch value.Type() {
	case pcommon.ValueTypeDouble:
		f = value.Double()
	case pcommon.ValueTypeInt:
		f = float64(value.Int())
	case pcommon.ValueTypeBool:
		if value.Bool() {
			f = 1
		}
	case pcommon.ValueTypeStr:
		text := strings.TrimSpace(value.Str())
		if len(text) > maxNumberLen || strings.ContainsAny(text, "_xX") { // Go literals, not numbers of telemetry
			return 0, false
		}
		var err error
		if f, err = strconv.ParseFloat(text, 64); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}

// isTold reports whether there is a value at all, be it a good one or not.
func isTold(value pcommon.Value) bool {
	return value.Type() != pcommon.ValueTypeEmpty && (value.Type() != pcommon.ValueTypeStr || value.Str() != "")
}
