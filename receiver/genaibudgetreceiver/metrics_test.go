package genaibudgetreceiver

import (
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// collected runs a receiver for one interval and returns its metrics.
func collected(t *testing.T, config *Config, accounts *sessiontest.Accounts) (first pmetric.Metrics) {
	t.Helper()
	sink := &consumertest.MetricsSink{}
	r := start(t, config, accounts, sink, nil)
	time.Sleep(config.Interval)
	synctest.Wait()
	require.Len(t, sink.AllMetrics(), 1)
	first = sink.AllMetrics()[0]
	r.shutdown(t)
	return first
}

func TestCrossingsExistAtZeroFromTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink := sessiontest.New(), &consumertest.MetricsSink{}
		accounts.Limits = []budget.Budget{sessionBudget, {Name: "service-day", Scope: []string{"service.name"}, Thresholds: []float64{0.8, 1.2}}}
		began := time.Now()
		config := defaults()
		config.ExpireAfter = 15 * time.Second
		r := start(t, config, accounts, sink, &logsSink{})
		time.Sleep(30 * time.Second)
		synctest.Wait()
		accounts.Emit(crossing("e1", 0.8), crossing("e2", 0.8))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		want := map[string]float64{
			"| genai.budget.name=session threshold=0.5": 0, "| genai.budget.name=session threshold=0.8": 0, "| genai.budget.name=session threshold=1": 0,
			"| genai.budget.name=service-day threshold=0.8": 0, "| genai.budget.name=service-day threshold=1.2": 0,
		}
		for i := range 3 {
			assert.Equal(t, want, series(t, sink.AllMetrics()[i])["genai.budget.crossings"])
		}
		want["| genai.budget.name=session threshold=0.8"] = 2
		last := sink.AllMetrics()[3]
		assert.Equal(t, want, series(t, last)["genai.budget.crossings"], "nothing expired meanwhile")
		for _, metric := range last.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
			if metric.Name() != "genai.budget.crossings" {
				continue
			}
			assert.True(t, metric.Sum().IsMonotonic())
			assert.Equal(t, pmetric.AggregationTemporalityCumulative, metric.Sum().AggregationTemporality())
			for _, point := range metric.Sum().DataPoints().All() {
				assert.Equal(t, pcommon.NewTimestampFromTime(began), point.StartTimestamp())
			}
		}
		r.shutdown(t)
	})
}

func ended(agent, outcome string, summary session.Summary) session.Event {
	summary.Outcome = outcome
	return session.Event{
		ID: "end", Kind: session.Ended, At: time.Now().UnixNano(), Session: "s1", Service: "shop", Agent: agent, Summary: &summary,
	}
}

func TestMetricsOfEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts := sessiontest.New()
		loop := func(repeats int, level session.Level, wasted budget.NanoUSD) session.Event {
			return session.Event{Kind: session.LoopFound, Session: "s1", Service: "shop", Loop: &session.Loop{Tool: "search", Repeats: repeats, Level: level, Wasted: wasted}}
		}
		accounts.Emit(
			loop(3, session.LevelWarn, 20_000_000),
			loop(8, session.LevelCritical, 70_000_000), // what it wasted in all: 50 more
			session.Event{Kind: session.ToolCascade, Service: "shop", Cascade: &session.Cascade{Tool: "fetch", Count: 3}},
			session.Event{Kind: session.ContextGrew, Service: "shop", Context: &session.ContextAlert{Tokens: 300_000}},
			ended("planner", "success", session.Summary{
				Spend: budget.Spend{NanoUSD: 1_500_000_000, Calls: 9}, Context: 180_000, Growth: 6.5, Wasted: 90_000_000, // 20 more than its events said
				WallSeconds: 3600, ActiveSeconds: 1800, BusySeconds: 600,
			}),
			ended("planner", "", session.Summary{Spend: budget.Spend{NanoUSD: 100_000_000}, Sampled: true, Estimate: 800_000_000}),
		)
		got := series(t, collected(t, defaults(), accounts))
		assert.InDelta(t, 2.3, got["genai.session.cost.usd"][" service.name=shop| gen_ai.agent.name=planner"], 1e-9, "the sampled one counts for what it stands for")
		assert.Equal(t, map[string]float64{" service.name=shop| gen_ai.agent.name=planner": 180_000}, got["genai.session.context.tokens"])
		assert.Equal(t, map[string]float64{" service.name=shop| gen_ai.agent.name=planner": 6.5}, got["genai.session.context.growth"])
		assert.Equal(t, map[string]float64{
			" service.name=shop| kind=wall": 3600, " service.name=shop| kind=active": 1800, " service.name=shop| kind=busy": 600,
		}, got["genai.session.duration"])
		assert.Equal(t, map[string]float64{
			" service.name=shop| gen_ai.tool.name=search level=warn": 1, " service.name=shop| gen_ai.tool.name=search level=critical": 1,
		}, got["genai.session.loops"])
		assert.Equal(t, map[string]float64{" service.name=shop| reason=loop": 0.09}, got["genai.session.wasted.usd"])
		assert.Equal(t, map[string]float64{" service.name=shop| gen_ai.tool.name=fetch": 1}, got["genai.session.tool_cascades"])
	})
}

func TestMetricsOfTheAccounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts := sessiontest.New()
		accounts.Limits = []budget.Budget{sessionBudget, {Name: "user-day", Scope: []string{"user.id"}}}
		account := func(name string, scope map[string]string, spend, limit budget.NanoUSD) session.AccountReport {
			return session.AccountReport{Budget: name, Scope: scope, Limit: budget.Limit{NanoUSD: limit}, Spend: budget.Spend{NanoUSD: spend}}
		}
		accounts.SetReport(session.Report{
			Outcomes: []session.OutcomeReport{
				{Outcome: session.OutcomeSuccess, Service: "shop", Agent: "planner", Sessions: 4, Cost: 1_500_000_000},
				{Service: "shop", Sessions: 1, Cost: 800_000_000},
			},
			Active: map[budget.State]int64{budget.OK: 7, budget.Exceeded: 2}, Idle: 4, MaxCost: 12_340_000_000, Breaching: 3,
			Accounts: []session.AccountReport{
				account("service-day", map[string]string{"service.name": "shop", "gen_ai.request.model": "m1"}, 50e9, 200e9),
				account("user-day", map[string]string{"user.id": "u1"}, 1e9, 10e9),
				account("user-day", map[string]string{"user.id": "u2"}, 9e9, 10e9), // the one nearest to its limit speaks for all
				account("user-day", map[string]string{"user.id": "u3"}, 2e9, 100e9),
				{Budget: "calls", Limit: budget.Limit{Calls: 100}, Spend: budget.Spend{Calls: 25, NanoUSD: 3e9}},
			},
		})
		got := series(t, collected(t, defaults(), accounts))
		assert.Equal(t, map[string]float64{
			"| state=ok": 7, "| state=warn": 0, "| state=unmeasurable": 0, "| state=exhausting": 0, "| state=exceeded": 2,
		}, got["genai.session.active"])
		assert.Equal(t, map[string]float64{"|": 12.34}, got["genai.session.max_cost.usd"])
		assert.Equal(t, map[string]float64{"|": 3}, got["genai.session.breaching"])
		planner := " service.name=shop| outcome=success gen_ai.agent.name=planner"
		assert.Equal(t, map[string]float64{planner: 4, " service.name=shop| outcome=unknown": 1}, got["genai.session.outcome"])
		assert.Equal(t, map[string]float64{planner: 1.5, " service.name=shop| outcome=unknown": 0.8}, got["genai.session.outcome.cost.usd"])
		shop := " service.name=shop| service.name=shop genai.budget.name=service-day gen_ai.request.model=m1"
		assert.Equal(t, map[string]float64{"| genai.budget.name=session": 5, shop: 200, "| genai.budget.name=user-day": 10}, got["genai.budget.limit.usd"])
		assert.Equal(t, map[string]float64{shop: 50, "| genai.budget.name=user-day": 9, "| genai.budget.name=calls": 3}, got["genai.budget.spend.usd"])
		assert.Equal(t, map[string]float64{shop: 0.25, "| genai.budget.name=user-day": 0.9, "| genai.budget.name=calls": 0.25}, got["genai.budget.utilization"])
	})
}

func TestDeltaPointsCoverOneInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink, config := sessiontest.New(), &consumertest.MetricsSink{}, defaults()
		config.Temporality = Delta
		accounts.SetReport(session.Report{Outcomes: []session.OutcomeReport{{Outcome: session.OutcomeSuccess, Service: "shop", Agent: "a", Sessions: 1}}})
		r := start(t, config, accounts, sink, nil)
		for range 2 {
			accounts.Emit(crossing("e", 0.8), ended("a", "success", session.Summary{}))
			time.Sleep(config.Interval)
			synctest.Wait()
		}
		for i := range 2 {
			got := series(t, sink.AllMetrics()[i])
			assert.Equal(t, map[string]float64{"| genai.budget.name=session threshold=0.8": 1}, got["genai.budget.crossings"])
			assert.InDelta(t, 1, got["genai.session.outcome"][" service.name=shop| outcome=success gen_ai.agent.name=a"], 0, "a level has no deltas")
		}
		r.shutdown(t)
	})
}

func TestSeriesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, config := sessiontest.New(), defaults()
		config.MaxSeries = 3
		var report session.Report
		for i := range 10 {
			accounts.Emit(ended(fmt.Sprint("agent-", i), "success", session.Summary{Spend: budget.Spend{NanoUSD: 1e9}}))
			report.Outcomes = append(report.Outcomes, session.OutcomeReport{Agent: fmt.Sprint("agent-", i), Sessions: 1, Cost: 1e9})
			accounts.Emit(session.Event{Kind: session.LoopFound, Session: strconv.Itoa(i), Loop: &session.Loop{Tool: strconv.Itoa(i), Wasted: 1}})
			report.Accounts = append(report.Accounts, session.AccountReport{
				Budget: "b", Scope: map[string]string{"service.name": fmt.Sprint("s", i)}, Limit: budget.Limit{NanoUSD: 10e9}, Spend: budget.Spend{NanoUSD: int64(i) * 1e9},
			})
		}
		accounts.SetReport(report)
		got := series(t, collected(t, config, accounts))
		for _, name := range []string{"genai.session.cost.usd", "genai.session.loops", "genai.session.outcome", "genai.session.outcome.cost.usd", "genai.budget.spend.usd", "genai.budget.utilization"} {
			assert.Len(t, got[name], 4, name)
			assert.Contains(t, got[name], "| otel.metric.overflow=true", name)
		}
		assert.InDelta(t, 7, got["genai.session.outcome"]["| otel.metric.overflow=true"], 0)
		assert.InDelta(t, 0.9, got["genai.budget.utilization"]["| otel.metric.overflow=true"], 0, "the worst that has no series of its own")
	})
}

func TestEventsOfAnyTimeAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts := sessiontest.New()
		for _, at := range []int64{0, -1 << 62, 1 << 62, time.Now().Add(-365 * 24 * time.Hour).UnixNano()} {
			e := ended("a", "success", session.Summary{WallSeconds: -1, Growth: -3, Spend: budget.Spend{NanoUSD: -5}})
			e.At = at
			accounts.Emit(e)
		}
		got := series(t, collected(t, defaults(), accounts))
		assert.Contains(t, got["genai.session.cost.usd"], " service.name=shop| gen_ai.agent.name=a")
	})
}

func TestWithoutTheLedgerNothingStarts(t *testing.T) {
	r, err := NewFactory().CreateLogs(t.Context(), nopSettings(), defaults(), consumertest.NewNop())
	require.NoError(t, err)
	require.ErrorContains(t, r.Start(t.Context(), componenttest.NewNopHost()), `budget: no extension "genai_budget" is running`)
	require.NoError(t, r.Shutdown(t.Context()))
}

func TestEveryMistakeIsTold(t *testing.T) {
	err := (&Config{Temporality: "deltas", Retry: RetryConfig{Max: -1}}).Validate()
	for _, want := range []string{
		"interval must be positive, got 0s", `temporality must be one of cumulative, delta, got "deltas"`, "max_series must be positive, got 0",
		"expire_after must be positive, got 0s", "max_batch must be positive, got 0", "retry.initial must be positive, got 0s",
		"retry.max must be at least retry.initial (0s), got -1ns",
	} {
		require.ErrorContains(t, err, want)
	}
	require.NoError(t, defaults().Validate())
}
