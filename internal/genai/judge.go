package genai

import (
	"crypto/rand"
	"crypto/sha256"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// AttrJudge is the baggage of the calls that genai_judge makes, and the attribute that those
// make of it who copy baggage to attributes.
const AttrJudge = "genai.judge"

// judgeTraceSalt marks the traces of those calls.
const judgeTraceSalt = "otelcol-genai:judge-trace:v1\x00"

// NewJudgeTrace is the id of a trace that every collector knows for one of a judge's call,
// whoever else writes spans of it: its second half follows from the first, which is random.
func NewJudgeTrace() (id pcommon.TraceID) {
	_, _ = rand.Read(id[:8]) // never fails
	half := secondHalf(id)
	copy(id[8:], half[:])
	return id
}

// OfJudge reports whether a span is of a call that genai_judge made: by the id of its trace, or marked as such.
func OfJudge(trace pcommon.TraceID, attrs pcommon.Map) bool {
	if [8]byte(trace[8:]) == secondHalf(trace) {
		return true
	}
	value, ok := attrs.Get(AttrJudge)
	return ok && IsJudgeMark(value)
}

// IsJudgeMark reports whether the value of [AttrJudge] says yes.
func IsJudgeMark(value pcommon.Value) bool {
	switch value.AsString() {
	case "", "0", "false":
		return false
	default:
		return true
	}
}

func secondHalf(id pcommon.TraceID) (half [8]byte) {
	var in [len(judgeTraceSalt) + 8]byte
	copy(in[:], judgeTraceSalt)
	copy(in[len(judgeTraceSalt):], id[:8])
	sum := sha256.Sum256(in[:])
	copy(half[:], sum[:])
	return half
}
