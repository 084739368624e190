package grafana

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// rulesPath is a folder that Grafana reads when it starts:
// https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
const rulesPath = folder + "provisioning/alerting/genai.yaml"

const header = "# Written by internal/tools/monitoring from monitoring/alerts.yaml: edit that, not this.\n"

// rulesDatasource is the uid that provisioning/datasources gives to Prometheus: a rule cannot choose.
const rulesDatasource = "prometheus"

// evaluateEvery is for rules that do not say how often; Grafana's shortest is 10s.
const evaluateEvery = "30s"

type provisioned struct {
	APIVersion int     `yaml:"apiVersion"`
	Groups     []group `yaml:"groups"`
}

type group struct {
	OrgID    int    `yaml:"orgId"`
	Name     string `yaml:"name"`
	Folder   string `yaml:"folder"`
	Interval string `yaml:"interval"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	UID          string            `yaml:"uid"`
	Title        string            `yaml:"title"`
	Condition    string            `yaml:"condition"`
	Data         []data            `yaml:"data"`
	DashboardUID string            `yaml:"dashboardUid"`
	PanelID      int               `yaml:"panelId"`
	NoDataState  string            `yaml:"noDataState"`
	ExecErrState string            `yaml:"execErrState"`
	For          string            `yaml:"for"`
	Annotations  map[string]string `yaml:"annotations"`
	Labels       map[string]string `yaml:"labels"`
	IsPaused     bool              `yaml:"isPaused"`
}

type data struct {
	RefID             string         `yaml:"refId"`
	RelativeTimeRange relative       `yaml:"relativeTimeRange"`
	DatasourceUID     string         `yaml:"datasourceUid"`
	Model             map[string]any `yaml:"model"`
}

// relative is a range of seconds before now.
type relative struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

// alerting makes the rules, each linked to the panel that shows its value.
func alerting(f *definition.File, all []dashboard) ([]byte, error) {
	file := provisioned{APIVersion: 1}
	for _, layer := range definition.Layers {
		byInterval, order := map[string]*group{}, []string(nil)
		for i := range f.Alerts {
			a := &f.Alerts[i]
			if a.Layer != layer {
				continue
			}
			every := a.Every
			if every == "" {
				every = evaluateEvery
			}
			if byInterval[every] == nil {
				byInterval[every] = &group{OrgID: 1, Name: fmt.Sprintf("genai-%s-%s", layer, every), Folder: "GenAI", Interval: every}
				order = append(order, every)
			}
			r, err := ruleOf(f, a, all)
			if err != nil {
				return nil, err
			}
			byInterval[every].Rules = append(byInterval[every].Rules, r)
		}
		for _, every := range order {
			file.Groups = append(file.Groups, *byInterval[every])
		}
	}
	var b bytes.Buffer
	b.WriteString(header)
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(file); err != nil {
		return nil, fmt.Errorf("%s: %w", rulesPath, err)
	}
	return b.Bytes(), nil
}

// ruleOf asks what Prometheus asks, without its recordings. The expression filters, so
// that any value it has means that the alert fires: condition B is true for all of them.
// No value means that all is well.
func ruleOf(f *definition.File, a *definition.Alert, all []dashboard) (rule, error) {
	uid, panelID := panelOf(a.Name, all)
	if uid == "" {
		return rule{}, fmt.Errorf("no panel of a dashboard links the runbook of %s", a.Name)
	}
	hold := a.For
	if hold == "" {
		hold = "0s"
	}
	return rule{
		UID: ruleUID(a.Name), Title: a.Name, Condition: "B",
		Data: []data{
			{RefID: "A", RelativeTimeRange: relative{From: 600}, DatasourceUID: rulesDatasource, Model: map[string]any{
				"refId": "A", "expr": strings.TrimSpace(f.Inline(a.Expr)), "instant": true, "range": false, "editorMode": "code", "intervalMs": 1000, "maxDataPoints": 43200,
				"datasource": map[string]any{"type": "prometheus", "uid": rulesDatasource},
			}},
			{RefID: "B", DatasourceUID: "__expr__", Model: map[string]any{
				"refId": "B", "type": "math", "expression": "is_nan($A) == 0", "datasource": map[string]any{"type": "__expr__", "uid": "__expr__"},
			}},
		},
		DashboardUID: uid, PanelID: panelID, NoDataState: "OK", ExecErrState: "Error", For: hold,
		Annotations: map[string]string{"summary": template(a.Summary), "description": template(a.Description), "runbook_url": f.RunbookURL(a.Name)},
		Labels:      map[string]string{"severity": string(a.Severity), "layer": string(a.Layer)},
	}, nil
}

// template is a text of Prometheus for Grafana, whose $value is a sentence about all
// queries. $labels stays as it is: Grafana does not read annotations' variables from the environment.
func template(text string) string {
	return strings.ReplaceAll(text, "$value", "$values.A.Value")
}

var capital = regexp.MustCompile(`[A-Z][a-z0-9]+|[A-Z0-9]+`)

// ruleUID is the name in small letters with hyphens: GenAISpendBurn is genai-spend-burn. Grafana takes up to 40 characters.
func ruleUID(name string) string {
	words := capital.FindAllString(strings.TrimPrefix(name, "GenAI"), -1)
	return "genai-" + strings.ToLower(strings.Join(words, "-"))
}

// panelOf finds the graph, or else the first panel, that links the runbook of an alert.
func panelOf(alert string, all []dashboard) (uid string, id int) {
	for i := range all {
		for j := range all[i].Panels {
			p := &all[i].Panels[j]
			for _, l := range p.Links {
				if l.Title != runbookTitle+alert {
					continue
				}
				if p.Type == "timeseries" {
					return all[i].UID, p.ID
				}
				if uid == "" {
					uid, id = all[i].UID, p.ID
				}
			}
		}
	}
	return uid, id
}
