package alert

import "time"

// Incident is something wrong that has a beginning and, one hopes, an end.
type Incident struct {
	// Key is its identity, at most 255 bytes: what has the same key is the same incident.
	Key string
	// Name is that of the alert, such as GenAISessionOverBudget: that of the rule which finds the same from metrics.
	Name     string
	Severity Severity
	// Summary is one line, at most 1024 bytes.
	Summary string
	// Description says more, in plain text.
	Description string
	// Source is the service it happened in.
	Source string
	// Labels say what it is about; a router may match on them. Names are attribute names. They
	// stay the same from the first notice to the last, as does Source.
	Labels []Label
	// Details are further facts, in the order they are to be read.
	Details []Label
	Links   []Link
	// Began is when it happened, by the event.
	Began time.Time
	// Ended is when it was over, zero while it holds.
	Ended time.Time
}

// Label is a name and a value.
type Label struct{ Name, Value string }

// Link leads to a page: the runbook, the session, the trace.
type Link struct{ Text, URL string }

// Severity is how bad an incident is. A higher one is worse.
type Severity int

// Severities, as PagerDuty and Alertmanager's users name them.
const (
	Info Severity = iota + 1
	Warning
	Error
	Critical
)

// String is the severity in small letters.
func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	case Critical:
		return "critical"
	default:
		return "unknown"
	}
}

// Severities are all there are, the least first.
func Severities() []Severity { return []Severity{Info, Warning, Error, Critical} }

// ParseSeverity reads the small letters.
func ParseSeverity(text string) (Severity, bool) {
	for _, severity := range Severities() {
		if severity.String() == text {
			return severity, true
		}
	}
	return 0, false
}

// Action is what is told about an incident.
type Action int

// Actions.
const (
	// Trigger opens it.
	Trigger Action = iota + 1
	// Renew says that it still holds, to a destination that forgets.
	Renew
	// Resolve closes it.
	Resolve
)

// Actions are all of them.
func Actions() []Action { return []Action{Trigger, Renew, Resolve} }

// String is the action in small letters.
func (a Action) String() string {
	switch a {
	case Trigger:
		return "trigger"
	case Renew:
		return "renew"
	case Resolve:
		return "resolve"
	default:
		return "unknown"
	}
}

// Notice is one thing to be told about one incident.
type Notice struct {
	Action   Action
	Incident Incident
	// Was is what this destination was told before of the same incident, zero if nothing. An
	// incident that escalates is another one to a destination that tells them apart by their severity.
	Was Told
}

// Told is as what an incident was told.
type Told struct {
	Name     string   `json:"name,omitempty"`
	Severity Severity `json:"severity,omitempty"`
}
