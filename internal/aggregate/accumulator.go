package aggregate

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// measurement is one number, what it stands for and the trace it comes from.
// Sums add the count, histograms take the value.
type measurement struct {
	count    int64
	value    float64
	weight   Weight
	exemplar exemplar
}

// window is the time a point covers, and whether there is a value at all.
type window struct {
	start, end pcommon.Timestamp
	stale      bool
}

func (w window) flags() pmetric.DataPointFlags {
	return pmetric.DefaultDataPointFlags.WithNoRecordedValue(w.stale)
}

// accumulator is the state of one series.
type accumulator interface {
	observe(m measurement)
	// appendTo writes a point and returns its attributes, still empty.
	appendTo(metric pmetric.Metric, w window) pcommon.Map
	// restart forgets what was written, for a delta series.
	restart()
}
