package genaibudgetreceiver

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

var (
	happened = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	observed = happened.Add(time.Second)
)

// base is the event that all tests are about.
func base(kind session.EventKind) session.Event {
	return session.Event{
		ID: "id-1", Kind: kind, At: happened.UnixNano(), Tenant: "acme", Session: "s1", Service: "shop", Agent: "planner",
		Trace: session.TraceID{1}, Span: session.SpanID{2},
	}
}

var baseAttributes = map[string]any{
	"genai.event.id": "id-1", "session.id": "s1", "genai.tenant": "acme", "service.name": "shop", "gen_ai.agent.name": "planner",
}

func TestEventsAsRecords(t *testing.T) {
	five := budget.Limit{NanoUSD: 5_000_000_000}
	tests := map[string]struct {
		event    session.Event
		severity plog.SeverityNumber
		span     byte
		want     map[string]any
	}{
		"half of a budget": {
			event: edited(base(session.Threshold), func(e *session.Event) {
				e.Crossing = &session.Crossing{
					Budget: "session", Mode: budget.Enforce, Threshold: 0.5, Limit: five, Spend: budget.Spend{NanoUSD: 2_612_345_678}, State: budget.OK, Revision: 2,
				}
			}),
			severity: plog.SeverityNumberInfo,
			want: map[string]any{
				"genai.budget.name": "session", "genai.budget.threshold": 0.5, "genai.budget.state": "ok", "genai.budget.mode": "enforce", "genai.budget.revision": int64(2),
				"genai.budget.unit": "usd", "genai.budget.limit": 5.0, "genai.budget.spend": 2.612345678,
			},
		},
		"the whole of one of calls, of a service and a user": {
			event: edited(base(session.Threshold), func(e *session.Event) {
				e.Session = ""
				e.Crossing = &session.Crossing{
					Budget: "day", Mode: budget.Shadow, Threshold: 1, Limit: budget.Limit{NanoUSD: 5_000_000_000, Calls: 10},
					Spend: budget.Spend{NanoUSD: 1_000_000_000, Calls: 11}, State: budget.Exceeded, Window: happened.UnixNano(),
					Scope: map[string]string{"service.name": "shop", "user.id": "tok_1", "tenant": "acme"},
				}
			}),
			severity: plog.SeverityNumberError,
			want: map[string]any{
				"session.id": nil, "genai.budget.name": "day", "genai.budget.threshold": 1.0, "genai.budget.state": "exceeded", "genai.budget.mode": "shadow",
				"genai.budget.revision": int64(0), "genai.budget.unit": "calls", "genai.budget.limit": 10.0, "genai.budget.spend": 11.0,
				"genai.budget.window_start": "2026-11-20T12:00:00Z", "user.id": "tok_1",
			},
		},
		"a budget that is well again": {
			event: edited(base(session.Recovered), func(e *session.Event) {
				e.Crossing = &session.Crossing{
					Budget: "day", Mode: budget.Enforce, Threshold: 1, Limit: five, State: budget.OK, Window: happened.UnixNano(),
					Scope: map[string]string{"service.name": "shop"},
				}
			}),
			severity: plog.SeverityNumberInfo,
			want: map[string]any{
				"genai.budget.name": "day", "genai.budget.threshold": 1.0, "genai.budget.state": "ok", "genai.budget.mode": "enforce", "genai.budget.revision": int64(0),
				"genai.budget.unit": "usd", "genai.budget.limit": 5.0, "genai.budget.spend": 0.0, "genai.budget.window_start": "2026-11-20T12:00:00Z",
			},
		},
		"four fifths of one of tokens": {
			event: edited(base(session.Threshold), func(e *session.Event) {
				e.Crossing = &session.Crossing{Budget: "t", Threshold: 0.8, Limit: budget.Limit{Tokens: 1000}, Spend: budget.Spend{Tokens: 850}, State: budget.Warn}
			}),
			severity: plog.SeverityNumberWarn,
			want: map[string]any{
				"genai.budget.name": "t", "genai.budget.threshold": 0.8, "genai.budget.state": "warn", "genai.budget.revision": int64(0),
				"genai.budget.unit": "tokens", "genai.budget.limit": 1000.0, "genai.budget.spend": 850.0,
			},
		},
		"a loop": {
			event: edited(base(session.LoopFound), func(e *session.Event) {
				e.Loop = &session.Loop{Tool: "search", Repeats: 3, Wasted: 20_000_000, Level: session.LevelWarn, LowConfidence: true}
			}),
			severity: plog.SeverityNumberWarn,
			want: map[string]any{
				"gen_ai.tool.name": "search", "genai.loop.repeats": int64(3), "genai.loop.wasted_usd": 0.02, "level": "warn", "genai.loop.confidence": "low",
			},
		},
		"a loop that goes on": {
			event: edited(base(session.LoopFound), func(e *session.Event) {
				e.Loop = &session.Loop{Tool: "search", Repeats: 8, Level: session.LevelCritical}
			}),
			severity: plog.SeverityNumberError,
			want:     map[string]any{"gen_ai.tool.name": "search", "genai.loop.repeats": int64(8), "genai.loop.wasted_usd": 0.0, "level": "critical"},
		},
		"a cascade points at what began it": {
			event: edited(base(session.ToolCascade), func(e *session.Event) {
				e.Cascade = &session.Cascade{Tool: "fetch", Count: 3, Distance: 4, Trace: session.TraceID{1}, Span: session.SpanID{9}}
			}),
			severity: plog.SeverityNumberWarn, span: 9,
			want: map[string]any{"gen_ai.tool.name": "fetch", "count": int64(3), "distance": int64(4)},
		},
		"a context": {
			event: edited(base(session.ContextGrew), func(e *session.Event) {
				e.Context = &session.ContextAlert{Tokens: 250_000, Growth: 6.5, CacheHit: 0.25, Broken: true, CostRise: 5.5}
			}),
			severity: plog.SeverityNumberWarn,
			want: map[string]any{
				"genai.context.tokens": int64(250_000), "genai.context.growth": 6.5, "genai.context.cache_hit": 0.25, "genai.context.cost_rise": 5.5,
				"genai.context.cache_broken": true,
			},
		},
		"an end": {
			event: edited(base(session.Ended), func(e *session.Event) {
				e.Summary = &session.Summary{
					Reason: "expired", Outcome: "success", State: budget.Warn, Spend: budget.Spend{NanoUSD: 4_500_000_000, Calls: 12, Unpriced: 1},
					Tokens: session.Tokens{Input: 1, CacheRead: 2, CacheWrite: 3, Output: 4, Reasoning: 5}, Failed: 2, Tools: 7, ToolFail: 1, Loops: 1, Wasted: 250_000_000,
					WallSeconds: 100, ActiveSeconds: 50, BusySeconds: 20, ModelSeconds: 30, Context: 9000, Growth: 3, CacheHit: 0.75, Compactions: 1,
					DearestModel: "m1", DearestTool: "search", Sampled: true, Estimate: 9_000_000_000,
				}
			}),
			severity: plog.SeverityNumberInfo,
			want: map[string]any{
				"genai.session.reason": "expired", "genai.session.outcome": "success", "genai.session.state": "warn", "genai.session.cost": 4.5,
				"genai.session.calls": int64(12), "genai.session.calls.unpriced": int64(1), "genai.session.calls.failed": int64(2),
				"genai.session.tool_calls": int64(7), "genai.session.tool_calls.failed": int64(1),
				"genai.tokens.input": int64(1), "genai.tokens.cache_read": int64(2), "genai.tokens.cache_write": int64(3), "genai.tokens.output": int64(4),
				"genai.tokens.reasoning": int64(5), "genai.tokens.total": int64(15),
				"genai.context.tokens": int64(9000), "genai.context.growth": 3.0, "genai.context.cache_hit": 0.75, "genai.context.compactions": int64(1),
				"genai.session.loops": int64(1), "genai.session.wasted_usd": 0.25,
				"genai.session.duration.wall": 100.0, "genai.session.duration.active": 50.0, "genai.session.duration.busy": 20.0, "genai.session.duration.model": 30.0,
				"genai.session.dearest_model": "m1", "genai.session.dearest_tool": "search", "genai.session.sampled": true, "genai.session.cost_estimate": 9.0,
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := &budgetReceiver{scopeName: "scope", version: "1"}
			logs := r.recordsOf([]session.Event{test.event}, observed)
			resource := logs.ResourceLogs().At(0)
			assert.Equal(t, map[string]any{"service.name": "shop"}, resource.Resource().Attributes().AsRaw())
			record := resource.ScopeLogs().At(0).LogRecords().At(0)
			assert.Equal(t, string(test.event.Kind), record.EventName())
			assert.Equal(t, pcommon.NewTimestampFromTime(happened), record.Timestamp())
			assert.Equal(t, pcommon.NewTimestampFromTime(observed), record.ObservedTimestamp())
			assert.Equal(t, test.severity, record.SeverityNumber())
			assert.Contains(t, []string{"INFO", "WARN", "ERROR"}, record.SeverityText())
			assert.Equal(t, pcommon.TraceID{1}, record.TraceID())
			assert.Equal(t, pcommon.SpanID{max(2, test.span)}, record.SpanID())
			want := map[string]any{}
			for _, part := range []map[string]any{baseAttributes, test.want} {
				for key, value := range part {
					want[key] = value
					if value == nil {
						delete(want, key)
					}
				}
			}
			assert.Equal(t, want, record.Attributes().AsRaw())
		})
	}
}

func edited(e session.Event, edit func(*session.Event)) session.Event {
	edit(&e)
	return e
}

func TestEventsOfOneServiceShareAResource(t *testing.T) {
	events := []session.Event{base(session.LoopFound), base(session.LoopFound), edited(base(session.LoopFound), func(e *session.Event) { e.Service = "" })}
	logs := (&budgetReceiver{}).recordsOf(events, observed)
	require.Equal(t, 2, logs.ResourceLogs().Len())
	assert.Equal(t, 2, logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().Len())
	assert.Zero(t, logs.ResourceLogs().At(1).Resource().Attributes().Len())
}
