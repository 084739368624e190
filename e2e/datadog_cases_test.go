package e2e

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/datadogtest"
)

// datadogCase is what happened: a line for each series, as metric, tags, how long ago,
// and a value or so many times a value (20x0.5, a second apart).
type datadogCase struct {
	fires, nearly string
	group         string // that fires
}

const (
	turns  = "genai.agent.duration service:a,env:prod,gen_ai.agent.name:coder"
	called = "gen_ai.client.operation.duration service:a,env:prod,gen_ai.request.model:m"
	score  = "genai.evaluation.score service:a,env:prod,gen_ai.evaluation.name:answers,genai.evaluation.evaluator:judge"
	result = "genai.evaluation.results service:a,env:prod,gen_ai.evaluation.name:answers,genai.evaluation.evaluator:judge"
	drift  = "genai.evaluation.drift service:a,env:prod,gen_ai.evaluation.name:answers,genai.evaluation.evaluator:judge"
	cached = "genai.cache.hit_ratio service:a,env:prod,gen_ai.request.model:m"
	used   = "genai.budget.utilization service:a,genai.budget.name:service-day,gen_ai.agent.name:coder,gen_ai.request.model:m"
	tool   = "genai.tool.calls service:a,env:prod,gen_ai.tool.name:search"
	models = "genai.calls service:a,env:prod,gen_ai.provider.name:openai,gen_ai.request.model:m"
	spent  = "genai.cost.usd service:a,env:prod"

	serviceGroup = "service:a,env:prod"
	modelGroup   = "service:a,env:prod,gen_ai.request.model:m"
	judgeGroup   = "service:a,env:prod,gen_ai.evaluation.name:answers,genai.evaluation.evaluator:judge"
	hostGroup    = "host:node-1"
)

// Every alert fires on something that happens, and not on what nearly is that.
var datadogCases = map[string]datadogCase{
	"GenAISpendOverBudget": {used + " 1m 1.3", used + " 1m 1.2", "genai.budget.name:service-day,service:a,gen_ai.agent.name:coder,gen_ai.request.model:m"},
	"GenAISpendOverBaseline": {
		spent + " 2h 130\n" + spent + " 170h 100", spent + " 2h 120\n" + spent + " 170h 100", serviceGroup,
	},
	"GenAISpendBurn": { // 30 % of a day's budget in an hour is 7 times the pace that lasts; the second one has stopped
		used + " 63m 0.1\n" + used + " 13m 0.35\n" + used + " 3m 0.4\n" + spent + " 2m 60",
		used + " 63m 0.1\n" + used + " 13m 0.4\n" + used + " 3m 0.4\n" + spent + " 2m 60",
		"service:a,genai.budget.name:service-day",
	},
	"GenAISessionOverBudget": {
		"genai.budget.crossings genai.budget.name:session,threshold:1 12m 1\ngenai.session.active state:exceeded 1m 1",
		"genai.budget.crossings genai.budget.name:session,threshold:0.8 2m 1\ngenai.budget.crossings genai.budget.name:service-day,threshold:1 2m 1\ngenai.session.active state:exceeded 1m 1",
		"genai.budget.name:session",
	},
	"GenAISessionTooDear": {"genai.session.max_cost.usd - 1m 10.5", "genai.session.max_cost.usd - 1m 10", ""},
	"GenAIUnpricedModel": {
		"genai.cost.unpriced service:a,env:prod,gen_ai.request.model:new,reason:unpriced_model 10m 1",
		"genai.cost.unpriced service:a,env:prod,gen_ai.request.model:new,reason:unpriced_model 31m 1",
		"service:a,env:prod,gen_ai.request.model:new,reason:unpriced_model",
	},
	"GenAICostDisputed": {
		models + " 10m 100\ngenai.cost.disputed service:a,env:prod,gen_ai.provider.name:openai,gen_ai.request.model:m 9m 2",
		models + " 10m 100\ngenai.cost.disputed service:a,env:prod,gen_ai.provider.name:openai,gen_ai.request.model:m 9m 1",
		"service:a,env:prod,gen_ai.provider.name:openai,gen_ai.request.model:m",
	},
	"GenAITurnMedianHigh": {turns + " 9m 20x4000", turns + " 9m 19x4000", "service:a,env:prod,gen_ai.agent.name:coder"},
	"GenAITurnP95High":    {turns + " 9m 108x10\n" + turns + " 5m 12x9000", turns + " 9m 120x10", "service:a,env:prod,gen_ai.agent.name:coder"},
	"GenAICallMedianHigh": {called + " 9m 20x500", called + " 9m 19x500", modelGroup},
	"GenAICallP95High":    {called + " 9m 108x1\n" + called + " 5m 12x500", called + " 9m 120x1", modelGroup},
	"GenAIToolErrors": {
		tool + ",outcome:ok 9m 38\n" + tool + ",outcome:error 8m 3", tool + ",outcome:ok 9m 16\n" + tool + ",outcome:error 8m 3",
		"service:a,env:prod,gen_ai.tool.name:search",
	},
	"GenAIToolLoop": {
		"genai.session.loops service:a,gen_ai.tool.name:search,level:critical 2m 1", "genai.session.loops service:a,gen_ai.tool.name:search,level:warn 2m 9",
		"service:a,gen_ai.tool.name:search",
	},
	"GenAIToolCascades": {
		"genai.session.tool_cascades service:a,gen_ai.tool.name:search 2m 600", "genai.session.tool_cascades service:a,gen_ai.tool.name:search 16m 600",
		"service:a,gen_ai.tool.name:search",
	},
	"GenAIJudgeScoreLow": {score + " 50m 40x0.6", score + " 50m 40x0.8", judgeGroup},
	"GenAIPassRateLow": { // of 200 160 pass: the interval ends at 85 %. 29 are few
		result + ",gen_ai.evaluation.score.label:pass 50m 160\n" + result + ",gen_ai.evaluation.score.label:fail 49m 40",
		result + ",gen_ai.evaluation.score.label:pass 50m 20\n" + result + ",gen_ai.evaluation.score.label:fail 49m 9", judgeGroup,
	},
	"GenAICandidateWorse": { // of 50 scores, by 0.25; then of 31, by 0.1
		score + ",version:1.4.0 5h 100x0.85\n" + score + ",version:1.5.0-rc.1 50m 50x0.6",
		score + ",version:1.4.0 5h 100x0.85\n" + score + ",version:1.5.0-rc.1 50m 31x0.75", judgeGroup,
	},
	"GenAIScoreDrift":  {drift + ",statistic:cusum 25m -1.2\n" + drift + ",statistic:ewma 25m -0.7", drift + ",statistic:cusum 25m -0.9\n" + drift + ",statistic:ewma 25m 1.4", judgeGroup},
	"GenAIJudgeSilent": {score + " 3h 5x0.9\n" + models + " 30m 60", score + " 30m 5x0.9\n" + models + " 30m 60", serviceGroup},
	"GenAIJudgeErrors": {
		result + ",gen_ai.evaluation.score.label:pass 50m 30\n" + result + ",error.type:timeout 49m 10",
		result + ",gen_ai.evaluation.score.label:pass 50m 40\n" + result + ",error.type:timeout 49m 10", judgeGroup,
	},
	"GenAIQualitySignals": {
		models + ",outcome:ok 9m 100\ngenai.quality.signals service:a,env:prod,signal:refusal,gen_ai.agent.name:coder 8m 60",
		models + ",outcome:ok 9m 19\ngenai.quality.signals service:a,env:prod,signal:refusal,gen_ai.agent.name:coder 8m 12", serviceGroup,
	},
	"GenAIContextGrowth": {
		"genai.session.context.growth service:a,gen_ai.agent.name:coder 50m 12x40", "genai.session.context.growth service:a,gen_ai.agent.name:coder 50m 9x40",
		"service:a,gen_ai.agent.name:coder",
	},
	"GenAIContextNearLimit": {
		"genai.context.utilization service:a,env:prod,gen_ai.request.model:m 9m 120x0.99", "genai.context.utilization service:a,env:prod,gen_ai.request.model:m 9m 120x0.5", modelGroup,
	},
	"GenAICacheBroken":          {cached + " 70m 40x0.9\n" + cached + " 9m 40x0.1", cached + " 70m 40x0.9\n" + cached + " 9m 40x0.6", modelGroup},
	"GenAICollectorDown":        {"otelcol_process_memory_rss host:node-1 30m 1e8", "otelcol_process_memory_rss host:node-1 9m 1e8", hostGroup},
	"GenAITelemetryAbsentTotal": {models + " 70m 100", models + " 70m 100\n" + models + " 2m 1", "env:prod"},
	"GenAITelemetryAbsent":      {models + " 70m 100", models + " 70m 100\n" + models + " 2m 1", serviceGroup},
	"GenAITelemetryRefused": {
		"otelcol_receiver_refused_spans host:node-1,receiver:otlp 2m 1", "otelcol_receiver_refused_spans host:node-1,receiver:otlp 2m 0", "host:node-1,receiver:otlp",
	},
	"GenAIExportFailed": {
		"otelcol_exporter_enqueue_failed_metric_points host:node-1,exporter:otlp_http 2m 1", "otelcol_exporter_send_failed_spans host:node-1,exporter:otlp_http 16m 1", "host:node-1,exporter:otlp_http",
	},
	"GenAIQueueNearFull": {
		"otelcol_exporter_queue_size host:node-1,exporter:otlp_http 2m 900\notelcol_exporter_queue_capacity host:node-1,exporter:otlp_http 2m 1000",
		"otelcol_exporter_queue_size host:node-1,exporter:otlp_http 2m 800\notelcol_exporter_queue_capacity host:node-1,exporter:otlp_http 2m 1000", "host:node-1,exporter:otlp_http",
	},
	"GenAIRedactionFailed":    {"otelcol_genai_redaction.failures host:node-1,reason:error 2m 1", "otelcol_genai_redaction.failures host:node-1,reason:error 16m 1", "host:node-1,reason:error"},
	"GenAILedgerStoreFailing": {"otelcol_genai_budget.refused host:node-1 2m 1", "otelcol_genai_budget.refused host:node-1 16m 1", hostGroup},
	"GenAILedgerLoss": {
		"otelcol_genai_budget.restores host:node-1,outcome:started_empty 2m 1", "otelcol_genai_budget.restores host:node-1,outcome:empty 2m 1\notelcol_genai_session.unposted host:node-1 2m 0", hostGroup,
	},
	"GenAILedgerFull": {
		"otelcol_genai_budget.forgotten host:node-1,kind:sessions_evicted 2m 1", "otelcol_genai_budget.forgotten host:node-1,kind:sessions_ended 2m 1\notelcol_genai_budget.forgotten host:node-1,kind:events 2m 0",
		"host:node-1,kind:sessions_evicted",
	},
	"GenAISeriesOverflow":    {"otelcol_genai_metrics.overflow host:node-1 2m 1", "otelcol_genai_metrics.overflow host:node-1 16m 1", hostGroup},
	"GenAIEventsUndelivered": {"otelcol_genai_budget.receiver.deliveries.failed host:node-1 2m 1", "otelcol_genai_budget.receiver.deliveries.failed host:node-1 6m 1", hostGroup},
	"GenAIAlertsFailing": {
		"otelcol_genai_alert.notices host:node-1,destination:slack,outcome:failed 2m 1", "otelcol_genai_alert.notices host:node-1,destination:slack,outcome:sent 2m 1", "host:node-1,destination:slack",
	},
	"GenAIAlertsLost": {
		"otelcol_genai_alert.notices.dropped host:node-1,reason:full 2m 1", "otelcol_genai_alert.notices.dropped host:node-1,reason:ended 2m 1\notelcol_genai_alert.records.lost host:node-1 2m 0", hostGroup,
	},
	"GenAIAlertsSuppressed": {
		"otelcol_genai_alert.incidents.suppressed host:node-1,reason:rate 2m 1", "otelcol_genai_alert.incidents.suppressed host:node-1,reason:cooldown 2m 1\notelcol_genai_alert.incidents.suppressed host:node-1,reason:full 2m 0", "host:node-1,reason:rate",
	},
}

func TestEveryDatadogMonitorFires(t *testing.T) {
	all := datadogMonitors(t)
	now := time.Now()
	for _, name := range datadogAlerts(all) {
		t.Run(name, func(t *testing.T) {
			c, ok := datadogCases[name]
			require.True(t, ok, "there is no case in which it fires")
			assert.Equal(t, []string{c.group}, alarmed(t, all, name, c.fires, now))
			assert.Empty(t, alarmed(t, all, name, c.nearly, now))
		})
	}
	assert.Len(t, datadogCases, len(datadogAlerts(all)), "a case of a monitor that is gone")
}

// A session that was over its budget is told of until none is that runs.
func TestDatadogMonitorOfSessionsEnds(t *testing.T) {
	const crossed, running = "genai.budget.crossings genai.budget.name:session,threshold:1 12m 1\n", "genai.session.active state:exceeded "
	all, now := datadogMonitors(t), time.Now()
	assert.NotEmpty(t, alarmed(t, all, "GenAISessionOverBudget", crossed+running+"1m 1", now))
	assert.Empty(t, alarmed(t, all, "GenAISessionOverBudget", crossed+running+"6m 1\n"+running+"2m 0", now))
}

// alarmed are the groups for which a monitor fires after what happened.
func alarmed(t *testing.T, all datadogtest.Monitors, name, happened string, now time.Time) (groups []string) {
	t.Helper()
	store := datadogtest.NewStore()
	declareMetrics(t, store)
	kinds := store.Metrics()
	for line := range strings.SplitSeq(happened, "\n") {
		words := strings.Fields(line)
		require.Len(t, words, 4, line)
		metric, tags := words[0], map[string]string{}
		for tag := range strings.SplitSeq(words[1], ",") {
			key, value, _ := strings.Cut(tag, ":")
			if value != "" {
				tags[key] = value
				require.Contains(t, store.Tags(metric), key, "%s has no such tag", metric)
			}
		}
		before, err := time.ParseDuration(words[2])
		require.NoError(t, err)
		repeat, value, found := strings.Cut(words[3], "x")
		if !found {
			repeat, value = "1", words[3]
		}
		times, err := strconv.Atoi(repeat)
		require.NoError(t, err)
		number, err := strconv.ParseFloat(value, 64)
		require.NoError(t, err)
		for i := range times {
			require.NoError(t, store.Add(metric, kinds[metric], tags, now.Add(time.Duration(i)*time.Second-before), number))
		}
	}
	found, err := all.Evaluate(name, store, now)
	require.NoError(t, err)
	for _, group := range found {
		if all[name].Fires(group) {
			groups = append(groups, group.Tags)
		}
	}
	slices.Sort(groups)
	return groups
}
