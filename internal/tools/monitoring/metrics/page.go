package metrics

import (
	"fmt"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// PagePath is where the reference is in the repository.
const PagePath = "docs/metrics.md"

const intro = `# Metrics

<!-- Written by internal/tools/monitoring, do not edit. -->

Every metric under its names in OTLP, Prometheus and Datadog. [telemetry.md](telemetry.md) tells of attributes and events,
[monitoring](../monitoring/README.md) of the alerts that read these.

**In Prometheus** a histogram is three series: the name with ` + "`_bucket`, `_sum` and `_count`" + `. Attributes become labels with ` + "`_` for `.`" + `:
` + "`gen_ai.request.model` is `gen_ai_request_model`" + `. The resource's ` + "`service.name`, `service.namespace`, `service.version` and `deployment.environment.name`" + `
are labels as well, over a scrape of ` + "`localhost:9464`" + ` as it is configured and over OTLP with ` + "`promote_resource_attributes`" + `; alerts and dashboards use these and never ` + "`job`" + `.

**In Datadog** over its OTLP intake names and attributes stay as they are, and a histogram is a distribution (` + "`p95:genai.agent.duration{*}`" + `).
The resource's attributes are the tags ` + "`service`, `version` and `env`" + `.
`

var sections = []struct {
	source      Source
	title, text string
}{
	{Agents, "Of agents", "From the genai_metrics connector, on `localhost:9464/metrics`."},
	{Budgets, "Of sessions and budgets", "From the genai_budget receiver, on `localhost:9464/metrics`."},
	{Health, "Of our components", "The collector's own health, on `localhost:8888/metrics`, which writes no suffixes for units and types."},
	{Collector, "Of the Collector", "Its own, on the same page; only those that alerts and dashboards read."},
	{Prometheus, "Of Prometheus", "What a scrape tells of itself."},
}

// Files makes the reference page.
func Files(root string, f *definition.File) (map[string][]byte, error) {
	table, err := Read(root)
	if err != nil {
		return nil, err
	}
	if err := table.covers(f); err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(intro)
	for _, section := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| OTLP | Prometheus | Datadog | kind | unit | attributes | meaning |\n|---|---|---|---|---|---|---|\n", section.title, section.text)
		for i := range table {
			if m := &table[i]; m.Source == section.source {
				writeRow(&b, m)
			}
		}
	}
	return map[string][]byte{PagePath: []byte(b.String())}, nil
}

func writeRow(b *strings.Builder, m *Metric) {
	attributes := strings.Join(m.Attributes, ", ")
	if attributes == "" {
		attributes = "-"
	}
	otlp := m.Name
	if m.Source == Health {
		otlp = "otelcol_" + m.Name
	}
	datadog := "-"
	if name := m.Datadog(); name != "" {
		datadog = "`" + name + "`"
	}
	fmt.Fprintf(b, "| `%s` | `%s` | %s | %s | %s | %s | %s |\n", otlp, m.Prometheus(), datadog, m.Kind, m.Unit, attributes, m.Meaning)
}

// covers says which metrics of alerts are in no table.
func (t Table) covers(f *definition.File) error {
	for i := range f.Alerts {
		for _, name := range f.Alerts[i].Metrics {
			if _, ok := t.Named(name); !ok {
				return fmt.Errorf("alerts: %s: metrics: there is no metric %q", f.Alerts[i].Name, name)
			}
		}
	}
	return nil
}
