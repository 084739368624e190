package genaijudgeconnector

import (
	"context"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
)

// Attributes of our events beside those of every evaluation event.
const (
	attrSamplingRate = "sampling.rate"
	attrClass        = "genai.evaluation.class"
	attrTarget       = "genai.evaluation.target"
	attrTruncated    = "genai.evaluation.truncated"
	attrCached       = "genai.evaluation.cached"
	attrCaseID       = "test.case.id"
)

// maxReason bounds what a model says of its verdict, in bytes.
const maxReason = 1024

// emit hands on what came of a subject.
func (c *judgeConnector) emit(ctx context.Context, s *subject, results []result) {
	if len(results) == 0 {
		return
	}
	logs, records := c.newLogs(s.record.resource)
	at := pcommon.NewTimestampFromTime(time.Now())
	for i := range results {
		r := &results[i]
		c.write(records.AppendEmpty(), s, r, at)
		c.telemetry.evaluated(ctx, r)
	}
	c.hand(ctx, logs)
}

// announce tells that evaluators do not judge for now, as an evaluation of nothing that failed.
func (c *judgeConnector) announce(ctx context.Context, evaluators []*evaluator, why judge.Error, explanation string) {
	logs, records := c.newLogs(pcommon.NewResource())
	at := pcommon.NewTimestampFromTime(time.Now())
	for _, e := range evaluators {
		event := genai.Evaluation{
			Name: e.config.Name, Evaluator: c.settings.ID.String(), EvaluatorType: genai.EvaluatorLLM, EvaluatorVersion: e.modelVersion,
			ErrorType: string(why), Explanation: explanation, At: at,
		}
		record := records.AppendEmpty()
		event.Write(record)
		record.SetObservedTimestamp(at)
		record.Attributes().PutStr(genai.AttrRequestModel, c.config.Model.Name)
	}
	c.hand(context.WithoutCancel(ctx), logs)
}

func (c *judgeConnector) newLogs(resource pcommon.Resource) (plog.Logs, plog.LogRecordSlice) {
	logs := plog.NewLogs()
	resourceLogs := logs.ResourceLogs().AppendEmpty()
	resource.CopyTo(resourceLogs.Resource())
	scopeLogs := resourceLogs.ScopeLogs().AppendEmpty()
	scopeLogs.Scope().SetName(metadata.ScopeName)
	scopeLogs.Scope().SetVersion(c.settings.BuildInfo.Version)
	return logs, scopeLogs.LogRecords()
}

// hand gives events to the next component. What it refuses is counted, and gone.
func (c *judgeConnector) hand(ctx context.Context, logs plog.Logs) {
	n, outcome := logs.LogRecordCount(), "ok"
	if c.next.ConsumeLogs(ctx, logs) != nil {
		outcome = "refused"
	}
	selfmetrics.Add(ctx, c.telemetry.builder.GenaiJudgeEvents, n, "outcome", outcome)
}

// write makes a log record the event of one result.
func (c *judgeConnector) write(record plog.LogRecord, s *subject, r *result, at pcommon.Timestamp) {
	e := r.evaluator
	event := genai.Evaluation{
		Name: e.config.Name, Evaluator: c.settings.ID.String(), EvaluatorType: r.by, EvaluatorVersion: e.version,
		Score: r.verdict.Score, Scored: true, Label: e.label(r.verdict.Score, r.verdict.Label), Explanation: bounded(r.verdict.Reason), ErrorType: string(r.verdict.Error),
		Trace: s.record.trace, Span: s.record.span, ResponseID: s.record.responseID, SessionID: s.record.sessionID,
		At: at, CostUSD: usd(r.cost.NanoUSD),
	}
	if r.by == genai.EvaluatorLLM {
		event.EvaluatorVersion = e.modelVersion
	}
	event.ID = digest(event.Name, event.Evaluator, event.EvaluatorVersion, event.Trace.String(), event.Span.String(), at.String())
	event.Write(record)
	record.SetObservedTimestamp(at)
	attrs := record.Attributes()
	if r.by == genai.EvaluatorLLM {
		attrs.PutStr(genai.AttrRequestModel, c.config.Model.Name)
	}
	if s.record.agent != "" {
		attrs.PutStr(genai.AttrAgentName, s.record.agent)
	}
	if r.caseID != "" {
		attrs.PutStr(attrCaseID, r.caseID)
	}
	if r.cut {
		attrs.PutBool(attrTruncated, true)
	}
	if r.cached {
		attrs.PutBool(attrCached, true)
	}
	attrs.PutStr(attrTarget, string(s.target))
	class, rate := classSample, e.rate
	if s.class != "" {
		class, rate = s.class, 1
	}
	attrs.PutStr(attrClass, string(class))
	attrs.PutDouble(attrSamplingRate, rate)
}

// bounded cuts a text at a rune boundary.
func bounded(text string) string {
	if len(text) <= maxReason {
		return text
	}
	end := maxReason
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

func (t *telemetry) evaluated(ctx context.Context, r *result) {
	outcome := "scored"
	switch {
	case r.verdict.Error != "":
		outcome = "error"
	case r.verdict.Score == 1:
		outcome = "perfect"
	}
	selfmetrics.Add(ctx, t.builder.GenaiJudgeEvaluations, 1, "evaluator", r.evaluator.config.Name, "outcome", outcome)
}
