// Package datadog writes monitors and a dashboard.
package datadog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/metrics"
)

// folder is where everything is in the repository.
const folder = "monitoring/datadog/"

// monitor is the body of POST /api/v1/monitor: https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor.
// The query of a composite names files where the API has ids.
type monitor struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Query    string   `json:"query"`
	Message  string   `json:"message"`
	Tags     []string `json:"tags"`
	Priority int      `json:"priority"`
	Options  options  `json:"options"`
}

type options struct {
	Thresholds        map[string]float64 `json:"thresholds,omitempty"`
	IncludeTags       bool               `json:"include_tags"`
	RequireFullWindow bool               `json:"require_full_window"`
	NotifyNoData      bool               `json:"notify_no_data"`
	NoDataTimeframe   int                `json:"no_data_timeframe,omitempty"` // minutes
	RenotifyInterval  int                `json:"renotify_interval"`           // minutes
	NewGroupDelay     int                `json:"new_group_delay"`             // seconds
}

// renotifyCritical is after how many minutes somebody is told again that something critical is not over.
const renotifyCritical = 60

// Files makes a file for each monitor, and the dashboard.
func Files(root string, f *definition.File) (map[string][]byte, error) {
	table, err := metrics.Read(root)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for i := range f.Alerts {
		a := &f.Alerts[i]
		if a.Datadog.Why != "" {
			continue
		}
		all, err := monitorsOf(f, a, table)
		if err != nil {
			return nil, fmt.Errorf("alerts: %s: datadog: %w", a.Name, err)
		}
		for name := range all {
			m := all[name]
			if files[folder+"monitors/"+name+".json"], err = encode(&m); err != nil {
				return nil, err
			}
		}
	}
	board, err := dashboardOf(f, table)
	if err != nil {
		return nil, err
	}
	files[folder+"dashboard.json"], err = encode(board)
	return files, err
}

func encode(body any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // queries are read by people
	encoder.SetIndent("", "  ")
	err := encoder.Encode(body)
	return b.Bytes(), err
}

// monitorsOf makes the monitor of an alert, by the name of its file. With further
// conditions it is a composite of one monitor for each, which tell nobody.
func monitorsOf(f *definition.File, a *definition.Alert, table metrics.Table) (map[string]monitor, error) {
	whole, err := complete(f, a, table)
	if err != nil {
		return nil, err
	}
	if len(a.Datadog.And) == 0 {
		return map[string]monitor{a.Name: whole}, nil
	}
	all := map[string]monitor{}
	var parts []string
	for i, query := range append([]string{a.Datadog.Query}, a.Datadog.And...) {
		name := fmt.Sprintf("%s-%d", a.Name, i+1)
		part, err := conditionOf(query, table)
		if err != nil {
			return nil, err
		}
		part.Name, part.Tags, part.Priority = fmt.Sprintf("%s, condition %d", a.Name, i+1), whole.Tags, lowest
		part.Message = "One of the conditions of the composite monitor " + a.Name + ", which tells whom it concerns."
		all[name] = part
		parts = append(parts, name)
	}
	whole.Type, whole.Query, whole.Options.Thresholds = "composite", strings.Join(parts, " && "), nil
	all[a.Name] = whole
	return all, nil
}

// complete is the monitor that tells whom it concerns.
func complete(f *definition.File, a *definition.Alert, table metrics.Table) (monitor, error) {
	m, err := conditionOf(a.Datadog.Query, table)
	if err != nil {
		return m, err
	}
	m.Name, m.Priority = a.Name, priorities[a.Severity]
	m.Tags = []string{"product:otelcol-genai", "layer:" + string(a.Layer), "severity:" + string(a.Severity)}
	if m.Message, err = message(f, a); err != nil {
		return m, err
	}
	if a.Severity == definition.Critical {
		m.Options.RenotifyInterval = renotifyCritical
	}
	if a.Datadog.NoData > 0 {
		m.Options.NotifyNoData, m.Options.NoDataTimeframe = true, a.Datadog.NoData
	}
	return m, nil
}

// lowest is the priority of what tells nobody.
const lowest = 5

var priorities = map[definition.Severity]int{definition.Critical: 1, definition.Warning: 3}

var endOfQuery = regexp.MustCompile(`(?:>=|<=|==|!=|>|<) (-?[0-9.]+)$`)

// conditionOf is a monitor of one query. Every metric and tag in it is one that there is.
func conditionOf(query string, table metrics.Table) (monitor, error) {
	m := monitor{Type: "query alert", Query: query, Options: options{IncludeTags: true}}
	end := endOfQuery.FindStringSubmatch(query)
	if end == nil {
		return m, fmt.Errorf("a query ends in a comparison with a number: %s", query)
	}
	threshold, err := strconv.ParseFloat(end[1], 64)
	if err != nil {
		return m, fmt.Errorf("the threshold of %s: %w", query, err)
	}
	m.Options.Thresholds = map[string]float64{"critical": threshold}
	return m, checkNames(query, table)
}
