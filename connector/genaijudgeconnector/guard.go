package genaijudgeconnector

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// The judge must not judge itself: what a gateway, an SDK or another judge records of a
// judge's calls comes back through the same pipeline. A record of ours is known by the id of
// its trace, which our calls hand on, by a marker, or by whose it is.

const (
	attrSpanKind            = "openinference.span.kind"
	kindEvaluator           = "EVALUATOR"
	operationEvaluation     = "evaluation"
	attrBraintrust          = "braintrust.span_attributes"
	purposeScorer           = "scorer"
	typeScore               = "score"
	attrLangfuseEnvironment = "langfuse.environment"
	attrEnvironmentName     = "deployment.environment.name"
	attrEnvironment         = "deployment.environment"
	attrServiceName         = "service.name"
	langfuseJudges          = "langfuse-"
	judgeSuffix             = "-judge"
)

// callHeader tells all who see a call of ours what it is. The trace is not sampled: nobody
// asked for it.
func callHeader() map[string]string {
	trace := genai.NewJudgeTrace()
	var span [8]byte
	_, _ = rand.Read(span[:]) // as above
	return map[string]string{
		"Traceparent": "00-" + hex.EncodeToString(trace[:]) + "-" + hex.EncodeToString(span[:]) + "-00",
		"Baggage":     genai.AttrJudge + "=1",
	}
}

// judges reports whether attributes are of something that judges: of a span or of a resource.
func judges(attrs pcommon.Map) bool {
	for key, value := range attrs.All() {
		switch key {
		case genai.AttrJudge:
			if genai.IsJudgeMark(value) {
				return true
			}
		case genai.AttrOperationName:
			if value.AsString() == operationEvaluation {
				return true
			}
		case attrServiceName:
			if strings.HasSuffix(value.AsString(), judgeSuffix) {
				return true
			}
		case attrSpanKind:
			if strings.EqualFold(value.AsString(), kindEvaluator) {
				return true
			}
		case attrLangfuseEnvironment, attrEnvironmentName, attrEnvironment:
			if strings.HasPrefix(value.AsString(), langfuseJudges) {
				return true
			}
		case attrBraintrust:
			if scorer(value.AsString()) {
				return true
			}
		}
	}
	return false
}

// scorer reports whether what Braintrust says of a span says that it is one of a scorer.
func scorer(text string) bool {
	var said struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	return json.Unmarshal([]byte(text), &said) == nil && (said.Purpose == purposeScorer || said.Type == typeScore)
}

func text(attrs pcommon.Map, key string) string {
	value, ok := attrs.Get(key)
	if !ok || value.Type() != pcommon.ValueTypeStr {
		return ""
	}
	return value.Str()
}
