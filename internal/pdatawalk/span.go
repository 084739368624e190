package pdatawalk

import "go.opentelemetry.io/collector/pdata/ptrace"

// Span walks a span with its events and links.
func (w *Walker) Span(visitor Visitor, span ptrace.Span) {
	if name, changed := w.text(visitor, Position{Place: SpanName}, span.Name()); changed {
		span.SetName(name)
	}
	status := span.Status()
	if message, changed := w.text(visitor, Position{Place: StatusMessage}, status.Message()); changed {
		status.SetMessage(message)
	}
	w.traceState(visitor, span.TraceState())
	w.attributes(visitor, Attribute, span.Attributes())
	events := span.Events()
	for i := range events.Len() {
		w.event(visitor, events.At(i))
	}
	links := span.Links()
	for i := range links.Len() {
		link := links.At(i)
		w.traceState(visitor, link.TraceState())
		w.attributes(visitor, Link, link.Attributes())
	}
}

func (w *Walker) event(visitor Visitor, event ptrace.SpanEvent) {
	if name, changed := w.text(visitor, Position{Place: Event}, event.Name()); changed {
		event.SetName(name)
	}
	w.attributes(visitor, Event, event.Attributes())
}
