package alert

import "time"

// Rule says that some events are incidents.
type Rule struct {
	// Event is the name of the events it is about.
	Event string
	// MinSeverity is the least they have; 0 for any.
	MinSeverity Severity
	Conditions  []Condition
	// Alert is the name of the incident. Empty: these events are none, and no later rule is asked.
	Alert string
	// Severity is that of the incident; 0 for that of the event.
	Severity Severity
	// Identity are the attributes that tell one incident from another. Without any it is the session,
	// or the service of an event that names no session, and for the ledger's events what they are about.
	Identity []string
	// Hold is how long the incident lasts if nothing ends it; 0 for what the policy says.
	Hold time.Duration
	// Summary and Description are its texts; nil for ours.
	Summary, Description *Template
}

// Names of the alerts that the ledger's events lead to. Those of the rules on metrics are the same.
const (
	AlertSession     = "GenAISessionOverBudget"
	AlertBudget      = "GenAISpendOverBudget"
	AlertLoop        = "GenAIToolLoop"
	AlertCascade     = "GenAIToolCascades"
	AlertContext     = "GenAIContextGrowth"
	AlertCache       = "GenAICacheBroken"
	AlertsSuppressed = "GenAIAlertsSuppressed"
)

// Builtin are the rules for the ledger's events. A budget that is spent is critical, one that is
// nearly spent a warning; one in shadow mode stops nobody and pages nobody.
func Builtin() []Rule {
	spent, near := mustCondition(attrThreshold, ">=1"), mustCondition(attrThreshold, ">=0.8")
	shadow := mustCondition("genai.budget.mode", "shadow")
	windowed, nameless := mustCondition(attrWindow, "!"), mustCondition(attrSession, "") // an account of more than a session
	return []Rule{
		{Event: eventThreshold, Conditions: []Condition{near, shadow, windowed, nameless}, Alert: AlertBudget, Severity: Warning},
		{Event: eventThreshold, Conditions: []Condition{near, shadow}, Alert: AlertSession, Severity: Warning},
		{Event: eventThreshold, Conditions: []Condition{spent, windowed, nameless}, Alert: AlertBudget, Severity: Critical},
		{Event: eventThreshold, Conditions: []Condition{spent}, Alert: AlertSession, Severity: Critical},
		{Event: eventThreshold, Conditions: []Condition{near, windowed, nameless}, Alert: AlertBudget, Severity: Warning},
		{Event: eventThreshold, Conditions: []Condition{near}, Alert: AlertSession, Severity: Warning},
		{Event: eventLoop, Conditions: []Condition{mustCondition("level", "critical")}, Alert: AlertLoop, Severity: Error},
		{Event: eventLoop, Alert: AlertLoop, Severity: Warning},
		{Event: eventCascade, Alert: AlertCascade, Severity: Warning},
		{Event: eventContext, Conditions: []Condition{mustCondition("genai.context.cache_broken", "true")}, Alert: AlertCache, Severity: Warning},
		{Event: eventContext, Alert: AlertContext, Severity: Warning},
	}
}

func (r *Rule) matches(e *Event) bool {
	return r.Event == e.Name && e.Severity >= r.MinSeverity && all(r.Conditions, e.Attributes)
}

func (r *Rule) severity(e *Event) Severity {
	if r.Severity != 0 {
		return r.Severity
	}
	return max(e.Severity, Info)
}

// slug is the rule's part of keys. What the events of the ledger are called does not depend on the
// name of the alert, so that one that is renamed as it gets worse stays the same incident.
func (r *Rule) slug(e *Event) string {
	switch e.Name {
	case eventThreshold:
		return "budget"
	case eventLoop:
		return "loop"
	case eventCascade:
		return "cascade"
	case eventContext:
		if e.Attributes["genai.context.cache_broken"] == "true" {
			return "cache"
		}
		return "context"
	default:
		return r.Alert
	}
}

// subject is whom an event is about by this rule.
func (r *Rule) subject(e *Event) subject {
	if len(r.Identity) > 0 {
		s := subject{session: e.sessionKeyIfNamed()}
		if e.Name == eventThreshold {
			s.budget = e.ofBudget().budget
		}
		for _, name := range r.Identity {
			s.labels = append(s.labels, Label{name, e.Attributes[name]})
		}
		return s
	}
	switch e.Name {
	case eventThreshold:
		return e.ofBudget()
	case eventLoop, eventCascade, eventContext:
		return e.ofSession()
	}
	if e.Attributes[attrSession] != "" {
		return e.ofSession()
	}
	return subject{labels: []Label{{attrService, e.source()}}}
}

// sessionKeyIfNamed is the session of an event that names one.
func (e *Event) sessionKeyIfNamed() string {
	if e.Attributes[attrSession] == "" {
		return ""
	}
	return e.sessionKey()
}
