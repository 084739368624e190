package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Names of the metrics read, as the Prometheus exporter translates them.
const (
	metricCost     = "genai_cost_usd_total"
	metricTokens   = "genai_tokens_total"
	metricCalls    = "genai_calls_total"
	metricDuration = "gen_ai_client_operation_duration_seconds"
	metricTools    = "genai_tool_calls_total"
	metricUnpriced = "genai_cost_unpriced_total"

	labelModel     = "gen_ai_request_model"
	labelTool      = "gen_ai_tool_name"
	labelClass     = "genai_token_class"
	labelOutcome   = "outcome"
	labelReason    = "reason"
	labelOperation = "gen_ai_operation_name"
	labelOverflow  = "otel_metric_overflow"

	outcomeOK = "ok"
)

// Page is what a Prometheus page says about models and tools, summed over
// services, versions, providers and agents; and about quality, of each service.
type Page struct {
	Models   []Model    // the dearest first
	Tools    []Tool     // the most errors first
	Unpriced []Unpriced // the most calls first

	Outcomes []Outcome // by agent
	Scores   []Score   // by name
	Signals  []Signal  // the most found first
}

// Model is the account of one model. Counts are floats, as they are on the page:
// a sampled call counts with its weight.
type Model struct {
	Name     string
	SpendUSD float64
	Calls    float64
	Tokens   Tokens
	Latency  Histogram // seconds
}

// Tokens are counts of disjoint classes.
type Tokens struct {
	Input, CacheRead, CacheWrite, Output, Reasoning float64
}

// In is all input tokens, cached ones included.
func (t Tokens) In() float64 { return t.Input + t.CacheRead + t.CacheWrite }

// Out is all output tokens, reasoning included.
func (t Tokens) Out() float64 { return t.Output + t.Reasoning }

// Tool is the account of one tool.
type Tool struct {
	Name          string
	Calls, Errors float64
}

// Unpriced is how many calls of a model have no price, for one reason.
type Unpriced struct {
	Model, Reason string
	Calls         float64
}

// Calls is the number of model calls on the page.
func (p *Page) Calls() float64 {
	var calls float64
	for i := range p.Models {
		calls += p.Models[i].Calls
	}
	return calls
}

// SpendUSD is the money on the page.
func (p *Page) SpendUSD() float64 {
	var spend float64
	for i := range p.Models {
		spend += p.Models[i].SpendUSD
	}
	return spend
}

// ParsePage reads a page in Prometheus text format.
func ParsePage(text io.Reader) (*Page, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(text)
	if err != nil {
		return nil, fmt.Errorf("read Prometheus page: %w", err)
	}
	sums := sums{models: map[string]*Model{}, tools: map[string]*Tool{}, unpriced: map[Unpriced]float64{}}
	quality := newQuality()
	for name, add := range map[string]func(series){
		metricCost:     sums.cost,
		metricCalls:    sums.calls,
		metricTokens:   sums.tokens,
		metricDuration: sums.duration,
		metricTools:    sums.tool,
		metricUnpriced: sums.addUnpriced,

		metricOutcome:     quality.outcome,
		metricOutcomeCost: quality.outcomeCost,
		metricScore:       quality.score,
		metricResults:     quality.result,
		metricSignals:     quality.signal,
	} {
		for _, metric := range families[name].GetMetric() {
			add(series{metric})
		}
	}
	page := sums.page()
	quality.settle(page)
	return page, nil
}

type sums struct {
	models   map[string]*Model
	tools    map[string]*Tool
	unpriced map[Unpriced]float64
}

func (s *sums) model(of series) *Model {
	name := of.name(labelModel)
	if s.models[name] == nil {
		s.models[name] = &Model{Name: name}
	}
	return s.models[name]
}

func (s *sums) cost(of series)  { s.model(of).SpendUSD += of.value() }
func (s *sums) calls(of series) { s.model(of).Calls += of.value() }

func (s *sums) tokens(of series) {
	tokens := &s.model(of).Tokens
	switch of.label(labelClass) {
	case "input":
		tokens.Input += of.value()
	case "cache_read":
		tokens.CacheRead += of.value()
	case "cache_write":
		tokens.CacheWrite += of.value()
	case "output":
		tokens.Output += of.value()
	case "reasoning":
		tokens.Reasoning += of.value()
	}
}

func (s *sums) duration(of series) {
	operation := genai.Operation(of.label(labelOperation))
	if operation == "" || operation.IsInference() {
		s.model(of).Latency.Add(of.metric.GetHistogram())
	}
}

func (s *sums) tool(of series) {
	name := of.name(labelTool)
	if s.tools[name] == nil {
		s.tools[name] = &Tool{Name: name}
	}
	s.tools[name].Calls += of.value()
	if of.label(labelOutcome) != outcomeOK {
		s.tools[name].Errors += of.value()
	}
}

func (s *sums) addUnpriced(of series) {
	s.unpriced[Unpriced{Model: of.name(labelModel), Reason: of.label(labelReason)}] += of.value()
}

func (s *sums) page() *Page {
	page := &Page{}
	for _, m := range s.models {
		page.Models = append(page.Models, *m)
	}
	slices.SortFunc(page.Models, func(a, b Model) int {
		return cmp.Or(cmp.Compare(b.SpendUSD, a.SpendUSD), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Name, b.Name))
	})
	for _, t := range s.tools {
		page.Tools = append(page.Tools, *t)
	}
	slices.SortFunc(page.Tools, func(a, b Tool) int {
		return cmp.Or(cmp.Compare(b.Errors, a.Errors), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Name, b.Name))
	})
	for key := range maps.Keys(s.unpriced) {
		if calls := s.unpriced[key]; calls > 0 {
			key.Calls = calls
			page.Unpriced = append(page.Unpriced, key)
		}
	}
	slices.SortFunc(page.Unpriced, func(a, b Unpriced) int {
		return cmp.Or(cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Model, b.Model), cmp.Compare(a.Reason, b.Reason))
	})
	return page
}

type series struct{ metric *dto.Metric }

func (s series) label(name string) string {
	for _, pair := range s.metric.GetLabel() {
		if pair.GetName() == name {
			return pair.GetValue()
		}
	}
	return ""
}

// name is the label that names a row, or why there is none.
func (s series) name(label string) string {
	switch name := s.label(label); {
	case name != "":
		return name
	case s.label(labelOverflow) == "true":
		return "(past max_series)"
	default:
		return "(not told)"
	}
}

func (s series) value() float64 {
	switch {
	case s.metric.GetCounter() != nil:
		return s.metric.GetCounter().GetValue()
	case s.metric.GetGauge() != nil:
		return s.metric.GetGauge().GetValue()
	default:
		return s.metric.GetUntyped().GetValue()
	}
}
