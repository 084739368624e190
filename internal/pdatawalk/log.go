package pdatawalk

import "go.opentelemetry.io/collector/pdata/plog"

// LogRecord walks a log record.
func (w *Walker) LogRecord(visitor Visitor, record plog.LogRecord) {
	if name, changed := w.text(visitor, Position{Place: EventName}, record.EventName()); changed {
		record.SetEventName(name)
	}
	if severity, changed := w.text(visitor, Position{Place: Severity}, record.SeverityText()); changed {
		record.SetSeverityText(severity)
	}
	w.attributes(visitor, Attribute, record.Attributes())
	w.value(visitor, Position{Place: Body}, record.Body(), 0)
}
