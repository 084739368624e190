package genai_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

// Whatever arrives: no panic, not more than a span may tell, a score only where it is a
// number and only where the evaluation did not fail.
func FuzzReadEvaluation(f *testing.F) {
	root, err := recorded.Root()
	require.NoError(f, err)
	files, err := filepath.Glob(filepath.Join(root, "evaluations", "*.json"))
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data, "0.5")
	}
	f.Add([]byte("{}"), `{"a": 1e999, "b": null, "c": [[]], "d": 0.5}`)
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		var found []genai.Evaluation
		if logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(data); err == nil {
			found = ofLogs(found, logs, text)
		}
		if traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data); err == nil {
			found = ofTraces(t, found, traces, text)
		}
		for _, e := range found {
			if math.IsNaN(e.Score) || math.IsInf(e.Score, 0) {
				t.Fatalf("score %v", e.Score)
			}
			if e.ErrorType != "" && (e.Scored || e.Label != "" || e.Score != 0) {
				t.Fatalf("a failed evaluation has a verdict: %+v", e)
			}
			if !e.Scored && e.Score != 0 {
				t.Fatalf("a score that is none: %+v", e)
			}
		}
	})
}

// ofLogs reads every record, once as it is and once with text for a score.
func ofLogs(found []genai.Evaluation, logs plog.Logs, text string) []genai.Evaluation {
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				var e genai.Evaluation
				if genai.ReadEvaluation(record, &e) {
					found = append(found, e)
				}
				record.Attributes().PutStr(genai.AttrEvaluationScore, text)
				record.Attributes().PutStr("gen_ai.evaluation.evaluator.source", text)
				if genai.ReadEvaluation(record, &e) {
					found = append(found, e)
				}
			}
		}
	}
	return found
}

// ofTraces does the same for spans.
func ofTraces(t *testing.T, found []genai.Evaluation, traces ptrace.Traces, text string) []genai.Evaluation {
	t.Helper()
	const most = 128
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				found = genai.AppendEvaluations(found, span)
				for _, key := range []string{"braintrust.scores", "braintrust.span_attributes", "annotations.0.annotation.score", "score.trace_id"} {
					span.Attributes().PutStr(key, text)
				}
				before := len(found)
				if found = genai.AppendEvaluations(found, span); len(found)-before > most {
					t.Fatalf("%d evaluations on one span", len(found)-before)
				}
			}
		}
	}
	return found
}
