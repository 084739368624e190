package dialect

import (
	"slices"
	"strings"
)

// accounting says how an emitter counts tokens. The zero value is the normal
// form: totals include everything.
type accounting struct {
	inputWithoutCache      bool
	outputWithoutReasoning bool
}

// accountingRule is what was found of one emitter. All conditions that are set must hold.
type accountingRule struct {
	scope     string // pattern of instrumentation scopes
	sdk       string // telemetry.sdk.name
	version   string // prefix of the scope's version
	span      string // part of the span's name
	providers []string
	is        accounting
}

// claudeProviders return Anthropic's three disjoint counts, which emitters pass on or add up.
var claudeProviders = []string{providerAnthropic, providerBedrock}

var googleProviders = []string{providerGemini, providerVertex, "gcp.gen_ai"}

var (
	disjointInput  = accounting{inputWithoutCache: true}
	disjointOutput = accounting{outputWithoutReasoning: true}
)

// accountingRules are the emitters that deviate, found by comparing what they
// report with what the provider had answered, or in their sources. Whoever is not
// listed counts as the conventions say.
var accountingRules = []accountingRule{
	{scope: "@traceloop/instrumentation-*", providers: claudeProviders, is: disjointInput},
	{scope: "opentelemetry.instrumentation.bedrock", span: "converse", providers: []string{providerBedrock}, is: disjointInput},
	{scope: "openinference.instrumentation.bedrock", span: "converse", is: disjointInput},
	{scope: "openinference.instrumentation.claude_agent_sdk*", is: disjointInput},
	{scope: "@arizeai/openinference-instrumentation-claude-agent-sdk", is: disjointInput},
	{scope: "openlit.otel.tracing", providers: claudeProviders, is: disjointInput},
	{scope: "@openlit/instrumentation-*", providers: claudeProviders, is: disjointInput},
	{sdk: "openlit", providers: claudeProviders, is: disjointInput},
	{scope: "strands.telemetry.tracer", providers: claudeProviders, is: disjointInput},
	{scope: "strands-agents*", providers: claudeProviders, is: disjointInput},
	{scope: "agent_framework*", providers: claudeProviders, is: disjointInput},
	{scope: "com.anthropic.claude_code*", is: disjointInput},
	{scope: "opentelemetry.instrumentation.google_genai", providers: googleProviders, is: disjointOutput},
	{scope: "gcp.vertex.agent", version: "1.", is: disjointOutput},
	{scope: "gemini-cli*", is: disjointOutput},
}

func (d *draft) accounting() accounting {
	var sum accounting
	for i := range accountingRules {
		if rule := &accountingRules[i]; rule.applies(d) {
			sum.inputWithoutCache = sum.inputWithoutCache || rule.is.inputWithoutCache
			sum.outputWithoutReasoning = sum.outputWithoutReasoning || rule.is.outputWithoutReasoning
		}
	}
	return sum
}

func (r *accountingRule) applies(d *draft) bool {
	if r.scope != "" && !matches(r.scope, d.scope.Name) || r.sdk != "" && r.sdk != d.scope.SDK {
		return false
	}
	if !strings.HasPrefix(d.scope.Version, r.version) || !strings.Contains(d.name, r.span) {
		return false
	}
	return r.providers == nil || slices.Contains(r.providers, d.text(fieldProvider))
}
