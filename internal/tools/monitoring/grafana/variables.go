package grafana

import (
	"fmt"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// The filters that the variables make. A metric has a filter of labels that it has: what
// is counted where sessions end knows no environment, and the gauges of sessions no service.
const (
	ofService      = `service_name=~"$service", deployment_environment_name=~"$environment"`
	ofAgent        = ofService + `, gen_ai_agent_name=~"$agent"`
	ofSession      = `service_name=~"$service"`
	ofSessionAgent = ofSession + `, gen_ai_agent_name=~"$agent"`
	ofCollector    = `instance=~"$collector"`
)

// datasourceVariable chooses a Prometheus, or what speaks like it.
var datasourceVariable = variable{
	Name: "datasource", Label: "Data source", Type: "datasource", Query: "prometheus", Refresh: 1, Current: map[string]any{},
}

// agentVariables choose a service, an environment it runs in and an agent in it.
var agentVariables = []variable{
	datasourceVariable,
	choice("service", "Service", `label_values(genai_calls_total, service_name)`),
	choice("environment", "Environment", `label_values(genai_calls_total{service_name=~"$service"}, deployment_environment_name)`),
	choice("agent", "Agent", `label_values(genai_cost_usd_total{service_name=~"$service", deployment_environment_name=~"$environment"}, gen_ai_agent_name)`),
}

// sessionVariables choose among the services and agents whose sessions ended: a subagent has none.
var sessionVariables = []variable{
	datasourceVariable,
	choice("service", "Service", `label_values(genai_session_cost_usd_count, service_name)`),
	choice("agent", "Agent", `label_values(genai_session_cost_usd_count{service_name=~"$service"}, gen_ai_agent_name)`),
}

// collectorVariables choose a collector.
var collectorVariables = []variable{
	datasourceVariable,
	choice("collector", "Collector", `label_values(otelcol_process_uptime, instance)`),
}

// choice is a variable of any number of values of a label. "All" matches series without the label too.
func choice(name, label, values string) variable {
	return variable{
		Name: name, Label: label, Type: "query", Datasource: &source, Definition: values,
		Query:   map[string]any{"query": values, "qryType": 1, "refId": "variable-" + name},
		Refresh: 2, Sort: 1, Multi: true, IncludeAll: true, AllValue: ".*",
		Current: map[string]any{"selected": true, "text": []string{"All"}, "value": []string{"$__all"}},
	}
}

// in selects a metric by a filter and further matchers.
func in(metric, filter string, more ...string) string {
	return metric + "{" + strings.Join(append([]string{filter}, more...), ", ") + "}"
}

// rate is per second, over what the resolution of the panel allows.
func rate(selector string) string { return fmt.Sprintf("rate(%s[$__rate_interval])", selector) }

// grown is what a counter has grown by in the time range of the dashboard, the first
// increment of a new series included: increase does not see it.
func grown(selector string) string { return grownIn(selector, "$__range") }

// grownIn is the same in a window.
func grownIn(selector, window string) string { return definition.Grown(selector, window) }

// sum adds up by labels; without any, it is 0 where there is nothing.
func sum(expr string, by ...string) string {
	if len(by) == 0 {
		return fmt.Sprintf("(sum(%s) or vector(0))", expr)
	}
	return fmt.Sprintf("sum by (%s) (%s)", strings.Join(by, ", "), expr)
}

// ratio is one sum over another by labels: 0 where the first has nothing, and nothing where the second is 0.
func ratio(part, whole string, by ...string) string {
	if len(by) == 0 {
		return fmt.Sprintf("%s / (%s > 0) or vector(0)", sum(part), sum(whole))
	}
	return fmt.Sprintf("(%[1]s or 0 * %[2]s) / (%[2]s > 0)", sum(part, by...), sum(whole, by...))
}

// quantile of a classic histogram; by are labels beside le.
func quantile(q float64, buckets string, by ...string) string {
	return fmt.Sprintf("histogram_quantile(%v, %s)", q, sum(buckets, append([]string{"le"}, by...)...))
}

// never is 0 where something has not happened yet, so that a panel says so.
func never(expr string) string { return expr + " or vector(0)" }
