package alert

import (
	"slices"
	"strings"
	"time"
)

// Policy is what a desk goes by. It does not change.
type Policy struct {
	// Rules are tried in order; the first that matches decides.
	Rules        []Rule
	Destinations []Route
	// GroupBy are attributes: incidents of one alert that have the same values of them are told as one.
	GroupBy []string
	// CoolDown is how long an incident that ended is not told anew, unless it is worse.
	CoolDown time.Duration
	// MaxHold is how long an incident lasts that nothing ends.
	MaxHold time.Duration
	// MaxPerMinute is how many new incidents of each severity are told within a minute; 0 for any number.
	MaxPerMinute int
	// MaxIncidents bounds the incidents that are kept, MaxMembers what is told as one of them, and
	// MaxEvents the events that are remembered.
	MaxIncidents, MaxMembers, MaxEvents int
	// MaxAge is how old a notice becomes that a destination does not take.
	MaxAge time.Duration
	// Attributes are those that may be told beside the ones of the ledger's events.
	Attributes []string
	Links      Links
	// Summary and Description are the texts of all incidents whose rules have none; nil for ours.
	Summary, Description *Template
}

// Route is a destination as a desk knows it.
type Route struct {
	// Name is unique.
	Name        string
	MinSeverity Severity
	Conditions  []Condition
	// Resolves: it is told of an end.
	Resolves bool
	// Renew is how often an incident that holds is told again; 0 for never.
	Renew time.Duration
	// Linger is for how long after its end an incident is told of as if it still held.
	Linger time.Duration
}

func (r *Route) wants(severity Severity, attributes map[string]string) bool {
	return severity >= r.MinSeverity && all(r.Conditions, attributes)
}

// Links make addresses: of a runbook Runbook, the name and .md, of the others {session_id} and
// {trace_id} replaced. Empty ones make none.
type Links struct{ Runbook, Session, Trace string }

// tellable are the attributes that may be told of any event; all of the ledger's own may.
var tellable = []string{
	attrSession, attrService, attrAgent, attrTool, "service.namespace", "service.version", "deployment.environment.name", "deployment.environment",
	"gen_ai.agent.id", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.evaluation.name",
	"gen_ai.evaluation.score.value", "gen_ai.evaluation.score.label", "user.id", "error.type", "level", "count", "distance", "trace_id",
}

// mayTell reports whether an attribute of an event may be in a text. What is not known may be a
// prompt, and is not.
func (p *Policy) mayTell(name string, e *Event) bool {
	switch {
	case strings.HasPrefix(name, "genai.budget."), strings.HasPrefix(name, "genai.session."), strings.HasPrefix(name, "genai.loop."),
		strings.HasPrefix(name, "genai.context."), strings.HasPrefix(name, "genai.cost."), name == attrTenant:
		return true
	case slices.Contains(tellable, name), slices.Contains(p.Attributes, name):
		return true
	default:
		return e.Name == eventThreshold && slices.Contains(e.scope(), name)
	}
}

// Events are the names of the events that may lead to anything.
func (p *Policy) Events() map[string]bool {
	names := map[string]bool{eventEnd: true, eventRecovered: true}
	for i := range p.Rules {
		names[p.Rules[i].Event] = true
	}
	return names
}
