package redact

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// Context is what is known of a value beside its text.
type Context struct {
	// Key is the attribute key or dotted key path the value stands under:
	// "gen_ai.input.messages", "customer.email". It may be empty. Keys inside
	// JSON text are found by the redactor itself.
	Key string
	// Tenant chooses the keys of tokens, hashes and encryption; it may be empty.
	Tenant string
	// Join says that the value is one that records are joined by, such as a
	// session id: findings become tokens whatever their action but Count.
	Join bool
	// Extra are findings from elsewhere, such as a remote analyzer, with spans in
	// the bytes of the value. They compete with those found here.
	Extra []Finding
}

// Finding is a sensitive value in a text.
type Finding struct {
	Entity detect.Entity
	// Name is the detector's, where entities have several: "anthropic-api-key".
	Name string
	// Start and End are bytes of the text as it came in.
	Start, End int
	Confidence detect.Confidence
	// Action is what became of it.
	Action Action
}

// Failure says why a value could not be processed; its text is then a marker.
type Failure uint8

// The failures.
const (
	NoFailure Failure = iota
	// Oversize: the value, or the rest of it, was past MaxBytes or MaxFindings.
	Oversize
	// Panicked: a detector failed.
	Panicked
)

// String names the failure as metrics do.
func (f Failure) String() string {
	switch f {
	case NoFailure:
		return "none"
	case Oversize:
		return "oversize"
	case Panicked:
		return "panic"
	default:
		return "unknown"
	}
}

// Result is what became of one value.
type Result struct {
	// Text is what to pass on: the very string that came in when not Changed.
	Text    string
	Changed bool
	// Findings are in order, and do not overlap. The caller must not change them.
	Findings []Finding
	Failure  Failure
}
