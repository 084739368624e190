// Package prometheus writes rule files.
package prometheus

import (
	"bytes"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// RulesPath is where the rule file is in the repository.
const RulesPath = "monitoring/prometheus/rules.yml"

const header = "# Written by internal/tools/monitoring from monitoring/alerts.yaml: edit that, not this.\n"

// Files makes the rule file.
func Files(_ string, f *definition.File) (map[string][]byte, error) {
	var b bytes.Buffer
	b.WriteString(header)
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(file{Groups: groups(f)}); err != nil {
		return nil, fmt.Errorf("%s: %w", RulesPath, err)
	}
	return map[string][]byte{RulesPath: b.Bytes()}, nil
}

type file struct {
	Groups []group `yaml:"groups"`
}

type group struct {
	Name     string `yaml:"name"`
	Interval string `yaml:"interval,omitempty"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	Record      string      `yaml:"record,omitempty"`
	Alert       string      `yaml:"alert,omitempty"`
	Expr        string      `yaml:"expr"`
	For         string      `yaml:"for,omitempty"`
	Labels      *labels     `yaml:"labels,omitempty"`
	Annotations annotations `yaml:"annotations,omitempty"`
}

type labels struct {
	Severity definition.Severity `yaml:"severity"`
	Layer    definition.Layer    `yaml:"layer"`
}

type annotations struct {
	Summary     string `yaml:"summary,omitempty"`
	Description string `yaml:"description,omitempty"`
	RunbookURL  string `yaml:"runbook_url,omitempty"`
}

// groups makes a group of each layer, and one more for each interval that is not the
// server's. Rules of a group are evaluated in their order, so recordings come first.
func groups(f *definition.File) []group {
	var all []group
	for _, layer := range definition.Layers {
		byInterval := map[string]*group{}
		var order []string
		add := func(interval string, r rule) {
			if byInterval[interval] == nil {
				byInterval[interval] = &group{Name: groupName(layer, interval), Interval: interval}
				order = append(order, interval)
			}
			byInterval[interval].Rules = append(byInterval[interval].Rules, r)
		}
		for i := range f.Recordings {
			if r := &f.Recordings[i]; r.Layer == layer {
				add(r.Every, rule{Record: r.Record, Expr: r.Expr})
			}
		}
		for i := range f.Alerts {
			if a := &f.Alerts[i]; a.Layer == layer {
				add(a.Every, alertRule(f, a))
			}
		}
		for _, interval := range order {
			all = append(all, *byInterval[interval])
		}
	}
	return all
}

func groupName(layer definition.Layer, interval string) string {
	name := "genai-" + string(layer)
	if interval != "" {
		name += "-" + interval
	}
	return name
}

func alertRule(f *definition.File, a *definition.Alert) rule {
	return rule{
		Alert:       a.Name,
		Expr:        a.Expr,
		For:         a.For,
		Labels:      &labels{Severity: a.Severity, Layer: a.Layer},
		Annotations: annotations{Summary: a.Summary, Description: a.Description, RunbookURL: f.RunbookURL(a.Name)},
	}
}
