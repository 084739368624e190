package aggregate

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// exemplarAge is how long an exemplar is repeated on a cumulative series: a
// scrape that is slower than the flush would otherwise seldom meet one.
const exemplarAge = pcommon.Timestamp(time.Minute)

// exemplar is the trace behind one measurement, and no more of it.
type exemplar struct {
	at    pcommon.Timestamp
	trace pcommon.TraceID
	span  pcommon.SpanID
	value float64
}

func (e *exemplar) there() bool { return !e.trace.IsEmpty() }

// exemplars keeps the latest exemplar of each slot.
type exemplars []exemplar

func (e exemplars) put(slot int, ex exemplar) {
	if ex.there() {
		e[slot] = ex
	}
}

func (e exemplars) appendTo(slice pmetric.ExemplarSlice, now pcommon.Timestamp) {
	for i := range e {
		ex := &e[i]
		if !ex.there() || now > ex.at && now-ex.at > exemplarAge {
			continue
		}
		out := slice.AppendEmpty()
		out.SetTimestamp(ex.at)
		out.SetTraceID(ex.trace)
		out.SetSpanID(ex.span)
		out.SetDoubleValue(ex.value)
	}
}
