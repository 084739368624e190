package alert

import (
	"slices"
	"strings"
	"time"
)

// Event is something that happened, as a log record tells it.
type Event struct {
	Name string
	// ID is the same where the same is told again; empty where that is not known.
	ID       string
	Severity Severity
	At       time.Time
	Service  string
	TraceID  string // hexadecimal, empty for none
	// Attributes are those of the record, numbers as decimals and lists joined by commas.
	Attributes map[string]string
}

// Names of the events that the ledger tells.
const (
	eventThreshold = "genai.budget.threshold"
	eventRecovered = "genai.budget.recovered"
	eventLoop      = "genai.session.loop"
	eventCascade   = "genai.session.tool_cascade"
	eventContext   = "genai.session.context"
	eventEnd       = "genai.session.end"
)

// Attributes of events.
const (
	attrSession   = "session.id"
	attrTenant    = "genai.tenant"
	attrService   = "service.name"
	attrAgent     = "gen_ai.agent.name"
	attrTool      = "gen_ai.tool.name"
	attrBudget    = "genai.budget.name"
	attrThreshold = "genai.budget.threshold"
	attrScope     = "genai.budget.scope"
	attrWindow    = "genai.budget.window_start"
	attrWindowEnd = "genai.budget.window_end"
)

// subject is whom an event is about, apart from the rule.
type subject struct {
	// labels identify it, in an order that does not depend on the event.
	labels []Label
	// session is the account of a session that its end settles, budget the account of a budget
	// that a recovery settles; empty for none.
	session, budget string
}

// session is the session that an event is about: its id, or the trace that stands for it.
func (e *Event) session() (label Label, known bool) {
	if id := e.Attributes[attrSession]; id != "" {
		return Label{attrSession, id}, true
	}
	if e.TraceID != "" {
		return Label{"trace_id", e.TraceID}, true
	}
	return Label{}, false
}

// sessionKey identifies a session among all tenants.
func (e *Event) sessionKey() string {
	label, known := e.session()
	if !known {
		return ""
	}
	return digest(attrTenant, e.Attributes[attrTenant], label.Name, label.Value)
}

// ofSession is whom an event about a session is about.
func (e *Event) ofSession() subject {
	s := subject{session: e.sessionKey()}
	if tenant := e.Attributes[attrTenant]; tenant != "" {
		s.labels = append(s.labels, Label{attrTenant, tenant})
	}
	if label, known := e.session(); known {
		s.labels = append(s.labels, label)
	}
	return s
}

// ofBudget is whom an event about a budget is about: the account of one value of its scope.
func (e *Event) ofBudget() subject {
	var s subject
	if e.ofOneSession() {
		s = e.ofSession()
	} else {
		scope := e.scope()
		if slices.Contains(scope, attrSession) {
			s.session = e.sessionKey()
			if tenant := e.Attributes[attrTenant]; tenant != "" && !slices.Contains(scope, attrTenant) { // an id is a tenant's own
				s.labels = append(s.labels, Label{attrTenant, tenant})
			}
		}
		for _, name := range scope {
			s.labels = append(s.labels, Label{name, e.Attributes[name]})
		}
	}
	s.labels = append([]Label{{attrBudget, e.Attributes[attrBudget]}}, s.labels...)
	s.budget = digestLabels(s.labels)
	return s
}

// ofOneSession reports whether an event about a budget is about the account of a session alone.
func (e *Event) ofOneSession() bool {
	_, says := e.Attributes[attrScope]
	return !says && e.Attributes[attrWindow] == ""
}

// scope are the attributes whose values have accounts of their own, in alphabetical order. Of an
// event that does not say, they are the attributes that say nothing else.
func (e *Event) scope() (names []string) {
	if scope, says := e.Attributes[attrScope]; says {
		names = strings.FieldsFunc(scope, func(r rune) bool { return r == ',' })
	} else {
		for name := range e.Attributes {
			if name == attrSession || name == attrTenant || !strings.HasPrefix(name, "genai.") && name != attrAgent {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// source is the service an event happened in.
func (e *Event) source() string {
	if e.Service != "" {
		return e.Service
	}
	return e.Attributes[attrService]
}
