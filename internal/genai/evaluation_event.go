package genai

import (
	"encoding/json"
	"hash/fnv"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// eventUserFeedback is the draft of Microsoft from before there was a convention. Its
// score is from -1 to 1, 0 for neither.
const (
	eventUserFeedback    = "gen_ai.evaluation.user_feedback"
	attrDraftScore       = "gen_ai.evaluation.score"
	nameUserFeedback     = "user_feedback"
	attrBodyComment      = "comment"
	draftLow, draftWidth = -1, 2
)

// Where emitters say who judged, ours first: the proposal for the conventions (#359),
// then AWS Bedrock AgentCore.
var evaluatorKeys = [...]string{AttrEvaluator, "gen_ai.evaluation.evaluator.id", "aws.bedrock_agentcore.evaluator.id"}

const (
	// attrEvaluatorARN ends in the evaluator's id, behind the last slash.
	attrEvaluatorARN = "aws.bedrock_agentcore.evaluator.arn"
	// attrEvaluatorSource is JSON of pydantic-evals: the class of an evaluator and its arguments.
	attrEvaluatorSource = "gen_ai.evaluation.evaluator.source"
)

var (
	evaluatorTypeKeys    = [...]string{AttrEvaluatorType, "gen_ai.evaluation.evaluator.type"}
	evaluatorVersionKeys = [...]string{AttrEvaluatorVersion, "gen_ai.evaluation.evaluator.version"}
	evaluationIDKeys     = [...]string{AttrEvaluationID, "openlit.score.idempotency_key", "gen_ai.evaluation.id"}
	evaluationSessions   = [...]string{AttrSessionID, AttrConversationID}
)

// maxEvaluatorSource bounds the JSON that is read for an evaluator: a prompt may be part of it.
const maxEvaluatorSource = 64 << 10

// ReadEvaluation fills e from a log record and reports whether it is an evaluation
// event, named by itself or in its attributes. Name is "" where the event has none:
// such a one tells nothing. Strings share memory with the record. For a record that
// is no evaluation it allocates nothing.
func ReadEvaluation(record plog.LogRecord, e *Evaluation) bool {
	*e = Evaluation{}
	name := EventName(record)
	if !isEvaluationEvent(name) {
		return false
	}
	e.readEvent(name, record.Attributes())
	e.Trace, e.Span = record.TraceID(), record.SpanID()
	if e.At = record.Timestamp(); e.At == 0 {
		e.At = record.ObservedTimestamp()
	}
	if body := record.Body(); name == eventUserFeedback && body.Type() == pcommon.ValueTypeMap && e.Explanation == "" {
		e.Explanation = first(body.Map(), attrBodyComment)
	}
	return true
}

func isEvaluationEvent(name string) bool {
	return name == EventEvaluation || name == eventUserFeedback
}

// readSpanEvent fills e from an event on the span of what was judged.
func (e *Evaluation) readSpanEvent(event ptrace.SpanEvent) {
	e.readEvent(event.Name(), event.Attributes())
	e.At = event.Timestamp()
}

func (e *Evaluation) readEvent(name string, attrs pcommon.Map) {
	e.readVerdict(attrs)
	e.ErrorType = first(attrs, AttrErrorType)
	if name == eventUserFeedback {
		e.readDraft(attrs)
	} else {
		e.readScore(attrs, AttrEvaluationScore)
	}
	e.settle()
}

// readVerdict reads everything but the score and the error: spans have an error of their own.
func (e *Evaluation) readVerdict(attrs pcommon.Map) {
	e.Name = first(attrs, AttrEvaluationName)
	e.ID = first(attrs, evaluationIDKeys[:]...)
	e.Evaluator = evaluatorOf(attrs)
	e.EvaluatorType = evaluatorTypeOf(first(attrs, evaluatorTypeKeys[:]...))
	e.EvaluatorVersion = first(attrs, evaluatorVersionKeys[:]...)
	e.Label = first(attrs, AttrEvaluationLabel)
	e.Explanation = first(attrs, AttrEvaluationExplanation)
	e.Model = first(attrs, AttrRequestModel)
	e.ResponseID = first(attrs, AttrResponseID)
	e.SessionID = first(attrs, evaluationSessions[:]...)
	if cost, ok := attrs.Get(AttrEvaluationCost); ok {
		if usd, ok := number(cost); ok && usd > 0 {
			e.CostUSD = usd
		}
	}
}

// readDraft reads a thumb. Its scale is part of the draft, so it is left behind here:
// the same thumb is the same score in both forms.
func (e *Evaluation) readDraft(attrs pcommon.Map) {
	if e.Name == "" {
		e.Name = nameUserFeedback
	}
	if e.EvaluatorType == "" {
		e.EvaluatorType = EvaluatorHuman
	}
	e.readScore(attrs, attrDraftScore, AttrEvaluationScore)
	if !e.Scored {
		return
	}
	if e.Score = (e.Score - draftLow) / draftWidth; e.Score < 0 || e.Score > 1 {
		e.fail(ErrorScoreOutOfRange)
	}
}

// readScore takes the first score that is there. A yes or no is a label, too.
func (e *Evaluation) readScore(attrs pcommon.Map, keys ...string) {
	for _, key := range keys {
		if value, ok := attrs.Get(key); ok && isTold(value) {
			e.setScore(value)
			return
		}
	}
}

func (e *Evaluation) setScore(value pcommon.Value) {
	score, ok := number(value)
	if !ok {
		e.fail(ErrorScoreInvalid)
		return
	}
	e.Score, e.Scored = score, true
	if value.Type() == pcommon.ValueTypeBool && e.Label == "" {
		e.Label = strconv.FormatBool(value.Bool())
	}
}

// fail makes e an evaluation that failed, unless it did already.
func (e *Evaluation) fail(reason string) {
	if e.ErrorType == "" {
		e.ErrorType = reason
	}
}

// settle takes the verdict from an evaluation that failed.
func (e *Evaluation) settle() {
	if e.ErrorType != "" {
		e.Score, e.Scored, e.Label = 0, false, ""
	}
}

// first is the text of the first key that has one.
func first(attrs pcommon.Map, keys ...string) string {
	for _, key := range keys {
		if value, ok := attrs.Get(key); ok && str(value) != "" {
			return str(value)
		}
	}
	return ""
}

func evaluatorOf(attrs pcommon.Map) string {
	if id := first(attrs, evaluatorKeys[:]...); id != "" {
		return id
	}
	if arn := first(attrs, attrEvaluatorARN); arn != "" {
		return arn[strings.LastIndexByte(arn, '/')+1:]
	}
	if source := first(attrs, attrEvaluatorSource); source != "" {
		return evaluatorOfSource(source)
	}
	return ""
}

// evaluatorOfSource makes an id of {"name": "LLMJudge", "arguments": ...}. Two judges
// of one class differ in their arguments only, which are too long for an id.
func evaluatorOfSource(source string) string {
	var spec struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	}
	if len(source) > maxEvaluatorSource || json.Unmarshal([]byte(source), &spec) != nil || spec.Name == "" {
		return "#" + shortHash(source)
	}
	if len(spec.Arguments) == 0 || string(spec.Arguments) == "null" {
		return spec.Name
	}
	return spec.Name + "#" + shortHash(string(spec.Arguments))
}

func shortHash(text string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // never fails
	return strconv.FormatUint(uint64(h.Sum32()), 16)
}

// evaluatorTypeOf reads the words of the proposal, of OpenInference and of OpenSearch.
func evaluatorTypeOf(word string) EvaluatorType {
	switch word {
	case string(EvaluatorLLM), "LLM", "llm", "llm-judge":
		return EvaluatorLLM
	case string(EvaluatorDeterministic), "CODE", "code", "heuristic":
		return EvaluatorDeterministic
	case string(EvaluatorHuman), "HUMAN":
		return EvaluatorHuman
	default:
		return ""
	}
}
