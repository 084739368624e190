package genaisessionprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// plan is what is known once the ledger is: how attributes are read.
type plan struct {
	record, resource *meanings
	attributes       []string // of budgets, in the order of the ledger
	tenantKey        string
	tenantFromRecord bool
}

func newPlan(config *Config, attributes []string) *plan {
	tenant := config.Tenant.attribute()
	return &plan{
		record:           newMeanings(config.Keys, attributes, tenant),
		resource:         newMeanings(config.ResourceKeys, attributes, tenant),
		attributes:       attributes,
		tenantKey:        tenant,
		tenantFromRecord: config.Tenant.From == TenantFromAttribute,
	}
}

// batch is the postings of one batch and where their receipts go. It is reused, and
// keeps nothing of a batch when it is given back.
type batch struct {
	plan    *plan
	private private
	quality *quality
	outcome *OutcomeConfig
	counts  tally

	authenticated string // tenant of the request

	around  surroundings
	record  genai.Record
	reading reading

	postings []session.Posting
	receipts []session.Receipt
	records  []posted
	masks    []mask
	scopes   []string // of all postings, one after the other
	parts    []string // of a signature
	scratch  []byte
	bound    map[binding]struct{}

	reader      signal.Reader
	answer      signal.Answer
	cited       []signal.Citations // of answers, what their input does not have
	named       []uint64
	evaluation  genai.Evaluation
	evaluations []genai.Evaluation
}

// posted is the record behind a posting.
type posted struct {
	attrs  pcommon.Map
	found  source
	marked bool   // as a duplicate, before us
	plain  string // the id of the session where a token stands for it
	// genAI is false for a record that only tells the session of its trace.
	genAI bool
	finding
}

// binding is a trace that a record of somebody else belongs to.
type binding struct {
	trace  session.TraceID
	tenant string
	id     string
}

func newBatch(p *plan, accounts session.Accounts, q *quality, outcome *OutcomeConfig) *batch {
	return &batch{
		plan:    p,
		quality: q,
		outcome: outcome,
		private: private{accounts: accounts, scopes: make([]memo, len(p.attributes))},
		bound:   make(map[binding]struct{}),
	}
}

func (b *batch) forget() {
	clear(b.postings)
	clear(b.receipts)
	clear(b.records)
	clear(b.masks)
	clear(b.scopes)
	clear(b.parts)
	clear(b.bound)
	b.postings, b.receipts, b.records, b.masks, b.scopes, b.parts = b.postings[:0], b.receipts[:0], b.records[:0], b.masks[:0], b.scopes[:0], b.parts[:0]
	clear(b.cited)
	clear(b.evaluations)
	b.cited, b.evaluations = b.cited[:0], b.evaluations[:0]
	b.answer, b.evaluation = signal.Answer{}, genai.Evaluation{}
	b.reader.Forget()
	b.counts = tally{}
	b.authenticated = ""
	b.around.forget()
	b.reading.forget()
	b.record = genai.Record{}
	b.private.forget()
}

// add makes a posting of what the batch has read of a record. The posting is to be
// filled before the next is made.
func (b *batch) add(kind session.Kind, attrs pcommon.Map) *session.Posting {
	r, rec := &b.reading, &b.record
	id, found := b.around.session(r)
	claim := b.around.claim(r)
	tenant := b.private.forTenant(b.decide(claim))
	name, plain := b.session(id, found)
	b.postings = append(b.postings, session.Posting{
		Kind:    kind,
		Tenant:  tenant,
		Session: name,
		Service: b.private.service(first(b.around.resource.str(fieldService), r.str(fieldService))),
		Agent:   b.private.agent(rec.AgentName),
		Lane:    b.lane(),
		Model:   b.private.model(rec.Model()),
		Tool:    b.private.tool(rec.ToolName),
		Scope:   b.scope(),
	})
	b.records = append(b.records, posted{attrs: attrs, found: found, marked: rec.CostStatus == genai.CostDuplicate, plain: plain, genAI: true, finding: finding{told: r.has[fieldSignals]}})
	b.counts.kinds[kind]++
	p := &b.postings[len(b.postings)-1]
	b.maskNames(attrs, p.Agent, p.Tool, tenant, claim)
	return p
}

// session is a name of a session as the ledger has it, and as it was where that is a token.
func (b *batch) session(id string, found source) (name, plain string) {
	if found == sourceNone {
		return "", ""
	}
	plain = normalized(id)
	name = b.private.session(plain)
	if name == plain {
		return name, ""
	}
	b.counts.masked++
	return name, plain
}

// lane is whose context a call grows: that of the agent with this id, else with this name.
func (b *batch) lane() string {
	if id := b.reading.str(fieldAgentID); id != "" {
		return b.private.lane(id)
	}
	return b.private.agent(b.record.AgentName)
}

// scope are the values of the attributes that budgets have in their scopes.
func (b *batch) scope() []string {
	start := len(b.scopes)
	for i, key := range b.plan.attributes {
		value := b.around.value(&b.reading, i)
		if value == "" && key == "model" {
			value = b.record.Model()
		}
		if value != "" {
			value = b.private.scope(i, key, value)
		}
		b.scopes = append(b.scopes, value)
	}
	return b.scopes[start:len(b.scopes):len(b.scopes)]
}

// fillCall adds what a model call used and cost.
func (b *batch) fillCall(p *session.Posting) {
	rec := &b.record
	t := &p.Tokens
	t.Input, t.CacheRead, t.CacheWrite, t.Output, t.Reasoning = rec.Usage.Classes()
	p.ResponseID = session.HashID(rec.ResponseID)
	p.Marked = rec.CostStatus == genai.CostDuplicate
	p.Rank = rankOf(b.reading.str(fieldCostSource))
	p.Cost, p.Priced = b.cost()
	p.Output = b.signature(fieldOutput, "output")
	if rec.BadUsage > 0 {
		b.counts.malformed[malformedUsage] += int64(rec.BadUsage)
	}
}

// cost is that of the call, rounded once. Money of another currency is none.
func (b *batch) cost() (budget.NanoUSD, bool) {
	rec := &b.record
	if !rec.HasCost || rec.CostCurrency != "" && rec.CostCurrency != genai.CurrencyUSD {
		return 0, false
	}
	nanos, ok := budget.FromDollars(rec.CostTotal)
	if !ok {
		b.counts.malformed[malformedCost]++
	}
	return nanos, ok
}

func rankOf(source string) session.Rank {
	switch source {
	case "reported":
		return session.Reported
	case "computed":
		return session.Computed
	default:
		return session.Estimated
	}
}

// fillTool adds what tells one tool call from another. Both hashes are keyed and
// taken here, before redaction makes different arguments equal.
func (b *batch) fillTool(p *session.Posting) {
	p.ResponseID = session.HashID(b.reading.str(fieldToolCallID))
	p.Arguments = b.signature(fieldToolArguments, b.record.ToolName)
	p.Result = b.signature(fieldToolResult, b.record.ToolName)
}
