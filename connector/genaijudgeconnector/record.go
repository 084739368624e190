package genaijudgeconnector

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/expression"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// record is a copy of as much of a span as judging it needs.
type record struct {
	trace     pcommon.TraceID
	span      pcommon.SpanID
	parent    pcommon.SpanID
	start     pcommon.Timestamp
	end       pcommon.Timestamp
	operation genai.Operation

	responseID string
	sessionID  string
	agent      string

	resource pcommon.Resource
	facts    expression.Record // without what was said
	// attrs are set where an evaluator looks at attributes.
	attrs      pcommon.Map
	attributed bool
	caseIDs    map[string]string // by the attribute they stand in

	// What was said, as it stands on the span: JSON, mostly.
	system, input, output string
}

// copyOf copies a span. What is of no use to any evaluator is left.
func (c *judgeConnector) copyOf(span ptrace.Span, read *genai.Record, resource pcommon.Resource) *record {
	attrs := span.Attributes()
	r := &record{
		trace: span.TraceID(), span: span.SpanID(), parent: span.ParentSpanID(), start: span.StartTimestamp(), end: span.EndTimestamp(),
		operation:  genai.Operation(strings.Clone(string(read.Operation))),
		responseID: strings.Clone(read.ResponseID), sessionID: strings.Clone(text(attrs, genai.AttrSessionID)), agent: strings.Clone(read.AgentName),
		resource: resource,
	}
	r.facts = factsOf(span, read, resource)
	if c.needsAttributes {
		r.attrs, r.attributed = pcommon.NewMap(), true
		attrs.CopyTo(r.attrs)
	}
	for _, key := range c.caseAttributes {
		if value, ok := attrs.Get(key); ok {
			if r.caseIDs == nil {
				r.caseIDs = map[string]string{}
			}
			r.caseIDs[key] = strings.Clone(value.AsString())
		}
	}
	in, out := genai.AttrInputMessages, genai.AttrOutputMessages
	if read.Operation == genai.OperationExecuteTool {
		in, out = genai.AttrToolCallArguments, genai.AttrToolCallResult
	}
	r.system, r.input, r.output = whole(attrs, genai.AttrSystemInstructions), whole(attrs, in), whole(attrs, out)
	return r
}

// whole is a copy of an attribute as text.
func whole(attrs pcommon.Map, key string) string {
	value, ok := attrs.Get(key)
	if !ok {
		return ""
	}
	return strings.Clone(value.AsString())
}

// factsOf is what conditions can look at, but for attributes and what was said.
func factsOf(span ptrace.Span, read *genai.Record, resource pcommon.Resource) expression.Record {
	attrs := span.Attributes()
	facts := expression.Record{
		Name: span.Name(), Operation: string(read.Operation), Model: read.Model(), Provider: read.Provider, Agent: read.AgentName, Tool: read.ToolName,
		Service: text(resource.Attributes(), attrServiceName), ErrorType: read.ErrorType, InputTokens: read.Usage.Input, OutputTokens: read.Usage.Output,
		Cost: read.CostTotal, FinishReasons: texts(attrs, genai.AttrFinishReasons), Signals: texts(attrs, genai.AttrQualitySignals), Status: statusOf(span),
	}
	if span.EndTimestamp() > span.StartTimestamp() {
		facts.Duration = float64(span.EndTimestamp()-span.StartTimestamp()) / 1e9
	}
	for _, s := range []*string{&facts.Name, &facts.Operation, &facts.Model, &facts.Provider, &facts.Agent, &facts.Tool, &facts.Service, &facts.ErrorType} {
		*s = strings.Clone(*s)
	}
	return facts
}

func statusOf(span ptrace.Span) string {
	switch span.Status().Code() {
	case ptrace.StatusCodeOk:
		return "ok"
	case ptrace.StatusCodeError:
		return "error"
	default:
		return "unset"
	}
}

// maxTexts bounds the elements of a list that are looked at.
const maxTexts = 64

func texts(attrs pcommon.Map, key string) (list []string) {
	value, ok := attrs.Get(key)
	if !ok {
		return nil
	}
	if value.Type() != pcommon.ValueTypeSlice {
		return []string{strings.Clone(value.AsString())}
	}
	for i := range min(value.Slice().Len(), maxTexts) {
		list = append(list, strings.Clone(value.Slice().At(i).AsString()))
	}
	return list
}

// fixedBytes is about what a record takes beside its texts.
const fixedBytes = 2 << 10

// sizeOf is about how many bytes a copy of a span takes.
func (c *judgeConnector) sizeOf(span ptrace.Span) int64 {
	n := int64(fixedBytes)
	for key, value := range span.Attributes().All() {
		if !c.needsAttributes && !isContent(key) {
			continue
		}
		if value.Type() == pcommon.ValueTypeStr {
			n += int64(len(value.Str()))
		} else if isContent(key) {
			n += int64(len(value.AsString()))
		}
	}
	return n
}

var contentAttributes = []string{
	genai.AttrSystemInstructions, genai.AttrInputMessages, genai.AttrOutputMessages, genai.AttrToolCallArguments, genai.AttrToolCallResult,
}

func isContent(key string) bool { return slices.Contains(contentAttributes, key) }

// classOf is why a span is judged whatever the sample, or "".
func (c *judgeConnector) classOf(span ptrace.Span, read *genai.Record) class {
	attrs := span.Attributes()
	for _, class := range c.config.Always {
		var is bool
		switch class {
		case classError:
			is = read.ErrorType != "" || span.Status().Code() == ptrace.StatusCodeError
		case classTruncated:
			is = genai.ReadFinish(attrs) == genai.FinishTruncated
		case classSignal:
			is = genai.ReadFinish(attrs) == genai.FinishRefused || hasSignals(attrs)
		case classFeedback:
			is = unhappy(span)
		case classSample: // not one of those
		}
		if is {
			return class
		}
	}
	return ""
}

func hasSignals(attrs pcommon.Map) bool {
	value, ok := attrs.Get(genai.AttrQualitySignals)
	return ok && (value.Type() != pcommon.ValueTypeSlice || value.Slice().Len() > 0)
}

// unhappy reports whether a person said on the span that it was not good.
func unhappy(span ptrace.Span) bool {
	var room [4]genai.Evaluation
	verdicts := genai.AppendEvaluations(room[:0], span)
	for i := range verdicts {
		v := &verdicts[i]
		if v.EvaluatorType == genai.EvaluatorHuman && (v.Scored && v.Score <= 0 || slices.Contains(badLabels, strings.ToLower(v.Label))) {
			return true
		}
	}
	return false
}

// badLabels are what thumbs and ratings that point down are called.
var badLabels = []string{"fail", "negative", "bad", "thumbs_down", "thumbs-down", "down", "incorrect", "false"}
