package genai

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Feedback of OpenInference (its spec/annotations.md): <scope><list>.<i>.<item>.<field>,
// such as trace.annotations.0.annotation.score. Both terms mean the same.
var annotationLists = [...]struct{ list, item string }{
	{"annotations.", ".annotation."},
	{"evaluations.", ".evaluation."},
}

// annotationScope is what an annotation is of.
type annotationScope string

const (
	ofSpan    annotationScope = ""
	ofTrace   annotationScope = "trace."
	ofSession annotationScope = "session."
)

// annotationID tells the annotations of one span apart. The number is part of a name,
// so it need not be read as one.
type annotationID struct {
	scope  annotationScope
	list   string
	number string
}

// cutAnnotation takes a key apart.
func cutAnnotation(key string) (annotationID, string, bool) {
	scope := ofSpan
	for _, s := range [...]annotationScope{ofTrace, ofSession} {
		if rest, ok := strings.CutPrefix(key, string(s)); ok {
			key, scope = rest, s
			break
		}
	}
	for _, form := range annotationLists {
		rest, ok := strings.CutPrefix(key, form.list)
		if !ok {
			continue
		}
		number, field, ok := strings.Cut(rest, form.item)
		if !ok || !isDigits(number) {
			return annotationID{}, "", false
		}
		return annotationID{scope: scope, list: form.list, number: number}, field, true
	}
	return annotationID{}, "", false
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// appendAnnotations gathers the fields of every annotation: the attributes of one need
// not follow each other.
func appendAnnotations(into []Evaluation, span ptrace.Span, end int) []Evaluation {
	start := len(into)
	var ids []annotationID
	for key, value := range span.Attributes().All() {
		id, field, ok := cutAnnotation(key)
		if !ok {
			continue
		}
		place := indexOf(ids, id)
		if place < 0 {
			if len(into) == end {
				continue
			}
			place = len(ids)
			ids = append(ids, id)
			into = append(into, Evaluation{})
		}
		into[start+place].setAnnotation(field, value)
	}
	of := targetOf(span)
	for i, id := range ids {
		e := &into[start+i]
		e.At = span.EndTimestamp()
		e.isOf(span, of)
		switch id.scope {
		case ofTrace:
			e.Span, e.ResponseID = pcommon.SpanID{}, ""
		case ofSession:
			e.Trace, e.Span, e.ResponseID = pcommon.TraceID{}, pcommon.SpanID{}, ""
		case ofSpan:
		}
		e.settle()
	}
	return into
}

func indexOf(ids []annotationID, id annotationID) int {
	for i := range ids {
		if ids[i] == id {
			return i
		}
	}
	return -1
}

func (e *Evaluation) setAnnotation(field string, value pcommon.Value) {
	switch field {
	case "name":
		e.Name = str(value)
	case "score":
		if isTold(value) {
			e.setScore(value)
		}
	case "label":
		if label := str(value); label != "" {
			e.Label = label
		}
	case "explanation":
		e.Explanation = str(value)
	case "annotator_kind":
		e.EvaluatorType = evaluatorTypeOf(str(value))
	case "identifier":
		e.Evaluator = str(value)
	}
}
