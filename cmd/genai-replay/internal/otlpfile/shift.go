package otlpfile

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Latest is the latest time in a request, zero if it has none.
func Latest(request Request) time.Time {
	var latest pcommon.Timestamp
	request.times(func(t pcommon.Timestamp, _ func(pcommon.Timestamp)) { latest = max(latest, t) })
	if latest == 0 {
		return time.Time{}
	}
	return latest.AsTime()
}

// Shift moves every time in a request. A time that is not set stays so.
func Shift(request Request, by time.Duration) {
	request.times(func(t pcommon.Timestamp, set func(pcommon.Timestamp)) {
		set(pcommon.NewTimestampFromTime(t.AsTime().Add(by)))
	})
}

// times visits every time that is set, with the function that changes it.
func (r Request) times(visit func(t pcommon.Timestamp, set func(pcommon.Timestamp))) {
	each := func(t pcommon.Timestamp, set func(pcommon.Timestamp)) {
		if t != 0 {
			visit(t, set)
		}
	}
	switch r.Signal {
	case Traces:
		spanTimes(r.Traces, each)
	case Logs:
		recordTimes(r.Logs, each)
	case Metrics:
	}
}

func spanTimes(traces ptrace.Traces, each func(pcommon.Timestamp, func(pcommon.Timestamp))) {
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				each(span.StartTimestamp(), span.SetStartTimestamp)
				each(span.EndTimestamp(), span.SetEndTimestamp)
				for _, event := range span.Events().All() {
					each(event.Timestamp(), event.SetTimestamp)
				}
			}
		}
	}
}

func recordTimes(logs plog.Logs, each func(pcommon.Timestamp, func(pcommon.Timestamp))) {
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				each(record.Timestamp(), record.SetTimestamp)
				each(record.ObservedTimestamp(), record.SetObservedTimestamp)
			}
		}
	}
}
