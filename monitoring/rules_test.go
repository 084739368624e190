package monitoring

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

// definitions is the part of alerts.yaml that tests here look at.
type definitions struct {
	Settings struct {
		Base string `yaml:"runbook_base"`
	} `yaml:"settings"`
	Alerts []struct {
		Name     string   `yaml:"name"`
		Severity string   `yaml:"severity"`
		Layer    string   `yaml:"layer"`
		Labels   []string `yaml:"labels"`
	} `yaml:"alerts"`
}

// cases is a file of unit tests for rules.
type cases struct {
	Tests []struct {
		Name   string `yaml:"name"`
		Alerts []struct {
			At       string `yaml:"eval_time"`
			Name     string `yaml:"alertname"`
			Expected []struct {
				Labels      map[string]string `yaml:"exp_labels"`
				Annotations map[string]string `yaml:"exp_annotations"`
			} `yaml:"exp_alerts"`
		} `yaml:"alert_rule_test"`
	} `yaml:"tests"`
}

func TestPrometheusTakesTheFiles(t *testing.T) {
	run(t, servers.Promtool, "check", "rules", "--lint=all", "--lint-fatal", "prometheus/rules.yml")
	run(t, servers.Promtool, "check", "config", "--lint=all", "--lint-fatal", "prometheus/prometheus.yml")
}

func TestRules(t *testing.T) {
	for _, file := range glob(t, "prometheus/tests/*.yml") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			run(t, servers.Promtool, "test", "rules", file)
		})
	}
}

// For every alert there is a case in which it fires, with all labels and texts, and one
// in which it never does.
func TestEveryAlertHasItsCases(t *testing.T) {
	var defined definitions
	readYAML(t, "alerts.yaml", &defined)
	require.NotEmpty(t, defined.Alerts)
	fires, silent, labels := map[string]int{}, map[string]int{}, map[string]map[string]bool{}
	for _, file := range glob(t, "prometheus/tests/*.yml") {
		var c cases
		readYAML(t, file, &c)
		for _, test := range c.Tests {
			firing := map[string]bool{}
			for _, alert := range test.Alerts {
				firing[alert.Name] = firing[alert.Name] || len(alert.Expected) > 0
				for _, expected := range alert.Expected {
					if labels[alert.Name] == nil {
						labels[alert.Name] = map[string]bool{}
					}
					for label := range expected.Labels {
						labels[alert.Name][label] = true
					}
					assert.Equal(t, []string{"description", "runbook_url", "summary"}, slices.Sorted(maps.Keys(expected.Annotations)), "%s: %s", test.Name, alert.Name)
				}
			}
			for name, fired := range firing {
				if fired {
					fires[name]++
				} else {
					silent[name]++
				}
			}
		}
	}
	for _, alert := range defined.Alerts {
		assert.Positive(t, fires[alert.Name], "no case in which %s fires", alert.Name)
		assert.Positive(t, silent[alert.Name], "no case in which %s nearly fires", alert.Name)
		seen := slices.Sorted(maps.Keys(labels[alert.Name]))
		want := append([]string{"severity", "layer"}, alert.Labels...)
		for _, label := range seen {
			assert.Contains(t, want, label, alert.Name)
		}
		delete(fires, alert.Name)
		delete(silent, alert.Name)
	}
	assert.Empty(t, fires, "cases of alerts that are not there")
	assert.Empty(t, silent, "cases of alerts that are not there")
}

// Every alert has a runbook in which people wrote something, and every runbook an alert.
func TestEveryAlertHasItsRunbook(t *testing.T) {
	var defined definitions
	readYAML(t, "alerts.yaml", &defined)
	rules, settings := readText(t, "prometheus/rules.yml"), defined.Settings
	require.Equal(t, "https://github.com/otelcol-genai/otelcol-genai/blob/main/monitoring/runbooks/", settings.Base, "where these pages are read")
	var alerts, pages []string
	for _, alert := range defined.Alerts {
		alerts = append(alerts, alert.Name)
	}
	for _, file := range glob(t, "runbooks/*.md") {
		pages = append(pages, strings.TrimSuffix(filepath.Base(file), ".md"))
		text := readText(t, file)
		name := pages[len(pages)-1]
		assert.Regexp(t, "^# "+name+"\n\n[A-Z`][^#]{30,}\n\n## Impact\n\n[A-Z`]", text, "%s says what the alert means, and what it does to people", file)
		assert.Contains(t, rules, "runbook_url: "+settings.Base+name+".md\n", file)
		for _, part := range []string{"\n## Impact\n", "\n## When, and what to look at\n", "\n## What to do\n\n1. "} {
			assert.Contains(t, text, part, file)
		}
		for _, link := range pageLink.FindAllStringSubmatch(text, -1) {
			assert.FileExists(t, filepath.Join("runbooks", link[1]), file)
		}
	}
	assert.ElementsMatch(t, alerts, pages)
}
