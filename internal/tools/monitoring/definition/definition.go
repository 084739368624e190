// Package definition reads monitoring/alerts.yaml: what is alerted on, from
// which values. Everything that is written into monitoring/ comes from it.
package definition

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"gopkg.in/yaml.v3"
)

// File is monitoring/alerts.yaml as it is written.
type File struct {
	Settings   Settings             `yaml:"settings"`
	Thresholds map[string]Threshold `yaml:"thresholds"`
	Recordings []Recording          `yaml:"recordings"`
	Alerts     []Alert              `yaml:"alerts"`
}

// Settings are about all alerts.
type Settings struct {
	// RunbookBase is put before <alert>.md; it ends in a slash.
	RunbookBase string `yaml:"runbook_base"`
	// Datadog are the handles that a monitor's message ends in, by severity.
	Datadog map[Severity]string `yaml:"datadog"`
}

// Threshold is a value that an operator may change. An expression names it as ${name}.
type Threshold struct {
	Value string `yaml:"value"` // as it is put into an expression: 5, 0.05, 15m
	Unit  Unit   `yaml:"unit"`
	Is    string `yaml:"is"` // what it means, a line for the runbook
}

// Recording is an expression with a name, colons in it, that alerts and dashboards use.
type Recording struct {
	Record string `yaml:"record"`
	Layer  Layer  `yaml:"layer"`
	Every  string `yaml:"every"` // interval of evaluation; empty is the server's
	About  string `yaml:"about"` // what its value is, and of what unit
	Expr   string `yaml:"expr"`
}

// Alert is a thing that somebody is told of.
type Alert struct {
	Name     string   `yaml:"name"`
	Layer    Layer    `yaml:"layer"`
	Severity Severity `yaml:"severity"`
	// For is how long it must hold; empty is at once.
	For string `yaml:"for"`
	// Every is the interval of evaluation; empty is the server's.
	Every string `yaml:"every"`
	// Labels are the labels of a firing alert beside severity and layer: those that its
	// expression leaves. A series that lacks one is an alert that lacks it.
	Labels []string `yaml:"labels"`
	// Metrics are the OTLP names of what its expression reads, through recordings too.
	Metrics     []string `yaml:"metrics"`
	Summary     string   `yaml:"summary"`
	Description string   `yaml:"description"`
	Expr        string   `yaml:"expr"`
	Queries     []Query  `yaml:"queries"` // for its runbook
	Datadog     Datadog  `yaml:"datadog"`
	// Uses are the names of the thresholds that decide whether it fires, through recordings too.
	Uses []string `yaml:"-"`
}

// Query is one that somebody who was woken runs.
type Query struct {
	Title string `yaml:"title"`
	Expr  string `yaml:"expr"`
}

// Datadog is the same alert as a monitor. One with Why has none.
type Datadog struct {
	// Query is the condition of the monitor, in Datadog's language.
	Query string `yaml:"query"`
	// And are conditions that must hold as well, each by a monitor of its own; Datadog joins them in a composite.
	And []string `yaml:"and"`
	// Summary takes the place of the alert's texts where they say what is not so, or not known, in Datadog.
	Summary string `yaml:"summary"`
	// NoData is for how many minutes nothing must have come, where that is the alert.
	NoData int    `yaml:"no_data"`
	Why    string `yaml:"why"` // why there is no monitor
}

// Read reads a file. Its error tells everything that is wrong with it.
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the caller names it
	if err != nil {
		return nil, err
	}
	f, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// Parse reads definitions, puts the thresholds into all texts and checks them.
func Parse(text []byte) (*File, error) {
	var f File
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil {
		return nil, err
	}
	return &f, errors.Join(f.check(), f.expand())
}

// RunbookURL is where the page of an alert is.
func (f *File) RunbookURL(alert string) string {
	return f.Settings.RunbookBase + alert + ".md"
}

// Alert is the alert of a name.
func (f *File) Alert(name string) (*Alert, bool) {
	for i := range f.Alerts {
		if f.Alerts[i].Name == name {
			return &f.Alerts[i], true
		}
	}
	return nil, false
}

// oneLine is a folded text without its line end.
func oneLine(text string) string {
	return strings.TrimSpace(text)
}
