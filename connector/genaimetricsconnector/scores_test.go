package genaimetricsconnector

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

// pair is one component as the Collector makes it: an instance for spans and one for log records.
type pair struct {
	traces connector.Traces
	logs   connector.Logs
	sink   *consumertest.MetricsSink
}

func startPair(t *testing.T, config *Config) *pair {
	t.Helper()
	p := &pair{sink: new(consumertest.MetricsSink)}
	factory := NewFactory()
	settings := connectortest.NewNopSettings(metadata.Type)
	var err error
	p.traces, err = factory.CreateTracesToMetrics(t.Context(), settings, config, p.sink)
	require.NoError(t, err)
	p.logs, err = factory.CreateLogsToMetrics(t.Context(), settings, config, p.sink)
	require.NoError(t, err)
	require.NoError(t, p.traces.Start(t.Context(), componenttest.NewNopHost()))
	require.NoError(t, p.logs.Start(t.Context(), componenttest.NewNopHost()))
	return p
}

// stop gives what the last flush wrote about evaluations.
func (p *pair) stop(t *testing.T) map[string]float64 {
	t.Helper()
	require.NoError(t, p.traces.Shutdown(t.Context()))
	assert.Empty(t, p.sink.AllMetrics(), "log records may still come")
	require.NoError(t, p.logs.Shutdown(t.Context()))
	if len(p.sink.AllMetrics()) == 0 {
		return nil
	}
	require.Len(t, p.sink.AllMetrics(), 1, "one flush writes all")
	return evaluationSeries(p.sink.AllMetrics()[0])
}

// tell sends a file of testdata/evaluations.
func (p *pair) tell(t *testing.T, file string) {
	t.Helper()
	root, err := recorded.Root()
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(root, "evaluations", file+".json"))
	require.NoError(t, err)
	logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(data)
	require.NoError(t, err)
	traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data)
	require.NoError(t, err)
	logs.MarkReadOnly()
	traces.MarkReadOnly()
	require.NoError(t, p.logs.ConsumeLogs(t.Context(), logs))
	require.NoError(t, p.traces.ConsumeTraces(t.Context(), traces))
}

// log sends verdicts as log records of the service shop.
func (p *pair) log(t *testing.T, evaluations ...genai.Evaluation) {
	t.Helper()
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	resource.Resource().Attributes().PutStr("service.version", "1.4.0")
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	for i := range evaluations {
		evaluations[i].Write(records.AppendEmpty())
	}
	assert.NoError(t, p.logs.ConsumeLogs(t.Context(), logs))
}

// evaluationSeries names the values of the families of evaluations: the sum and count of
// a histogram, else the value.
func evaluationSeries(metrics pmetric.Metrics) map[string]float64 {
	found := map[string]float64{}
	for _, resource := range metrics.ResourceMetrics().All() {
		of := resource.Resource().Attributes()
		for _, metric := range resource.ScopeMetrics().At(0).Metrics().All() {
			if !strings.HasPrefix(metric.Name(), "genai.evaluation.") && !strings.HasPrefix(metric.Name(), "genai.judge.") {
				continue
			}
			put := func(attrs pcommon.Map, suffix string, value float64) {
				found[metric.Name()+suffix+" "+labels(of)+" "+labels(attrs)] = value
			}
			switch metric.Type() {
			case pmetric.MetricTypeHistogram:
				for _, point := range metric.Histogram().DataPoints().All() {
					put(point.Attributes(), ".sum", point.Sum())
					put(point.Attributes(), ".count", float64(point.Count()))
				}
			case pmetric.MetricTypeSum:
				for _, point := range metric.Sum().DataPoints().All() {
					put(point.Attributes(), "", float64(point.IntValue())+point.DoubleValue())
				}
			case pmetric.MetricTypeGauge:
				for _, point := range metric.Gauge().DataPoints().All() {
					put(point.Attributes(), "", point.DoubleValue())
				}
			default:
				panic("no such metric is declared")
			}
		}
	}
	return found
}

// labels shortens keys to their last word, but tells service.name from the environment's.
func labels(attrs pcommon.Map) string {
	var parts []string
	for key, value := range attrs.All() {
		key = strings.NewReplacer("gen_ai.evaluation.", "", "genai.evaluation.", "", "deployment.environment.name", "env").Replace(key)
		parts = append(parts, key+"="+value.AsString())
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, " ") + "}"
}

const shop = "{env=prod service.name=shop service.version=1.4.0}"

// scored is what one score and its label come to.
func scored(score float64, series, result string) map[string]float64 {
	return map[string]float64{
		"genai.evaluation.score.sum " + shop + " {" + series + "}":   score,
		"genai.evaluation.score.count " + shop + " {" + series + "}": 1,
		"genai.evaluation.results " + shop + " {" + result + "}":     1,
	}
}

// The same fact, in whatever form it is told, is the same series. What a form cannot
// tell (who judged) is not in its series; a label that is not told is reckoned from the
// threshold.
func TestEveryFormGivesTheSameSeries(t *testing.T) {
	faithful := scored(0.83, "evaluator=judge-v2 name=faithfulness", "evaluator=judge-v2 name=faithfulness score.label=pass")
	ofNobody := scored(0.83, "name=faithfulness", "name=faithfulness score.label=pass")
	grounded := scored(1, "name=grounded", "name=grounded score.label=pass")
	liked := scored(1, "name=user_feedback", "name=user_feedback score.label=pass")
	agentcore := scored(0.83, "evaluator=Builtin.Faithfulness name=Builtin.Faithfulness",
		"evaluator=Builtin.Faithfulness name=Builtin.Faithfulness score.label=Completely Yes")
	judged := maps.Clone(faithful)
	judged["genai.judge.cost.usd "+shop+" {gen_ai.request.model=claude-haiku-4-5 name=faithfulness}"] = 0.0021
	failed := func(result string) map[string]float64 {
		return map[string]float64{"genai.evaluation.results " + shop + " {" + result + "}": 1}
	}
	tests := map[string]map[string]float64{
		"log_event_name": faithful, "log_attribute": faithful, "span_event": faithful, "evaluation_span": faithful, "own": judged,
		"openinference_annotation": faithful, "openinference_evaluation": faithful, "openinference_carrier": faithful,
		"openinference_trace": faithful, "openinference_session": faithful,
		"braintrust_scores": ofNobody, "braintrust_scorer": ofNobody, "opensearch_score": ofNobody,
		"openlit_log": grounded, "openlit_js_log": grounded, "openlit_span_event": grounded,
		"pydantic_bool":    scored(1, "evaluator=Grounded name=grounded", "evaluator=Grounded name=grounded score.label=pass"),
		"pydantic_number":  scored(0.83, "evaluator=LLMJudge#bbb2b10e name=LLMJudge", "evaluator=LLMJudge#bbb2b10e name=LLMJudge"),
		"pydantic_label":   failed("evaluator=Tone name=tone score.label=polite"),
		"pydantic_failure": failed("error.type=ValueError evaluator=Grounded name=grounded"),
		"agentcore":        agentcore, "agentcore_id": agentcore,
		"agentcore_failure":  failed("error.type=AgentSpanMappingException evaluator=Builtin.Faithfulness name=Builtin.Faithfulness"),
		"microsoft_feedback": liked, "microsoft_feedback_logging": liked, "foundry_feedback": liked,
	}
	root, err := recorded.Root()
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(root, "evaluations", "*.json"))
	require.NoError(t, err)
	assert.Len(t, tests, len(files), "every form is tested")
	for file, want := range tests {
		t.Run(file, func(t *testing.T) {
			config := defaultConfig(t)
			config.Evaluators = []EvaluatorConfig{{Name: "faithfulness", Pass: new(0.7)}, {Name: "user_feedback", Pass: new(0.5)}}
			p := startPair(t, config)
			p.tell(t, file)
			p.tell(t, file) // again, as after a retry
			assert.Equal(t, want, p.stop(t))
		})
	}
}

// One verdict that comes in several forms counts once, whatever comes first.
func TestOneVerdictInSeveralFormsCountsOnce(t *testing.T) {
	for name, files := range map[string][]string{
		"a log record and a span event":          {"log_event_name", "span_event"},
		"a span event and a log record":          {"span_event", "log_attribute"},
		"OpenLIT, which gives it an id":          {"openlit_span_event", "openlit_log", "openlit_js_log"},
		"both terms of OpenInference":            {"openinference_annotation", "openinference_evaluation"},
		"a carrier and an annotation":            {"openinference_carrier", "openinference_annotation"},
		"a span of an evaluation, and its event": {"evaluation_span", "log_event_name"},
		"scores on a span and below it":          {"braintrust_scorer", "braintrust_scores"},
	} {
		t.Run(name, func(t *testing.T) {
			p := startPair(t, defaultConfig(t))
			for _, file := range files {
				p.tell(t, file)
			}
			var counted float64
			for series, value := range p.stop(t) {
				if strings.HasPrefix(series, "genai.evaluation.results ") {
					counted += value
				}
			}
			assert.InDelta(t, 1, counted, 0)
		})
	}
}

func verdict(change func(*genai.Evaluation)) genai.Evaluation {
	e := genai.Evaluation{
		Name: "answers", Evaluator: "judge", Score: 0.5, Scored: true,
		Trace: pcommon.TraceID{1}, Span: pcommon.SpanID{1}, At: 1_795_514_400_050_000_000,
	}
	change(&e)
	return e
}

func TestVerdictsThatDifferAreCountedEach(t *testing.T) {
	first := verdict(func(*genai.Evaluation) {})
	for name, test := range map[string]struct {
		other genai.Evaluation
		want  float64
	}{
		"the same":                   {first, 1},
		"a moment later":             {verdict(func(e *genai.Evaluation) { e.At += 90_000_000 }), 1},
		"a moment earlier":           {verdict(func(e *genai.Evaluation) { e.At -= 90_000_000 }), 1},
		"a second later":             {verdict(func(e *genai.Evaluation) { e.At += 1_000_000_000 }), 2},
		"of another span":            {verdict(func(e *genai.Evaluation) { e.Span[0] = 2 }), 2},
		"by somebody else":           {verdict(func(e *genai.Evaluation) { e.Evaluator = "people" }), 2},
		"another score":              {verdict(func(e *genai.Evaluation) { e.Score = 0.6 }), 2},
		"another label":              {verdict(func(e *genai.Evaluation) { e.Label = "fail" }), 2},
		"a failure":                  {verdict(func(e *genai.Evaluation) { e.ErrorType = "timeout" }), 2},
		"of another name":            {verdict(func(e *genai.Evaluation) { e.Name = "tone" }), 2},
		"it knows the response, too": {verdict(func(e *genai.Evaluation) { e.ResponseID = "resp_1" }), 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := startPair(t, defaultConfig(t))
			p.log(t, first, test.other)
			var counted float64
			for series, value := range p.stop(t) {
				if strings.HasPrefix(series, "genai.evaluation.results ") {
					counted += value
				}
			}
			assert.InDelta(t, test.want, counted, 0)
		})
	}
}

// A verdict of nothing that is told, without a time, is always a new one: it is rather
// counted twice than lost.
func TestVerdictsWithoutIdentity(t *testing.T) {
	p := startPair(t, defaultConfig(t))
	nowhere := genai.Evaluation{Name: "answers", Scored: true, Score: 1}
	p.log(t, nowhere, nowhere)
	then := nowhere
	then.At = 1_795_514_400_050_000_000
	p.log(t, then, then)
	assert.InDelta(t, 3, p.stop(t)["genai.evaluation.results {service.name=shop service.version=1.4.0} {name=answers}"], 0)
}

// Two judges of one thing are two series, each on its own scale, and a score off its scale is an error.
func TestEvaluatorsAreNeverMixed(t *testing.T) {
	config := defaultConfig(t)
	config.Evaluators = []EvaluatorConfig{
		{Name: "answers", Evaluator: "ten", Scale: []float64{0, 10}, Pass: new(7.0)},
		{Name: "toxicity", Direction: Lower, Pass: new(0.2)},
	}
	require.NoError(t, config.Validate())
	p := startPair(t, config)
	p.log(t,
		genai.Evaluation{Name: "answers", Evaluator: "ten", Score: 8, Scored: true, At: 1},
		genai.Evaluation{Name: "answers", Evaluator: "ten", Score: 11, Scored: true, At: 1},
		genai.Evaluation{Name: "answers", Evaluator: "one", Score: 0.25, Scored: true, At: 1},
		genai.Evaluation{Name: "toxicity", Score: 0.75, Scored: true, At: 1},
	)
	const of = " {service.name=shop service.version=1.4.0} "
	assert.Equal(t, map[string]float64{
		"genai.evaluation.score.sum" + of + "{evaluator=ten name=answers}":                             0.8,
		"genai.evaluation.score.count" + of + "{evaluator=ten name=answers}":                           1,
		"genai.evaluation.score.sum" + of + "{evaluator=one name=answers}":                             0.25,
		"genai.evaluation.score.count" + of + "{evaluator=one name=answers}":                           1,
		"genai.evaluation.score.sum" + of + "{name=toxicity}":                                          0.25,
		"genai.evaluation.score.count" + of + "{name=toxicity}":                                        1,
		"genai.evaluation.results" + of + "{evaluator=ten name=answers score.label=pass}":              1,
		"genai.evaluation.results" + of + "{error.type=score_out_of_range evaluator=ten name=answers}": 1,
		"genai.evaluation.results" + of + "{evaluator=one name=answers}":                               1,
		"genai.evaluation.results" + of + "{name=toxicity score.label=fail}":                           1,
	}, p.stop(t))
}

// The domain does not know the vocabulary, but both mean the same error.
func TestOneNameForScoresOffTheirScale(t *testing.T) {
	assert.Equal(t, genai.ErrorScoreOutOfRange, evaluation.ErrorOutOfRange)
}

// What a judge costs is money spent even where it gave no verdict.
func TestAFailedEvaluationCostsMoney(t *testing.T) {
	p := startPair(t, defaultConfig(t))
	p.log(t,
		genai.Evaluation{Name: "answers", Model: "m", CostUSD: 0.001, ErrorType: "unreadable_answer", At: 1},
		genai.Evaluation{Name: "answers", Model: "m", CostUSD: 0.002, Score: 1, Scored: true, At: 1},
	)
	assert.InDelta(t, 0.003, p.stop(t)["genai.judge.cost.usd {service.name=shop service.version=1.4.0} {gen_ai.request.model=m name=answers}"], 1e-12)
}

func TestWordsOfAnEvaluatorAreBounded(t *testing.T) {
	config := defaultConfig(t)
	config.MaxLabels = 2
	p := startPair(t, config)
	for i := range 5 {
		p.log(t,
			genai.Evaluation{Name: "tone", Label: fmt.Sprint("a story ", i), At: 1},
			genai.Evaluation{Name: "tone", ErrorType: fmt.Sprint("error ", i), At: 1},
		)
	}
	const of = "genai.evaluation.results {service.name=shop service.version=1.4.0} "
	assert.Equal(t, map[string]float64{
		of + "{name=tone score.label=a story 0}": 1, of + "{name=tone score.label=a story 1}": 1, of + "{name=tone score.label=_OTHER}": 3,
		of + "{error.type=error 0 name=tone}": 1, of + "{error.type=error 1 name=tone}": 1, of + "{error.type=_OTHER name=tone}": 3,
	}, p.stop(t))
}

// Drift is of a service, whichever version of it answers; it is told once a baseline is learned.
func TestDriftIsAGauge(t *testing.T) {
	config := defaultConfig(t)
	config.Drift.Baseline, config.Drift.BaselineTime = 500, 0
	config.Drift.MaxSeries = 1
	p := startPair(t, config)
	at := pcommon.Timestamp(1_795_514_400_000_000_000)
	tell := func(name string, score float64, n int) {
		var evaluations []genai.Evaluation
		for range n {
			at += pcommon.Timestamp(time.Second)
			evaluations = append(evaluations, genai.Evaluation{Name: name, Evaluator: "judge", Score: score, Scored: true, At: at})
		}
		p.log(t, evaluations...)
	}
	tell("answers", 0.8, 500)
	tell("answers", 0.2, 500)
	tell("tone", 0.8, 1000) // no room
	const of = "genai.evaluation.drift {service.name=shop} "
	drift := maps.Collect(func(yield func(string, float64) bool) {
		for series, value := range p.stop(t) {
			if strings.HasPrefix(series, "genai.evaluation.drift ") && !yield(series, value) {
				return
			}
		}
	})
	require.Len(t, drift, 2)
	assert.InDelta(t, -1.5, drift[of+"{evaluator=judge name=answers statistic=cusum}"], 1e-9)
	assert.Less(t, drift[of+"{evaluator=judge name=answers statistic=ewma}"], -1.0)
}

// The instances of a component have one state: what one was told the other knows, and
// the last to go writes it. A component that is made again begins anew.
func TestInstancesShareOneAggregation(t *testing.T) {
	config := defaultConfig(t)
	sink := new(consumertest.MetricsSink)
	factory := NewFactory()
	settings := connectortest.NewNopSettings(metadata.Type)
	for range 2 {
		traces, err := factory.CreateTracesToMetrics(t.Context(), settings, config, sink)
		require.NoError(t, err)
		logs, err := factory.CreateLogsToMetrics(t.Context(), settings, config, sink)
		require.NoError(t, err)
		p := &pair{traces: traces, logs: logs, sink: sink}
		require.NoError(t, logs.Start(t.Context(), componenttest.NewNopHost()))
		require.NoError(t, traces.Start(t.Context(), componenttest.NewNopHost()))
		p.tell(t, "span_event")
		p.tell(t, "log_event_name")
		require.NoError(t, logs.Shutdown(t.Context()))
		assert.Empty(t, sink.AllMetrics())
		p.tell(t, "braintrust_scorer") // the other instance goes on
		require.NoError(t, traces.Shutdown(t.Context()))
		require.Len(t, sink.AllMetrics(), 1)
		found := evaluationSeries(sink.AllMetrics()[0])
		assert.InDelta(t, 1, found["genai.evaluation.score.count "+shop+" {evaluator=judge-v2 name=faithfulness}"], 0)
		assert.InDelta(t, 1, found["genai.evaluation.score.count "+shop+" {name=faithfulness}"], 0)
		assert.Equal(t, int64(1), total(sink.AllMetrics()[0], "genai.calls"), "the span is measured, too")
		sink.Reset()
	}
}

// Two components of one factory have nothing to do with each other.
func TestComponentsDoNotShare(t *testing.T) {
	factory := NewFactory()
	settings := connectortest.NewNopSettings(metadata.Type)
	var sinks [2]consumertest.MetricsSink
	for i := range sinks {
		logs, err := factory.CreateLogsToMetrics(t.Context(), settings, defaultConfig(t), &sinks[i])
		require.NoError(t, err)
		require.NoError(t, logs.Start(t.Context(), componenttest.NewNopHost()))
		(&pair{logs: logs}).log(t, genai.Evaluation{Name: "answers", Scored: true, At: 1})
		defer func() {
			require.NoError(t, logs.Shutdown(t.Context()))
			assert.Len(t, sinks[i].AllMetrics(), 1)
		}()
	}
}

// Nobody waited for an evaluation: its span is no turn of an agent.
func TestAnEvaluationIsNoTurn(t *testing.T) {
	p := startPair(t, defaultConfig(t))
	batch := newSpans()
	for _, attrs := range []map[string]any{
		{"gen_ai.operation.name": "evaluation", "gen_ai.evaluation.name": "answers"},
		{"openinference.span.kind": "EVALUATOR", "genai.dialect": "openinference"},
		{"openinference.span.kind": "CHAIN", "genai.dialect": "openinference"},
	} {
		batch.add(t, attrs).SetParentSpanID(pcommon.SpanID{})
	}
	require.NoError(t, p.traces.ConsumeTraces(t.Context(), batch.traces))
	p.stop(t)
	turns := metricsNamed(p.sink.AllMetrics()[0], "genai.agent.duration")
	require.Len(t, turns, 1)
	assert.Equal(t, uint64(1), turns[0].Histogram().DataPoints().At(0).Count(), "that of the chain")
}

// Both instances of a component measure at once, and nothing is lost or counted twice.
func TestInstancesMeasureAtOnce(t *testing.T) {
	p := startPair(t, defaultConfig(t))
	const verdicts = 200
	told := func(i int) genai.Evaluation {
		return genai.Evaluation{
			Name: "answers", Score: 0.5, Scored: true, Label: "fine",
			Trace: pcommon.TraceID{1}, Span: pcommon.SpanID{byte(i), byte(i >> 8), 1}, At: 1_795_514_400_000_000_000,
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range verdicts {
			p.log(t, told(i))
		}
	})
	wg.Go(func() {
		for i := range verdicts {
			e := told(i)
			traces := ptrace.NewTraces()
			resource := traces.ResourceSpans().AppendEmpty()
			resource.Resource().Attributes().PutStr("service.name", "shop")
			resource.Resource().Attributes().PutStr("service.version", "1.4.0")
			span := resource.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
			span.SetTraceID(e.Trace)
			span.SetSpanID(e.Span)
			record := plog.NewLogRecord()
			e.Write(record)
			event := span.Events().AppendEmpty()
			event.SetName(genai.EventEvaluation)
			event.SetTimestamp(e.At)
			record.Attributes().CopyTo(event.Attributes())
			assert.NoError(t, p.traces.ConsumeTraces(t.Context(), traces))
		}
	})
	wg.Wait()
	assert.InDelta(t, verdicts, p.stop(t)["genai.evaluation.results {service.name=shop service.version=1.4.0} {name=answers score.label=fine}"], 0)
}
