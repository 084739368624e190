package e2e

import (
	"context"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
)

// judged is how one version of a service is judged: by a model, whose verdicts cost
// something and sometimes fail, and by the thumbs of its users. Times are those since the
// lapse began.
type judged struct {
	service, version string
	scores, thumbs   int // an hour
	mean             func(at time.Duration) float64
	up               func(at time.Duration) float64 // share of the thumbs
	fails            func(at time.Duration) float64 // share of the verdicts
	silent           func(at time.Duration) bool    // nobody judges
}

// always is what does not change.
func always(value float64) func(time.Duration) float64 {
	return func(time.Duration) float64 { return value }
}

// within is one value in a time, and another outside of it.
func within(from, to time.Duration, value, otherwise float64) func(time.Duration) float64 {
	return func(at time.Duration) float64 {
		if at >= from && at < to {
			return value
		}
		return otherwise
	}
}

const (
	judgeName  = "helpfulness"
	thumbsName = "user_feedback"
	// scoreDeviation is the standard deviation of the judge's scores.
	scoreDeviation = 0.1
)

// verdicts are events of evaluation, as log records.
type verdicts struct {
	plog.Logs
	random *rand.Rand
}

// newVerdicts has none yet, and makes the same ones every time.
func newVerdicts() verdicts {
	return verdicts{plog.NewLogs(), rand.New(rand.NewPCG(6, 1))}
}

// evaluations has all be judged at every step of the lapse, from now on.
func (l *lapse) evaluations(all ...judged) {
	random := newVerdicts().random
	l.mu.Lock()
	defer l.mu.Unlock()
	l.judge = func(ctx context.Context) error {
		v := verdicts{plog.NewLogs(), random}
		for i := range all {
			if j := &all[i]; j.silent == nil || !j.silent(l.at.Sub(l.start)) {
				v.add(j, l.at.Sub(l.start), l.at, l.step)
			}
		}
		body, err := plogotlp.NewExportRequestFromLogs(v.Logs).MarshalProto()
		if err != nil {
			return err
		}
		return l.collector.deliver(ctx, "/v1/logs", "application/x-protobuf", body)
	}
}

// noEvaluations ends that.
func (l *lapse) noEvaluations() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.judge = nil
}

// add makes the verdicts of a step that begins at a time.
func (v *verdicts) add(j *judged, since time.Duration, at time.Time, step time.Duration) {
	resource := v.ResourceLogs().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", j.service)
	resource.Resource().Attributes().PutStr("service.version", j.version)
	resource.Resource().Attributes().PutStr("deployment.environment.name", "production")
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	for i, n := 0, perStep(j.scores, step); i < n; i++ {
		attrs := v.record(records, at.Add(step*time.Duration(i)/time.Duration(n)))
		v.judge(attrs, j.mean(since), j.fails(since))
	}
	for i, n := 0, perStep(j.thumbs, step); i < n; i++ {
		attrs := v.record(records, at.Add(step*time.Duration(i)/time.Duration(n)))
		v.thumb(attrs, j.up(since))
	}
}

func perStep(hourly int, step time.Duration) int {
	return int(time.Duration(hourly) * step / time.Hour)
}

// record is a verdict on a span that nothing else is about.
func (v *verdicts) record(records plog.LogRecordSlice, at time.Time) pcommon.Map {
	record := records.AppendEmpty()
	record.SetEventName("gen_ai.evaluation.result")
	record.SetTimestamp(pcommon.NewTimestampFromTime(at))
	var trace pcommon.TraceID
	for i := range trace {
		trace[i] = byte(v.random.Uint32())
	}
	record.SetTraceID(trace)
	record.SetSpanID(pcommon.SpanID(trace[:8]))
	return record.Attributes()
}

// judge is the verdict of a model.
func (v *verdicts) judge(attrs pcommon.Map, mean, fails float64) {
	attrs.PutStr("gen_ai.evaluation.name", judgeName)
	attrs.PutStr("genai.evaluation.evaluator", "judge-v2")
	attrs.PutStr("gen_ai.request.model", "claude-haiku-4-5")
	attrs.PutDouble("genai.evaluation.cost.usd", 0.0021)
	if v.random.Float64() < fails {
		attrs.PutStr("error.type", "rate_limit")
		return
	}
	attrs.PutDouble("gen_ai.evaluation.score.value", min(1, max(0, mean+scoreDeviation*v.random.NormFloat64())))
	attrs.PutStr("gen_ai.evaluation.explanation", "It answers what was asked.")
}

// thumb is what a person says, of whom a share likes the answer.
func (v *verdicts) thumb(attrs pcommon.Map, up float64) {
	attrs.PutStr("gen_ai.evaluation.name", thumbsName)
	attrs.PutStr("genai.evaluation.evaluator", "people")
	score, label := 0.0, "thumbs_down"
	if v.random.Float64() < up {
		score, label = 1, "thumbs_up"
	}
	attrs.PutDouble("gen_ai.evaluation.score.value", score)
	attrs.PutStr("gen_ai.evaluation.score.label", label)
}
