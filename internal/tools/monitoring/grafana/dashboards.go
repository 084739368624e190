// Package grafana writes dashboards, alert rules and what provisions them.
package grafana

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// folder is where everything is in the repository.
const folder = "monitoring/grafana/"

// tag is on all dashboards, so that each finds the others.
const tag = "genai"

// Files makes the dashboards and the alert rules.
func Files(_ string, f *definition.File) (map[string][]byte, error) {
	files := map[string][]byte{}
	all, err := dashboards(f)
	if err != nil {
		return nil, err
	}
	for i := range all {
		text, err := encode(&all[i])
		if err != nil {
			return nil, err
		}
		files[folder+"dashboards/"+all[i].UID+".json"] = text
	}
	rules, err := alerting(f, all)
	if err != nil {
		return nil, err
	}
	files[rulesPath] = rules
	return files, nil
}

func dashboards(file *definition.File) ([]dashboard, error) {
	f := &definitions{File: file}
	all := []dashboard{overview(f), cost(f), sessions(f), tools(f), quality(f), collector(f)}
	return all, errors.Join(f.errs...)
}

// definitions keeps what panels ask of it that is not there.
type definitions struct {
	*definition.File

	errs []error
}

// at is the value of a threshold, from which a panel changes its colour as the alert fires.
func (f *definitions) at(name string) float64 {
	value, err := strconv.ParseFloat(f.Thresholds[name].Value, 64)
	if err != nil {
		f.errs = append(f.errs, fmt.Errorf("a panel wants the threshold %q, a number: %w", name, err))
	}
	return value
}

func encode(d *dashboard) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // expressions are read by people
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(d); err != nil {
		return nil, fmt.Errorf("dashboard %s: %w", d.UID, err)
	}
	return b.Bytes(), nil
}

// agents is a dashboard of what agents do.
func agents(name, title, description string, rows []row) dashboard {
	return dashboardOf(name, title, description, agentVariables, rows)
}

func dashboardOf(name, title, description string, variables []variable, rows []row) dashboard {
	return dashboard{
		UID: tag + "-" + name, Title: title, Description: description, Tags: []string{tag}, Editable: true, GraphTooltip: 1,
		Refresh: "30s", Timezone: "browser", SchemaVersion: schemaVersion, Time: timeRange{From: "now-6h", To: "now"},
		Links:       []link{{Title: "GenAI", Type: "dashboards", Tags: []string{tag}, IncludeVars: true, KeepTime: true}},
		Annotations: annotations{List: []annotation{alertsFiring}},
		Templating:  templating{List: variables},
		Panels:      layout(rows),
	}
}

// alertsFiring marks on every graph when an alert fired.
var alertsFiring = annotation{
	Name: "Alerts", Datasource: source, Enable: true, IconColor: "red", Step: "60s",
	Expr:        `ALERTS{alertname=~"GenAI.*", alertstate="firing"}`,
	TitleFormat: "{{alertname}}", TextFormat: "{{severity}} {{service_name}}",
}
