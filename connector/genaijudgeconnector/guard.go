package genaijudgeconnector

import (
	"crypto/rand"
	"crypto/sha256"
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
	// attrJudge is the baggage of our calls, and the attribute that those make of it who copy baggage.
	attrJudge = "genai.judge"

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

// traceSalt marks the traces of our calls.
const traceSalt = "otelcol-genai:judge-trace:v1\x00"

// newTrace is the id of a trace that every judge knows for a judge's: its second half
// follows from the first, which is random.
func newTrace() (id pcommon.TraceID) {
	_, _ = rand.Read(id[:8]) // never fails
	half := secondHalf(id)
	copy(id[8:], half[:])
	return id
}

func secondHalf(id pcommon.TraceID) (half [8]byte) {
	var in [len(traceSalt) + 8]byte
	copy(in[:], traceSalt)
	copy(in[len(traceSalt):], id[:8])
	sum := sha256.Sum256(in[:])
	copy(half[:], sum[:])
	return half
}

// ourTrace reports whether an id is one of newTrace's.
func ourTrace(id pcommon.TraceID) bool { return [8]byte(id[8:]) == secondHalf(id) }

// callHeader tells all who see a call of ours what it is. The trace is not sampled: nobody
// asked for it.
func callHeader() map[string]string {
	trace := newTrace()
	var span [8]byte
	_, _ = rand.Read(span[:]) // as above
	return map[string]string{
		"Traceparent": "00-" + hex.EncodeToString(trace[:]) + "-" + hex.EncodeToString(span[:]) + "-00",
		"Baggage":     attrJudge + "=1",
	}
}

// judges reports whether attributes are of something that judges: of a span or of a resource.
func judges(attrs pcommon.Map) bool {
	for key, value := range attrs.All() {
		switch key {
		case attrJudge:
			if !unset(value.AsString()) {
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

func unset(value string) bool { return value == "" || value == "0" || value == "false" }

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
