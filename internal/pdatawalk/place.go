package pdatawalk

// Place is where in a record a value stands. The set is closed, so that it can
// be an attribute of a metric.
type Place uint8

// The places.
const (
	// SpanName is the name of a span.
	SpanName Place = iota
	// StatusMessage is the message of a span's status.
	StatusMessage
	// TraceState is the W3C trace state of a span or a link.
	TraceState
	// Attribute is an attribute of a span, log record or data point.
	Attribute
	// Resource is an attribute or the schema URL of a resource, or the type or schema
	// URL of an entity it refers to.
	Resource
	// Scope is the name, the version or an attribute of an instrumentation scope.
	Scope
	// Event is the name or an attribute of a span event.
	Event
	// Link is an attribute of a span link.
	Link
	// Body is the body of a log record.
	Body
	// EventName is the event name of a log record.
	EventName
	// Severity is the severity text of a log record.
	Severity
	// Metric is the name, description, unit or metadata of a metric.
	Metric
	// Exemplar is a filtered attribute of an exemplar.
	Exemplar
	// Key is a key of attributes or of a map inside of a value, or one that an
	// entity reference names.
	Key

	placeCount
)

var placeNames = [placeCount]string{
	SpanName: "span_name", StatusMessage: "status_message", TraceState: "trace_state", Attribute: "attribute",
	Resource: "resource", Scope: "scope", Event: "event", Link: "link", Body: "body", EventName: "event_name",
	Severity: "severity", Metric: "metric", Exemplar: "exemplar", Key: "key",
}

// String names the place as metrics do.
func (p Place) String() string {
	if p < placeCount {
		return placeNames[p]
	}
	return "unknown"
}

// Places are all places, in order.
func Places() []Place {
	places := make([]Place, placeCount)
	for i := range places {
		places[i] = Place(i)
	}
	return places
}

// Position says where a value stands.
type Position struct {
	Place Place
	// Key is the attribute key the value stands under, at whatever depth; empty
	// where there is none.
	Key string
	// Path is Key and the keys of the maps inside of it, joined by dots; elements
	// of slices add nothing. A path longer than [MaxPathBytes] loses its beginning.
	Path string
}
