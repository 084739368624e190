package genaimetricsconnector

import (
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Attributes of metrics that are no attributes of spans.
const (
	attrTokenType  = "gen_ai.token.type"
	attrTokenClass = "genai.token.class"
	attrOutcome    = "outcome"
	attrReason     = "reason"
	attrSignal     = "signal"
	attrStep       = "step"
	attrName       = "name"
	attrStatistic  = "statistic"
)

// Places of the metrics in families.
const (
	tokenUsage = iota
	operationDuration
	timeToFirstChunk
	costUSD
	tokens
	calls
	callsSampled
	unpriced
	disputed
	timePerOutputToken
	contextUtilization
	cacheHitRatio
	toolCalls
	toolDuration
	agentDuration
	steps
	stepDuration
	retrievalDocuments
	qualitySignals
	evaluationScore
	evaluationResults
	evaluationDrift
	judgeCostUSD
	familyCount
)

// Bounds of histograms. Those of token usage and of durations of operations are
// the advice of the semantic conventions 1.41.1; the rest is as even in the logarithm.
var (
	tokenBounds     = []float64{1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864}
	operationBounds = aggregate.Doubling(0.01, 14)  // 10 ms to 82 s
	toolBounds      = aggregate.Doubling(0.005, 18) // 5 ms to 11 min
	agentBounds     = aggregate.Doubling(0.125, 18) // 125 ms to 4.5 h
	perTokenBounds  = aggregate.Doubling(0.001, 13) // 1 ms to 4 s
	ratioBounds     = []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99}

	// scoreBounds tell the extremes apart: a judge that only says 1 judges nothing.
	scoreBounds = []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1}

	// documentBounds tell a retrieval that found nothing.
	documentBounds = []float64{0, 1, 2, 3, 5, 8, 13, 20, 50, 100, 200, 500}

	utilizationBounds = []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1}
)

var (
	operationAttributes = []string{genai.AttrOperationName, genai.AttrProviderName, genai.AttrRequestModel, genai.AttrErrorType}
	modelAttributes     = []string{genai.AttrProviderName, genai.AttrRequestModel}
	stepAttributes      = []string{attrStep, attrName, attrOutcome}
)

// families is every metric that is emitted. A test holds it equal to the table
// in README.md.
var families = [familyCount]aggregate.Family{
	tokenUsage: {
		Name: "gen_ai.client.token.usage", Kind: aggregate.Histogram, Unit: "{token}",
		Description: "Number of input and output tokens used, cached and reasoning tokens included.",
		Attributes:  []string{genai.AttrOperationName, genai.AttrProviderName, genai.AttrRequestModel, attrTokenType},
		Bounds:      tokenBounds,
	},
	operationDuration: {
		Name: "gen_ai.client.operation.duration", Kind: aggregate.Histogram, Unit: "s",
		Description: "Duration of model calls.",
		Attributes:  operationAttributes, Bounds: operationBounds,
	},
	timeToFirstChunk: {
		Name: "gen_ai.client.operation.time_to_first_chunk", Kind: aggregate.Histogram, Unit: "s",
		Description: "Time from the request to the first chunk of a streamed response.",
		Attributes:  operationAttributes, Bounds: operationBounds,
	},
	costUSD: {
		Name: "genai.cost.usd", Kind: aggregate.Money, Unit: "{USD}",
		Description: "Cost of model calls.",
		Attributes:  []string{genai.AttrProviderName, genai.AttrRequestModel, genai.AttrAgentName},
	},
	tokens: {
		Name: "genai.tokens", Kind: aggregate.Counter, Unit: "{token}",
		Description: "Tokens by disjoint class; the classes add up to all input and output tokens.",
		Attributes:  []string{genai.AttrProviderName, genai.AttrRequestModel, attrTokenClass},
	},
	calls: {
		Name: "genai.calls", Kind: aggregate.Counter, Unit: "{call}",
		Description: "Model calls by outcome.",
		Attributes:  []string{genai.AttrProviderName, genai.AttrRequestModel, attrOutcome},
	},
	callsSampled: {
		Name: "genai.calls.sampled", Kind: aggregate.Counter, Unit: "{call}",
		Description: "Model calls that arrived with an upstream sampling threshold, each counted once.",
	},
	unpriced: {
		Name: "genai.cost.unpriced", Kind: aggregate.Counter, Unit: "{call}",
		Description: "Model calls whose cost is missing from genai.cost.usd, by the reason.",
		Attributes:  []string{genai.AttrRequestModel, attrReason},
	},
	disputed: {
		Name: "genai.cost.disputed", Kind: aggregate.Counter, Unit: "{call}",
		Description: "Model calls whose reported cost differs from that of the price book.",
		Attributes:  modelAttributes,
	},
	timePerOutputToken: {
		Name: "genai.call.time_per_output_token", Kind: aggregate.Histogram, Unit: "s",
		Description: "Duration of a model call, less the time to the first chunk where it is known, per output token.",
		Attributes:  modelAttributes, Bounds: perTokenBounds,
	},
	contextUtilization: {
		Name: "genai.context.utilization", Kind: aggregate.Histogram, Unit: "1",
		Description: "Input tokens of a call over the context window of its model, where the price book knows it.",
		Attributes:  []string{genai.AttrRequestModel, genai.AttrAgentName}, Bounds: utilizationBounds,
	},
	cacheHitRatio: {
		Name: "genai.cache.hit_ratio", Kind: aggregate.Histogram, Unit: "1",
		Description: "Share of a call's input tokens that were read from the prompt cache.",
		Attributes:  []string{genai.AttrRequestModel, genai.AttrAgentName}, Bounds: ratioBounds,
	},
	toolCalls: {
		Name: "genai.tool.calls", Kind: aggregate.Counter, Unit: "{call}",
		Description: "Tool calls by outcome.",
		Attributes:  []string{genai.AttrToolName, attrOutcome},
	},
	toolDuration: {
		Name: "genai.tool.duration", Kind: aggregate.Histogram, Unit: "s",
		Description: "Duration of tool calls.",
		Attributes:  []string{genai.AttrToolName}, Bounds: toolBounds,
	},
	agentDuration: {
		Name: "genai.agent.duration", Kind: aggregate.Histogram, Unit: "s",
		Description: "Duration of turns: of agents, workflows and GenAI root spans.",
		Attributes:  []string{genai.AttrAgentName}, Bounds: agentBounds,
	},
	steps: {
		Name: "genai.steps", Kind: aggregate.Counter, Unit: "{step}",
		Description: "Steps of agents that are neither model nor tool calls.",
		Attributes:  stepAttributes,
	},
	stepDuration: {
		Name: "genai.step.duration", Kind: aggregate.Histogram, Unit: "s",
		Description: "Duration of steps.",
		Attributes:  stepAttributes, Bounds: toolBounds,
	},
	retrievalDocuments: {
		Name: "genai.retrieval.documents", Kind: aggregate.Histogram, Unit: "{document}",
		Description: "Documents that a retrieval found.",
		Attributes:  []string{attrName}, Bounds: documentBounds,
	},
	qualitySignals: {
		Name: "genai.quality.signals", Kind: aggregate.Counter, Unit: "{signal}",
		Description: "Quality signals that were found on spans.",
		Attributes:  []string{attrSignal, genai.AttrAgentName},
	},
	evaluationScore: {
		Name: "genai.evaluation.score", Kind: aggregate.Histogram, Unit: "1",
		Description: "Scores of evaluations, between 0 and 1, 1 the best.",
		Attributes:  []string{genai.AttrEvaluationName, genai.AttrEvaluator}, Bounds: scoreBounds,
	},
	evaluationResults: {
		Name: "genai.evaluation.results", Kind: aggregate.Counter, Unit: "{result}",
		Description: "Evaluations by label; those that failed have an error.type and no label.",
		Attributes:  []string{genai.AttrEvaluationName, genai.AttrEvaluationLabel, genai.AttrEvaluator, genai.AttrErrorType},
	},
	evaluationDrift: {
		Name: "genai.evaluation.drift", Kind: aggregate.Gauge, Unit: "1",
		Description: "How far scores have moved, in units of the alarm: from -1 down they fell, from 1 up they rose.",
		Attributes:  []string{genai.AttrEvaluationName, genai.AttrEvaluator, attrStatistic},
	},
	judgeCostUSD: {
		Name: "genai.judge.cost.usd", Kind: aggregate.Money, Unit: "{USD}",
		Description: "Cost of the model calls of judges.",
		Attributes:  []string{genai.AttrEvaluationName, genai.AttrRequestModel},
	},
}
