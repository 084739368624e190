package datadog

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/metrics"
)

// board is the body of POST /api/v1/dashboard: https://docs.datadoghq.com/api/latest/dashboards/
type board struct {
	Title             string             `json:"title"`
	Description       string             `json:"description"`
	LayoutType        string             `json:"layout_type"`
	TemplateVariables []templateVariable `json:"template_variables"`
	Widgets           []widget           `json:"widgets"`
}

type templateVariable struct {
	Name            string   `json:"name"`
	Prefix          string   `json:"prefix"`
	AvailableValues []string `json:"available_values"` // none: all that there are
	Defaults        []string `json:"defaults"`
}

type widget struct {
	Definition any `json:"definition"`
}

type groupWidget struct {
	Type       string   `json:"type"`
	LayoutType string   `json:"layout_type"`
	Title      string   `json:"title"`
	Widgets    []widget `json:"widgets"`
}

type noteWidget struct {
	Type    string `json:"type"`
	Content string `json:"content"`
}

type graphWidget struct {
	Type        string    `json:"type"`
	Title       string    `json:"title"`
	Description string    `json:"description,omitempty"`
	ShowLegend  *bool     `json:"show_legend,omitempty"`
	Autoscale   *bool     `json:"autoscale,omitempty"`
	Precision   *int      `json:"precision,omitempty"`
	Requests    []request `json:"requests"`
	Markers     []marker  `json:"markers,omitempty"`
}

type request struct {
	ResponseFormat string        `json:"response_format"`
	DisplayType    string        `json:"display_type,omitempty"`
	Queries        []metricQuery `json:"queries"`
	Formulas       []formula     `json:"formulas"`
}

type metricQuery struct {
	DataSource string `json:"data_source"`
	Name       string `json:"name"`
	Query      string `json:"query"`
	Aggregator string `json:"aggregator,omitempty"` // of a single value
}

type formula struct {
	Formula string `json:"formula"`
}

type marker struct {
	Value       string `json:"value"`
	DisplayType string `json:"display_type"`
	Label       string `json:"label"`
}

// variables choose a service and an environment.
var variables = []templateVariable{
	{Name: "service", Prefix: "service", AvailableValues: []string{}, Defaults: []string{"*"}},
	{Name: "env", Prefix: "env", AvailableValues: []string{}, Defaults: []string{"*"}},
}

// glance is what stands at the top: one number each.
var glance = []struct{ title, aggregator, query string }{
	{"Spend, USD", "sum", "sum:genai.cost.usd{*}.as_count()"},
	{"Model calls", "sum", "sum:genai.calls{*}.as_count()"},
	{"Tool calls that failed", "sum", "sum:genai.tool.calls{outcome:error}.as_count()"},
	{"Sessions running", "last", "sum:genai.session.active{*}"},
	{"Dearest session, USD", "max", "max:genai.session.max_cost.usd{*}"},
}

// trends show what no monitor shows: where the money goes, and what explains latency.
var trends = []struct{ title, query string }{
	{"Spend by model, USD", "sum:genai.cost.usd{*} by {gen_ai.request.model}.as_count()"},
	{"Spend by agent, USD", "sum:genai.cost.usd{*} by {gen_ai.agent.name}.as_count()"},
	{"Tokens by class", "sum:genai.tokens{*} by {genai.token.class}.as_count()"},
	{"Seconds per output token, mean", "avg:genai.call.time_per_output_token{*} by {gen_ai.request.model}"},
	{"Input tokens per call, mean", "avg:gen_ai.client.token.usage{gen_ai.token.type:input} by {gen_ai.request.model}"},
	{"Mean score by version", "avg:genai.evaluation.score{*} by {gen_ai.evaluation.name,genai.evaluation.evaluator,version}"},
}

// dashboardOf shows each monitor's value with its threshold, by layer.
func dashboardOf(f *definition.File, table metrics.Table) (*board, error) {
	b := &board{
		Title: "GenAI agents", LayoutType: "ordered", TemplateVariables: variables,
		Description: "What agents cost, how fast they are and what fails. Written from monitoring/alerts.yaml of otelcol-genai, as its monitors are.",
	}
	b.Widgets = append(b.Widgets, widget{noteWidget{"note", "Each graph of a monitor has its threshold as a line. What an alert means and what to do: " + f.Settings.RunbookBase}})
	var numbers, lines []widget
	for _, g := range glance {
		w, err := number(g.title, g.aggregator, g.query, table)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, w)
	}
	for _, t := range trends {
		w, err := graph(t.title, "", t.query, "", table)
		if err != nil {
			return nil, err
		}
		lines = append(lines, w)
	}
	b.Widgets = append(b.Widgets, group("At a glance", numbers), group("Where it goes", lines))
	for _, layer := range definition.Layers {
		graphs, err := graphsOf(f, layer, table)
		if err != nil {
			return nil, err
		}
		b.Widgets = append(b.Widgets, group("Monitors: "+string(layer), graphs))
	}
	return b, nil
}

var monitorQuery = regexp.MustCompile(`^[a-z]+\(last_\w+\):(.*) ((?:>=|<=|>|<) -?[0-9.]+)$`)

func graphsOf(f *definition.File, layer definition.Layer, table metrics.Table) ([]widget, error) {
	var graphs []widget
	for i := range f.Alerts {
		a := &f.Alerts[i]
		if a.Layer != layer || a.Datadog.Why != "" {
			continue
		}
		parts := monitorQuery.FindStringSubmatch(a.Datadog.Query)
		if parts == nil {
			return nil, fmt.Errorf("alerts: %s: datadog: the query is not a window, an expression and a comparison: %s", a.Name, a.Datadog.Query)
		}
		w, err := graph(a.Name, f.RunbookURL(a.Name), parts[1], parts[2], table)
		if err != nil {
			return nil, fmt.Errorf("alerts: %s: datadog: %w", a.Name, err)
		}
		graphs = append(graphs, w)
	}
	return graphs, nil
}

func group(title string, widgets []widget) widget {
	return widget{groupWidget{Type: "group", LayoutType: "ordered", Title: title, Widgets: widgets}}
}

func number(title, aggregator, query string, table metrics.Table) (widget, error) {
	r, err := requestOf(query, table)
	r.ResponseFormat, r.Queries[0].Aggregator = "scalar", aggregator
	yes, two := true, 2
	return widget{graphWidget{Type: "query_value", Title: title, Autoscale: &yes, Precision: &two, Requests: []request{r}}}, err
}

// graph shows an expression over time; threshold is a comparison, or empty.
func graph(title, description, expression, threshold string, table metrics.Table) (widget, error) {
	r, err := requestOf(expression, table)
	r.ResponseFormat, r.DisplayType = "timeseries", "line"
	yes := true
	g := graphWidget{Type: "timeseries", Title: title, Description: description, ShowLegend: &yes, Requests: []request{r}}
	if threshold != "" {
		operator, value, _ := strings.Cut(threshold, " ")
		g.Markers = []marker{{Value: "y = " + value, DisplayType: "error dashed", Label: operator + " " + value}}
	}
	return widget{g}, err
}

// requestOf takes the metrics out of an expression: what is left is the formula. The
// variables of the dashboard filter each metric that has their tags.
func requestOf(expression string, table metrics.Table) (request, error) {
	r := request{}
	names := map[string]string{}
	text := series.ReplaceAllStringFunc(expression, func(found string) string {
		if names[found] == "" {
			names[found] = fmt.Sprintf("q%d", len(names)+1)
			r.Queries = append(r.Queries, metricQuery{DataSource: "metrics", Name: names[found], Query: filtered(found, table)})
		}
		return names[found]
	})
	r.Formulas = []formula{{text}}
	return r, checkNames(expression, table)
}

// filtered puts the variables into the filter of one metric.
func filtered(query string, table metrics.Table) string {
	parts := series.FindStringSubmatch(query)
	m, ok := named(table, parts[1])
	if !ok || m.Source == metrics.Health || m.Source == metrics.Collector || ofEverything[m.Name] {
		return query
	}
	filter, with := parts[2], []string{"$service"}
	if m.Source != metrics.Budgets {
		with = append(with, "$env")
	}
	joiner := ","
	if strings.Contains(filter, " ") { // words and commas do not mix
		joiner = " AND "
	}
	if filter != "*" {
		with = append(with, filter)
	}
	return strings.Replace(query, "{"+parts[2]+"}", "{"+strings.Join(with, joiner)+"}", 1)
}

// ofEverything are metrics that are of no service.
var ofEverything = map[string]bool{
	"genai.session.active": true, "genai.session.max_cost.usd": true, "genai.session.breaching": true, "genai.budget.crossings": true,
}
