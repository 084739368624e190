package genaimetricsconnector

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// maxSignals bounds what one span adds; there are fewer kinds of signals.
const maxSignals = 32

// measure adds everything one span tells.
func measure(u *aggregate.Updater, s *spanReading, span ptrace.Span, counts *tally) {
	counts.spans[s.kind]++
	if span.EndTimestamp() != 0 && !s.hasDuration {
		counts.badDurations++
	}
	switch s.kind {
	case kindInference:
		measureCall(u, s, span, counts)
	case kindTool:
		u.Add(toolCalls, 1, aggregate.Values{s.ToolName, s.outcome()})
		s.observeDuration(u, toolDuration, aggregate.Values{s.ToolName})
	case kindRetrieval:
		measureRetrieval(u, s, span)
	case kindOther:
		if step := stepOf(span); step != "" {
			measureStep(u, s, step, aggregate.Label(span.Name()))
			s.root = false // a step is no turn, wherever it stands
		}
	default: // an agent's usage is its children's; its time is that of a turn
	}
	if s.isTurn() {
		s.observeDuration(u, agentDuration, aggregate.Values{s.turnName()})
	}
	measureSignals(u, s, span.Attributes())
}

// measureCall adds what one call to a model used, took and cost.
func measureCall(u *aggregate.Updater, s *spanReading, span ptrace.Span, counts *tally) {
	u.Add(calls, 1, aggregate.Values{s.Provider, s.RequestModel, s.callOutcome(span.Attributes())})
	measureTokens(u, s)
	measureLatency(u, s, counts)
	measureCost(u, s, counts)
}

func measureTokens(u *aggregate.Updater, s *spanReading) {
	use := func(n int64, kind string) {
		if n > 0 {
			u.Observe(tokenUsage, float64(n), aggregate.Values{string(s.Operation), s.Provider, s.RequestModel, kind})
		}
	}
	use(s.Usage.Input, "input")
	use(s.Usage.Output, "output")

	input, cacheRead, cacheWrite, output, reasoning := s.Usage.Classes()
	add := func(n int64, class string) {
		u.Add(tokens, n, aggregate.Values{s.Provider, s.RequestModel, class})
	}
	add(input, "input")
	add(cacheRead, "cache_read")
	add(cacheWrite, "cache_write")
	add(output, "output")
	add(reasoning, "reasoning")

	if s.Usage.Input == 0 {
		return
	}
	caller := aggregate.Values{s.RequestModel, s.AgentName}
	u.Observe(cacheHitRatio, float64(cacheRead)/float64(s.Usage.Input), caller)
	if s.window > 0 {
		u.Observe(contextUtilization, float64(s.Usage.Input)/float64(s.window), caller)
	}
}

func measureLatency(u *aggregate.Updater, s *spanReading, counts *tally) {
	operation := aggregate.Values{string(s.Operation), s.Provider, s.RequestModel, s.ErrorType}
	s.observeDuration(u, operationDuration, operation)
	firstChunk, ok := s.firstChunk()
	switch {
	case ok:
		u.Observe(timeToFirstChunk, firstChunk, operation)
	case s.TimeToFirstChunk != 0:
		counts.badFirstChunks++
	}
	if !s.hasDuration || s.Usage.Output == 0 {
		return
	}
	generating := s.duration
	if ok {
		generating = max(0, generating-firstChunk)
	}
	u.Observe(timePerOutputToken, generating/float64(s.Usage.Output), aggregate.Values{s.Provider, s.RequestModel})
}

func measureCost(u *aggregate.Updater, s *spanReading, counts *tally) {
	nanos, ok := s.nanos()
	if !ok {
		counts.badCosts++
	}
	u.Add(costUSD, nanos, aggregate.Values{s.Provider, s.RequestModel, s.AgentName})
	if reason := s.unpricedReason(); reason != "" {
		u.Add(unpriced, 1, aggregate.Values{s.RequestModel, reason})
	}
	if s.CostStatus == genai.CostDisputed {
		u.Add(disputed, 1, aggregate.Values{s.Provider, s.RequestModel})
	}
}

func (s *spanReading) observeDuration(u *aggregate.Updater, family int, values aggregate.Values) {
	if s.hasDuration {
		u.Observe(family, s.duration, values)
	}
}

func measureSignals(u *aggregate.Updater, s *spanReading, attrs pcommon.Map) {
	value, ok := attrs.Get(genai.AttrQualitySignals)
	if !ok || value.Type() != pcommon.ValueTypeSlice {
		return
	}
	signals := value.Slice()
	for i := range min(signals.Len(), maxSignals) {
		if signal := signals.At(i); signal.Type() == pcommon.ValueTypeStr && signal.Str() != "" {
			u.Add(qualitySignals, 1, aggregate.Values{aggregate.Label(signal.Str()), s.AgentName})
		}
	}
}
