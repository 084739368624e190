package definition

// Layer is the group of an alert.
type Layer string

// Layers in the order of pages and groups.
var Layers = []Layer{"cost", "latency", "tools", "quality", "context", "collector"}

// Severity says whom an alert wakes: critical pages, warning is a message.
type Severity string

// The severities.
const (
	Critical Severity = "critical"
	Warning  Severity = "warning"
)

var severities = []Severity{Critical, Warning}

// Unit is the unit of a threshold, which says what its value may be.
type Unit string

// The units. Ratio is a share of 1 or a multiple, Duration is one of PromQL (15m), Pattern a regular expression,
// Wildcard a value of a tag in Datadog, in which * is any text.
const (
	USD      Unit = "USD"
	Ratio    Unit = "ratio"
	Seconds  Unit = "s"
	Calls    Unit = "calls"
	Count    Unit = "count"
	Tokens   Unit = "tokens"
	Scores   Unit = "scores"
	Sigmas   Unit = "sigmas"
	Duration Unit = "duration"
	Pattern  Unit = "pattern"
	Wildcard Unit = "wildcard"
)

var units = []Unit{USD, Ratio, Seconds, Calls, Count, Tokens, Scores, Sigmas, Duration, Pattern, Wildcard}

// Text is the value with its unit, for people.
func (t Threshold) Text() string {
	switch t.Unit {
	case USD, Seconds, Calls, Tokens, Scores:
		return t.Value + " " + string(t.Unit)
	case Pattern, Wildcard:
		return "`" + t.Value + "`"
	default:
		return t.Value
	}
}
