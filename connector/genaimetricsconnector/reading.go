package genaimetricsconnector

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// otherError is the value of error.type where a failed span has none; the
// conventions name it.
const otherError = "_OTHER"

// clockSlack is by how many seconds the first chunk of a response in one piece
// may seem to come after its end: the two are measured apart.
const clockSlack = 0.001

// spanReading is what is measured of one span. Its strings are fit for labels
// and belong to the batch.
type spanReading struct {
	genai.Record
	kind spanKind
	root bool // of a trace that is no evaluation

	failed      bool
	duration    float64 // seconds
	hasDuration bool    // the span has a start and an end, in this order
	window      int64   // tokens that fit into the model's context, 0 where unknown
}

// read fills s from a span and reports whether it is a GenAI span.
func (s *spanReading) read(span ptrace.Span) bool {
	if !genai.Read(span.Attributes(), &s.Record) {
		return false
	}
	s.window = 0
	s.kind = kindOf(s.Operation)
	s.root = span.ParentSpanID().IsEmpty() && !genai.IsEvaluation(span)
	s.Provider = aggregate.Label(s.Provider)
	s.RequestModel = aggregate.Label(s.RequestModel)
	s.AgentName = aggregate.Label(s.AgentName)
	s.WorkflowName = aggregate.Label(s.WorkflowName)
	s.ToolName = aggregate.Label(s.ToolName)
	s.ErrorType = aggregate.Label(s.ErrorType)
	s.failed = s.ErrorType != "" || span.Status().Code() == ptrace.StatusCodeError
	if s.failed && s.ErrorType == "" {
		s.ErrorType = otherError
	}
	s.duration, s.hasDuration = between(span.StartTimestamp(), span.EndTimestamp())
	return true
}

func between(start, end pcommon.Timestamp) (seconds float64, ok bool) {
	if start == 0 || end < start {
		return 0, false
	}
	return float64(end-start) / 1e9, true
}

// isTurn reports whether the span is what somebody waited for: a run of an agent
// or a workflow, or the root of a trace that is no mere step and no evaluation.
func (s *spanReading) isTurn() bool {
	if s.Operation.IsAgent() {
		return true
	}
	if !s.root {
		return false
	}
	switch s.Operation {
	case genai.OperationExecuteTool, genai.OperationRetrieval, genai.OperationEmbeddings, genai.OperationRerank, genai.OperationCreateAgent:
		return false
	default:
		return true
	}
}

// turnName is the name of the agent, else of the workflow.
func (s *spanReading) turnName() string {
	if s.AgentName != "" {
		return s.AgentName
	}
	return s.WorkflowName
}

// firstChunk is the time to the first chunk in seconds. Times that are no
// times, or later than the end, are none.
func (s *spanReading) firstChunk() (seconds float64, ok bool) {
	t := s.TimeToFirstChunk
	ok = t > 0 && !math.IsInf(t, 0) && (!s.hasDuration || t <= s.duration+clockSlack)
	return t, ok
}

// outcome of a step or a tool.
func (s *spanReading) outcome() string {
	if s.failed {
		return "error"
	}
	return "ok"
}

func (s *spanReading) callOutcome(attrs pcommon.Map) string {
	if s.failed {
		return "error"
	}
	switch genai.ReadFinish(attrs) {
	case genai.FinishRefused:
		return "refused"
	case genai.FinishTruncated:
		return "truncated"
	default:
		return "ok"
	}
}

// spanKind is what a GenAI span stands for.
type spanKind int

const (
	kindOther spanKind = iota
	kindInference
	kindTool
	kindAgent
	kindRetrieval
	kindCount
)

func (k spanKind) String() string {
	return [kindCount]string{"other", "inference", "tool", "agent", "retrieval"}[k]
}

func kindOf(operation genai.Operation) spanKind {
	switch {
	case operation.IsInference():
		return kindInference
	case operation.IsAgent():
		return kindAgent
	case operation == genai.OperationExecuteTool:
		return kindTool
	case operation == genai.OperationRetrieval:
		return kindRetrieval
	default:
		return kindOther
	}
}
