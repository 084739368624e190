package genaialertexporter

import (
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

const (
	attrEventName   = "event.name" // of a record from before there was a field for it
	attrEventID     = "genai.event.id"
	attrServiceName = "service.name"
)

// fromResource are attributes of a resource that are taken as an event's.
var fromResource = []string{"service.namespace", "service.version", "deployment.environment.name"}

// maxAttributes bounds what is read of one record, and maxItems of one list.
const (
	maxAttributes = 128
	maxItems      = 64
)

// eventsOf are the records that may lead to something, and how many may not.
func eventsOf(logs plog.Logs, concerns map[string]bool) (events []alert.Event, ignored int) {
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				name := nameOf(record)
				if !concerns[name] {
					ignored++
					continue
				}
				events = append(events, eventOf(name, record, resource.Resource()))
			}
		}
	}
	return events, ignored
}

func nameOf(record plog.LogRecord) string {
	if name := record.EventName(); name != "" {
		return name
	}
	if name, ok := record.Attributes().Get(attrEventName); ok {
		return name.Str()
	}
	return ""
}

func eventOf(name string, record plog.LogRecord, resource pcommon.Resource) alert.Event {
	e := alert.Event{Name: name, Severity: severityOfRecord(record), At: timeOf(record), Attributes: make(map[string]string, record.Attributes().Len())}
	if trace := record.TraceID(); !trace.IsEmpty() {
		e.TraceID = trace.String()
	}
	for key, value := range record.Attributes().All() {
		if len(e.Attributes) == maxAttributes {
			break
		}
		if text := textOf(value); text != "" || value.Type() == pcommon.ValueTypeSlice {
			e.Attributes[key] = text
		}
	}
	e.ID = e.Attributes[attrEventID]
	delete(e.Attributes, attrEventID)
	if service, ok := resource.Attributes().Get(attrServiceName); ok {
		e.Service = service.AsString()
	}
	for _, key := range fromResource {
		if value, ok := resource.Attributes().Get(key); ok && e.Attributes[key] == "" {
			if text := textOf(value); text != "" {
				e.Attributes[key] = text
			}
		}
	}
	return e
}

// severityOfRecord is how bad a record says it is.
func severityOfRecord(record plog.LogRecord) alert.Severity {
	switch number := record.SeverityNumber(); {
	case number >= plog.SeverityNumberFatal:
		return alert.Critical
	case number >= plog.SeverityNumberError:
		return alert.Error
	case number >= plog.SeverityNumberWarn:
		return alert.Warning
	default:
		return alert.Info
	}
}

func timeOf(record plog.LogRecord) time.Time {
	at := record.Timestamp()
	if at == 0 {
		at = record.ObservedTimestamp()
	}
	if at == 0 || at > pcommon.Timestamp(1<<63-1) {
		return time.Time{}
	}
	return at.AsTime()
}

// textOf is a value as a text; that of a map or bytes is none.
func textOf(value pcommon.Value) string {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		return value.Str()
	case pcommon.ValueTypeInt:
		return strconv.FormatInt(value.Int(), 10)
	case pcommon.ValueTypeDouble:
		return strconv.FormatFloat(value.Double(), 'g', -1, 64)
	case pcommon.ValueTypeBool:
		return strconv.FormatBool(value.Bool())
	case pcommon.ValueTypeSlice:
		items := value.Slice()
		texts := make([]string, 0, min(items.Len(), maxItems))
		for i := range min(items.Len(), maxItems) {
			if item := items.At(i); item.Type() != pcommon.ValueTypeSlice { // a list of lists is none
				texts = append(texts, textOf(item))
			}
		}
		return strings.Join(texts, ",")
	default:
		return ""
	}
}
