package genaibudgetreceiver

import (
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Attributes of metrics and events beside those of the conventions.
const (
	attrBudgetName  = "genai.budget.name"
	attrThreshold   = "threshold"
	attrLevel       = "level"
	attrKind        = "kind"
	attrReason      = "reason"
	attrState       = "state"
	attrEventID     = "genai.event.id"
	attrTenant      = "genai.tenant"
	attrOutcome     = "outcome"
	attrServiceName = "service.name"
	attrEnvironment = "deployment.environment.name"
)

// Places of the metrics that are made of events.
const (
	sessionCost = iota
	sessionContext
	sessionGrowth
	sessionDuration
	sessionLoops
	sessionWasted
	sessionCascades
	budgetCrossings
	familyCount
)

// Bounds of histograms, even in the logarithm.
var (
	costBounds     = []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}
	contextBounds  = aggregate.Doubling(1024, 11) // 1 k to 1 M tokens
	growthBounds   = []float64{1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100}
	durationBounds = aggregate.Doubling(1, 20) // 1 s to 6 d
)

var families = [familyCount]aggregate.Family{
	sessionCost: {
		Name: "genai.session.cost.usd", Kind: aggregate.Histogram, Unit: "{USD}",
		Description: "What sessions had spent when they ended or expired.",
		Attributes:  []string{genai.AttrAgentName}, Bounds: costBounds,
	},
	sessionContext: {
		Name: "genai.session.context.tokens", Kind: aggregate.Histogram, Unit: "{token}",
		Description: "Largest input of a call of each session that ended.",
		Attributes:  []string{genai.AttrAgentName}, Bounds: contextBounds,
	},
	sessionGrowth: {
		Name: "genai.session.context.growth", Kind: aggregate.Histogram, Unit: "1",
		Description: "How many times larger the input of the last calls of a session was than that of the first.",
		Attributes:  []string{genai.AttrAgentName}, Bounds: growthBounds,
	},
	sessionDuration: {
		Name: "genai.session.duration", Kind: aggregate.Histogram, Unit: "s",
		Description: "Duration of sessions: from the first start to the last end (wall), without long pauses (active), and of model calls only (busy).",
		Attributes:  []string{attrKind}, Bounds: durationBounds,
	},
	sessionLoops: {
		Name: "genai.session.loops", Kind: aggregate.Counter, Unit: "{loop}",
		Description: "Loops of tool calls that were found, once for each level they reached.",
		Attributes:  []string{genai.AttrToolName, attrLevel},
	},
	sessionWasted: {
		Name: "genai.session.wasted.usd", Kind: aggregate.Money, Unit: "{USD}",
		Description: "Cost of model calls that led nowhere.",
		Attributes:  []string{attrReason},
	},
	sessionCascades: {
		Name: "genai.session.tool_cascades", Kind: aggregate.Counter, Unit: "{cascade}",
		Description: "Rows of tool failures, by the tool that failed first.",
		Attributes:  []string{genai.AttrToolName},
	},
	budgetCrossings: {
		Name: "genai.budget.crossings", Kind: aggregate.Counter, Unit: "{crossing}",
		Description: "Budgets that reached a threshold.",
		Attributes:  []string{attrBudgetName, attrThreshold},
	},
}

// gauge is a metric that is made of the state of the accounts.
type gauge struct {
	name, description, unit string
	attributes              []string
	sum                     bool // non-monotonic
}

// The metrics of the state of the accounts.
var (
	sessionActive = gauge{
		"genai.session.active", "Sessions that are not idle, by the state of their tightest budget.", "{session}", []string{attrState}, false,
	}
	sessionMaxCost   = gauge{"genai.session.max_cost.usd", "What the dearest active session has spent.", "{USD}", nil, false}
	sessionBreaching = gauge{
		"genai.session.breaching", "Sessions that will exceed a budget within 15 minutes by the low bound of their forecast.", "{session}", nil, false,
	}
	sessionOutcome = gauge{
		"genai.session.outcome", "Sessions that ended in the last 7 days, by how.", "{session}", []string{attrOutcome, genai.AttrAgentName}, true,
	}
	sessionOutcomeCost = gauge{
		"genai.session.outcome.cost.usd", "What the sessions that ended in the last 7 days had spent, by how they ended.", "{USD}",
		[]string{attrOutcome, genai.AttrAgentName},
		true,
	}
	budgetLimit = gauge{
		"genai.budget.limit.usd", "Limit of a budget; of several accounts with the same attributes that of the one nearest to its limit.", "{USD}",
		append([]string{attrBudgetName}, boundedScopes[:]...), false,
	}
	budgetSpend = gauge{
		"genai.budget.spend.usd", "Spend in the current window of a budget; of several accounts that of the one nearest to its limit.", "{USD}",
		append([]string{attrBudgetName}, boundedScopes[:]...), false,
	}
	budgetUtilization = gauge{
		"genai.budget.utilization", "Share of a budget that is spent; of several accounts the largest.", "1",
		append([]string{attrBudgetName}, boundedScopes[:]...), false,
	}
)

// boundedScopes are the attributes of scopes that may be on a metric: those of which
// there are as many as an operator has deployed. Users, sessions and tenants are not.
var boundedScopes = [...]string{attrServiceName, attrEnvironment, genai.AttrAgentName, genai.AttrRequestModel}

// EmittedMetric describes one metric that the receiver writes, for tests that hold
// documents, rules and dashboards to it.
type EmittedMetric struct {
	Name       string
	Kind       string // counter, histogram, gauge or sum
	Unit       string
	Attributes []string
}

// EmittedMetrics lists every metric that the receiver writes.
func EmittedMetrics() []EmittedMetric {
	var emitted []EmittedMetric
	for i := range families {
		f := &families[i]
		kind := "counter"
		if f.Kind == aggregate.Histogram {
			kind = "histogram"
		}
		emitted = append(emitted, EmittedMetric{f.Name, kind, f.Unit, f.Attributes})
	}
	for _, g := range []*gauge{
		&sessionActive, &sessionMaxCost, &sessionBreaching, &sessionOutcome, &sessionOutcomeCost, &budgetLimit, &budgetSpend, &budgetUtilization,
	} {
		kind := "gauge"
		if g.sum {
			kind = "sum"
		}
		emitted = append(emitted, EmittedMetric{g.name, kind, g.unit, g.attributes})
	}
	return emitted
}
