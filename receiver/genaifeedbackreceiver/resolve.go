package genaifeedbackreceiver

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// resolution is how near feedback came to what it is about.
type resolution string

const (
	onSpan     resolution = "span"
	onTrace    resolution = "trace"
	onSession  resolution = "session"
	unresolved resolution = "unresolved" // only its own ids tell
)

// resolved is what feedback is about, as far as that is known.
type resolved struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
	who   target.Who
}

// resolve finds what feedback is about. The ids that were sent come first; what an
// index does not know is left as it is, for what is guessed would be a lie on a span.
func resolve(finder target.Finder, f *feedback) (resolved, resolution) {
	if !f.trace.IsEmpty() {
		r := resolved{trace: f.trace, span: f.span}
		if found, ok := finder.Trace(session.TraceID(f.trace)); ok {
			r.who = found.Who
		}
		return r, r.resolution(f)
	}
	if found, ok := lookUp(finder, f); ok {
		r := resolved{trace: pcommon.TraceID(found.Trace), span: pcommon.SpanID(found.Span), who: found.Who}
		return r, r.resolution(f)
	}
	return resolved{}, (&resolved{}).resolution(f)
}

func lookUp(finder target.Finder, f *feedback) (found target.Target, ok bool) {
	if f.ResponseID != "" {
		if found, ok = finder.Answer(f.ResponseID); ok {
			return found, true
		}
	}
	if f.SessionID == "" {
		return found, false
	}
	if f.Turn != nil {
		if found, ok = finder.Turn(f.SessionID, *f.Turn); ok {
			return found, true
		}
	}
	return finder.Session(f.SessionID)
}

func (r *resolved) resolution(f *feedback) resolution {
	switch {
	case !r.span.IsEmpty():
		return onSpan
	case !r.trace.IsEmpty():
		return onTrace
	case f.SessionID != "":
		return onSession
	default:
		return unresolved
	}
}
