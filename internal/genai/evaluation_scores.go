package genai

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Braintrust writes {"relevance": 0.83} on a span of its own below the one that is
// judged (a scorer), or on that one itself.
const (
	attrBraintrustScores = "braintrust.scores"
	attrBraintrustSpan   = "braintrust.span_attributes" // {"type": "score", "purpose": "scorer"}
)

// maxScores bounds the JSON of scores: a map of a few numbers.
const maxScores = 16 << 10

func appendScores(into []Evaluation, span ptrace.Span, end int) []Evaluation {
	of := targetOf(span)
	if of.here && isScorer(span.Attributes()) {
		of = target{trace: span.TraceID(), span: span.ParentSpanID()}
	}
	scores := scoresOf(span.Attributes())
	for _, name := range slices.Sorted(maps.Keys(scores)) {
		if len(into) == end {
			break
		}
		e := Evaluation{Name: name, At: span.EndTimestamp()}
		if !e.setJSON(scores[name]) {
			continue
		}
		e.isOf(span, of)
		e.settle()
		into = append(into, e)
	}
	return into
}

// setJSON takes a score; null is none, as from a scorer that had nothing to say.
func (e *Evaluation) setJSON(score any) bool {
	switch score := score.(type) {
	case nil:
		return false
	case float64:
		e.Score, e.Scored = score, true
	case int64:
		e.Score, e.Scored = float64(score), true
	default:
		e.fail(ErrorScoreInvalid)
	}
	return true
}

func scoresOf(attrs pcommon.Map) map[string]any {
	value, _ := attrs.Get(attrBraintrustScores)
	switch value.Type() {
	case pcommon.ValueTypeMap:
		return value.Map().AsRaw()
	case pcommon.ValueTypeStr:
		var scores map[string]any
		if len(value.Str()) <= maxScores && readObject(value.Str(), &scores) {
			return scores
		}
	default:
	}
	return nil
}

func isScorer(attrs pcommon.Map) bool {
	var of struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	text := first(attrs, attrBraintrustSpan)
	return text != "" && len(text) <= maxScores && readObject(text, &of) && (of.Type == "score" || of.Purpose == "scorer")
}

// readObject reads what fits; members of another type are left out.
func readObject(text string, into any) bool {
	err := json.Unmarshal([]byte(text), into)
	var mismatch *json.UnmarshalTypeError
	return err == nil || errors.As(err, &mismatch)
}

// OpenSearch's SDK makes a span for each score, which names what it judges.
const (
	attrOpenSearchScore = "opensearch.score"
	attrScoreName       = "score.name"
	attrScoreValue      = "score.value"
	attrScoreLabel      = "score.label"
	attrScoreSource     = "score.source"
	attrScoreRationale  = "score.rationale"
	attrScoreComment    = "score.comment"
	attrScoreTrace      = "score.trace_id"
	attrScoreSpan       = "score.span_id"
)

func isScoreSpan(attrs pcommon.Map) bool {
	value, ok := attrs.Get(attrOpenSearchScore)
	return ok && isMarked(value)
}

// isMarked takes a mark of any type but false for one.
func isMarked(value pcommon.Value) bool {
	return value.Type() != pcommon.ValueTypeBool || value.Bool()
}

func scoreSpan(span ptrace.Span) Evaluation {
	attrs := span.Attributes()
	e := Evaluation{
		Name:          first(attrs, attrScoreName),
		Label:         first(attrs, attrScoreLabel),
		EvaluatorType: evaluatorTypeOf(first(attrs, attrScoreSource)),
		Explanation:   first(attrs, attrScoreRationale, attrScoreComment),
		SessionID:     first(attrs, evaluationSessions[:]...),
		At:            span.EndTimestamp(),
	}
	e.readScore(attrs, attrScoreValue)
	readID(e.Trace[:], first(attrs, attrScoreTrace))
	readID(e.Span[:], first(attrs, attrScoreSpan))
	e.settle()
	return e
}

// readID reads an id in hex; what is none leaves it zero.
func readID(id []byte, text string) {
	if hex.DecodedLen(len(text)) != len(id) {
		return
	}
	if _, err := hex.Decode(id, []byte(text)); err != nil {
		clear(id)
	}
}
