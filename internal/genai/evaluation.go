package genai

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// Attributes of an evaluation event: those of the conventions, those of their proposal
// for provenance as others write it, and ours.
const (
	AttrEvaluationName        = "gen_ai.evaluation.name"
	AttrEvaluationScore       = "gen_ai.evaluation.score.value"
	AttrEvaluationLabel       = "gen_ai.evaluation.score.label"
	AttrEvaluationExplanation = "gen_ai.evaluation.explanation"

	AttrEvaluator        = "genai.evaluation.evaluator"
	AttrEvaluatorType    = "genai.evaluation.evaluator.type"
	AttrEvaluatorVersion = "genai.evaluation.evaluator.version"
	// AttrEvaluationID is the same wherever the same verdict is told again.
	AttrEvaluationID = "genai.evaluation.id"
	// AttrEvaluationCost is what the judge's model call cost, in USD.
	AttrEvaluationCost = "genai.evaluation.cost.usd"
)

// Reasons that an evaluation failed for which its emitter did not give.
const (
	// ErrorScoreInvalid says that the score is no finite number.
	ErrorScoreInvalid = "score_invalid"
	// ErrorScoreOutOfRange says that the score is outside of its scale. It is not cut to fit.
	ErrorScoreOutOfRange = "score_out_of_range"
)

// EvaluatorType says who judged.
type EvaluatorType string

// Who judges.
const (
	EvaluatorLLM           EvaluatorType = "llm_judge"
	EvaluatorDeterministic EvaluatorType = "deterministic"
	EvaluatorHuman         EvaluatorType = "human"
)

// Evaluation is one verdict on one thing, whatever form it was told in.
type Evaluation struct {
	// Name is of what is judged, such as answers or user_feedback.
	Name string
	// Evaluator is who judged: the same name judged by two is two series. "" where it is not told.
	Evaluator        string
	EvaluatorType    EvaluatorType
	EvaluatorVersion string

	// ID is the emitter's own for this verdict: told again with it, it is the same one. "" where it has none.
	ID string

	// Score is as it was told, on whatever scale, where Scored. It is finite. (That of
	// Microsoft's draft, which fixes its scale, is put on 0 to 1.)
	Score       float64
	Scored      bool
	Label       string
	Explanation string
	// ErrorType says why there is no verdict: a failed evaluation has no score and no label.
	ErrorType string

	// What was judged, as far as it is told. Zero ids and "" where not.
	Trace      pcommon.TraceID
	Span       pcommon.SpanID
	ResponseID string
	SessionID  string

	At pcommon.Timestamp
	// Model is the one that judged, where a model did.
	Model string
	// CostUSD is what the verdict itself cost, 0 where it is free or not told.
	CostUSD float64
}

// Write makes an empty log record the event of the conventions.
func (e *Evaluation) Write(record plog.LogRecord) {
	record.SetEventName(EventEvaluation)
	record.SetTimestamp(e.At)
	record.SetTraceID(e.Trace)
	record.SetSpanID(e.Span)
	attrs := record.Attributes()
	for _, a := range [...]struct{ key, value string }{
		{AttrEvaluationName, e.Name},
		{AttrEvaluationID, e.ID},
		{AttrEvaluator, e.Evaluator},
		{AttrEvaluatorType, string(e.EvaluatorType)},
		{AttrEvaluatorVersion, e.EvaluatorVersion},
		{AttrEvaluationExplanation, e.Explanation},
		{AttrRequestModel, e.Model},
		{AttrResponseID, e.ResponseID},
		{AttrSessionID, e.SessionID},
		{AttrErrorType, e.ErrorType},
	} {
		if a.value != "" {
			attrs.PutStr(a.key, a.value)
		}
	}
	if e.ErrorType != "" {
		record.SetSeverityNumber(plog.SeverityNumberWarn)
		record.SetSeverityText("WARN")
	} else {
		record.SetSeverityNumber(plog.SeverityNumberInfo)
		record.SetSeverityText("INFO")
		if e.Scored {
			attrs.PutDouble(AttrEvaluationScore, e.Score)
		}
		if e.Label != "" {
			attrs.PutStr(AttrEvaluationLabel, e.Label)
		}
	}
	if e.CostUSD > 0 {
		attrs.PutDouble(AttrEvaluationCost, e.CostUSD)
	}
}
