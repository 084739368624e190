package genaibudgetreceiver

import (
	"maps"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// recordsOf are events as log records, on the resource of the service that each is about.
func (r *budgetReceiver) recordsOf(events []session.Event, now time.Time) plog.Logs {
	logs := plog.NewLogs()
	scopes := make(map[string]plog.ScopeLogs)
	for i := range events {
		service := events[i].Service
		scope, ok := scopes[service]
		if !ok {
			resource := logs.ResourceLogs().AppendEmpty()
			if service != "" {
				resource.Resource().Attributes().PutStr(attrServiceName, service)
			}
			scope = resource.ScopeLogs().AppendEmpty()
			scope.Scope().SetName(r.scopeName)
			scope.Scope().SetVersion(r.version)
			scopes[service] = scope
		}
		fillRecord(scope.LogRecords().AppendEmpty(), &events[i], now)
	}
	return logs
}

func fillRecord(record plog.LogRecord, e *session.Event, now time.Time) {
	at := pcommon.NewTimestampFromTime(now)
	record.SetObservedTimestamp(at)
	if e.At > 0 {
		at = pcommon.Timestamp(e.At)
	}
	record.SetTimestamp(at)
	record.SetEventName(string(e.Kind))
	trace, span := e.Trace, e.Span
	if e.Cascade != nil && e.Cascade.Trace != (session.TraceID{}) {
		trace, span = e.Cascade.Trace, e.Cascade.Span
	}
	record.SetTraceID(pcommon.TraceID(trace))
	record.SetSpanID(pcommon.SpanID(span))
	severity := severityOf(e)
	record.SetSeverityNumber(severity)
	record.SetSeverityText(strings.ToUpper(severity.String()))

	attrs := attributes{record.Attributes()}
	attrs.EnsureCapacity(32)
	attrs.PutStr(attrEventID, e.ID)
	attrs.text(genai.AttrSessionID, e.Session)
	attrs.text(attrTenant, e.Tenant)
	attrs.text(attrServiceName, e.Service)
	attrs.text(genai.AttrAgentName, e.Agent)
	switch {
	case e.Crossing != nil:
		attrs.crossing(e.Crossing)
	case e.Loop != nil:
		attrs.loop(e.Loop)
	case e.Cascade != nil:
		attrs.cascade(e.Cascade)
	case e.Context != nil:
		attrs.context(e.Context)
	case e.Summary != nil:
		attrs.summary(e.Summary)
	}
}

// severityOf is how bad an event is: a budget that is spent, or a loop that goes on
// and on, is an error, and what is well again is none.
func severityOf(e *session.Event) plog.SeverityNumber {
	switch {
	case e.Kind == session.Recovered:
		return plog.SeverityNumberInfo
	case e.Crossing != nil && e.Crossing.Threshold >= 1, e.Loop != nil && e.Loop.Level == session.LevelCritical:
		return plog.SeverityNumberError
	case e.Crossing != nil && e.Crossing.Threshold < budget.WarnAt, e.Summary != nil:
		return plog.SeverityNumberInfo
	default:
		return plog.SeverityNumberWarn
	}
}

// attributes are those of an event; what is not known is left out.
type attributes struct{ pcommon.Map }

func (a attributes) text(key, value string) {
	if value != "" {
		a.PutStr(key, value)
	}
}

func (a attributes) dollars(key string, nanos budget.NanoUSD) {
	a.PutDouble(key, budget.Dollars(nanos))
}

func (a attributes) crossing(c *session.Crossing) {
	a.PutStr(attrBudgetName, c.Budget)
	a.PutDouble("genai.budget.threshold", c.Threshold)
	a.PutStr("genai.budget.state", c.State.String())
	a.text("genai.budget.mode", string(c.Mode))
	a.PutInt("genai.budget.revision", int64(c.Revision))
	if c.Window > 0 {
		a.PutStr("genai.budget.window_start", time.Unix(0, c.Window).UTC().Format(time.RFC3339))
	}
	unit, limit, spend := measureOf(c)
	a.PutStr("genai.budget.unit", unit)
	a.PutDouble("genai.budget.limit", limit)
	a.PutDouble("genai.budget.spend", spend)
	for _, key := range slices.Sorted(maps.Keys(c.Scope)) {
		a.text(scopeKey(key), c.Scope[key])
	}
}

// scopeKey is the name under which a value of a scope is written: its own, but
// for that which is no name of an attribute.
func scopeKey(key string) string {
	if key == "tenant" {
		return attrTenant
	}
	return key
}

// measureOf is the limit that was reached: that of which the largest share is spent.
func measureOf(c *session.Crossing) (unit string, limit, spend float64) {
	unit, limit, spend = "usd", budget.Dollars(c.Limit.NanoUSD), budget.Dollars(c.Spend.NanoUSD)
	best := budget.Limit{NanoUSD: c.Limit.NanoUSD}.Utilization(c.Spend)
	if tokens := (budget.Limit{Tokens: c.Limit.Tokens}).Utilization(c.Spend); tokens > best || limit == 0 && c.Limit.Tokens > 0 {
		unit, limit, spend, best = "tokens", float64(c.Limit.Tokens), float64(c.Spend.Tokens), tokens
	}
	if calls := (budget.Limit{Calls: c.Limit.Calls}).Utilization(c.Spend); calls > best || limit == 0 && c.Limit.Calls > 0 {
		unit, limit, spend = "calls", float64(c.Limit.Calls), float64(c.Spend.Calls)
	}
	return unit, limit, spend
}

func (a attributes) loop(l *session.Loop) {
	a.text(genai.AttrToolName, l.Tool)
	a.PutInt("genai.loop.repeats", int64(l.Repeats))
	a.dollars("genai.loop.wasted_usd", l.Wasted)
	a.PutStr(attrLevel, string(l.Level))
	if l.LowConfidence {
		a.PutStr("genai.loop.confidence", "low")
	}
}

func (a attributes) cascade(c *session.Cascade) {
	a.text(genai.AttrToolName, c.Tool)
	a.PutInt("count", int64(c.Count))
	a.PutInt("distance", int64(c.Distance))
}

func (a attributes) context(c *session.ContextAlert) {
	a.PutInt("genai.context.tokens", c.Tokens)
	a.PutDouble("genai.context.growth", c.Growth)
	a.PutDouble("genai.context.cache_hit", c.CacheHit)
	a.PutDouble("genai.context.cost_rise", c.CostRise)
	a.PutBool("genai.context.cache_broken", c.Broken)
}
