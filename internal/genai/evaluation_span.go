package genai

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// maxEvaluations bounds what one span tells; a hostile one must not decide how much
// memory is used.
const maxEvaluations = 128

const (
	attrSpanKind  = "openinference.span.kind"
	kindEvaluator = "EVALUATOR"
	// operationEvaluation is that of the spans of evaluations, as proposed for the conventions (#33).
	operationEvaluation = "evaluation"
)

// evaluationForms are the ways in which the attributes of a span tell verdicts.
type evaluationForms uint8

const (
	formAnnotations   evaluationForms = 1 << iota // OpenInference
	formScores                                    // Braintrust
	formScoreSpan                                 // OpenSearch
	formConventions                               // the attributes of the event, on a span of an evaluation
	noEvaluationForms evaluationForms = 0
)

// AppendEvaluations appends the verdicts that a span carries, at most 128: events of
// the conventions, annotations and evaluations of OpenInference, scores of Braintrust
// and OpenSearch. Strings share memory with the span. For a span without it allocates nothing.
func AppendEvaluations(into []Evaluation, span ptrace.Span) []Evaluation {
	end := len(into) + maxEvaluations
	before := len(into)
	for _, event := range span.Events().All() {
		if isEvaluationEvent(event.Name()) && len(into) < end {
			into = appendSpanEvent(into, span, event)
		}
	}
	forms := evaluationFormsOf(span.Attributes())
	if forms == noEvaluationForms {
		return into
	}
	if forms&formAnnotations != 0 {
		into = appendAnnotations(into, span, end)
	}
	if forms&formScores != 0 {
		into = appendScores(into, span, end)
	}
	if forms&formScoreSpan != 0 && len(into) < end {
		into = append(into, scoreSpan(span))
	}
	if forms&formConventions != 0 && len(into) == before && isEvaluationSpan(span.Attributes()) {
		into = append(into, evaluationSpan(span))
	}
	return into
}

// evaluationFormsOf looks at every attribute of every span, so it looks at most keys for one byte only.
func evaluationFormsOf(attrs pcommon.Map) evaluationForms {
	var forms evaluationForms
	for key, value := range attrs.All() {
		if len(key) < len(attrOpenSearchScore) {
			continue
		}
		switch key[0] {
		case 'a', 'e', 't', 's':
			if _, _, ok := cutAnnotation(key); ok {
				forms |= formAnnotations
			}
		case 'b':
			if key == attrBraintrustScores {
				forms |= formScores
			}
		case 'o':
			if key == attrOpenSearchScore && isMarked(value) {
				forms |= formScoreSpan
			}
		case 'g':
			if key == AttrEvaluationName {
				forms |= formConventions
			}
		}
	}
	return forms
}

func appendSpanEvent(into []Evaluation, span ptrace.Span, event ptrace.SpanEvent) []Evaluation {
	var e Evaluation
	e.readSpanEvent(event)
	e.isOf(span, targetOf(span))
	return append(into, e)
}

// evaluationSpan reads a span that is an evaluation: it failed when the evaluation did.
func evaluationSpan(span ptrace.Span) Evaluation {
	var e Evaluation
	e.readEvent(EventEvaluation, span.Attributes())
	e.isOf(span, targetOf(span))
	e.At = span.EndTimestamp()
	return e
}

// IsEvaluation reports whether a span is an evaluation itself, and no work of an agent.
func IsEvaluation(span ptrace.Span) bool {
	attrs := span.Attributes()
	return isEvaluationSpan(attrs) || isEvaluator(attrs) || isScoreSpan(attrs) || isScorer(attrs)
}

func isEvaluationSpan(attrs pcommon.Map) bool {
	return first(attrs, AttrOperationName) == operationEvaluation
}

func isEvaluator(attrs pcommon.Map) bool {
	return strings.EqualFold(first(attrs, attrSpanKind), kindEvaluator)
}

// target is what a span of a verdict judges. Zero ids where it does not say, or says several.
type target struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
	// here says that it is the span that tells the verdict.
	here bool
}

// targetOf tells whether a verdict is of the span it is on, or of another one. A span
// that is an evaluation links to what it judges. Without a link, what is proposed for
// the conventions judges its parent; an EVALUATOR of OpenInference, whose parent says
// nothing, itself.
func targetOf(span ptrace.Span) target {
	own := target{trace: span.TraceID(), span: span.SpanID(), here: true}
	evaluation := isEvaluationSpan(span.Attributes())
	if !evaluation && !isEvaluator(span.Attributes()) {
		return own
	}
	switch links := span.Links(); {
	case links.Len() == 1:
		return target{trace: links.At(0).TraceID(), span: links.At(0).SpanID()}
	case links.Len() > 1:
		return target{}
	case evaluation:
		return target{trace: span.TraceID(), span: span.ParentSpanID()}
	default:
		return own
	}
}

// isOf says what the verdict is of, and what the span of it knows of that.
func (e *Evaluation) isOf(span ptrace.Span, of target) {
	e.Trace, e.Span = of.trace, of.span
	if e.SessionID == "" {
		e.SessionID = first(span.Attributes(), evaluationSessions[:]...)
	}
	if e.ResponseID == "" && of.here {
		e.ResponseID = first(span.Attributes(), AttrResponseID)
	}
}
