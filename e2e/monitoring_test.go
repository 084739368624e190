package e2e

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// After a busy week every rule and every panel of every dashboard has data, whatever is
// chosen for its variables; and what should fire has fired.
func TestRulesAndPanelsHaveData(t *testing.T) {
	t.Parallel()
	l := busyWeek(t)
	t.Run("rules", func(t *testing.T) { assertRulesHaveData(t, l) })
	t.Run("panels", func(t *testing.T) { assertPanelsHaveData(t, l) })
	t.Run("runbooks", func(t *testing.T) { assertRunbooksHaveData(t, l) })
	t.Run("alerts", func(t *testing.T) { assertAlertsHaveFired(t, l) })
}

func assertRulesHaveData(t *testing.T, l *lapse) {
	t.Helper()
	recorded := recordings(l.prom.rules(t))
	var empty []string
	for _, r := range l.prom.rules(t) {
		if !l.hasData(t, withoutThresholds(expand(t, r.Query, recorded))) {
			empty = append(empty, r.Name)
		}
	}
	assert.Empty(t, empty, "rules without data")
}

// hasData says whether an expression had a value in the last half day of the lapse. What
// Prometheus itself measures, such as up, is of now and not of the lapse.
func (l *lapse) hasData(t *testing.T, expr string) bool {
	t.Helper()
	return len(l.prom.queryRange(t, expr, l.at.Add(-12*time.Hour), l.at, 5*time.Minute)) > 0 || len(l.prom.query(t, expr)) > 0
}

var runbookQuery = regexp.MustCompile("(?s)\n([^\n]+)\n\n```promql\n(.*?)\n```\n")

// assertRunbooksHaveData asks what every runbook says is to be looked at.
func assertRunbooksHaveData(t *testing.T, l *lapse) {
	t.Helper()
	files, err := filepath.Glob("../monitoring/runbooks/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	recorded := recordings(l.prom.rules(t))
	queries := 0
	var empty []string
	for _, file := range files {
		found := runbookQuery.FindAllStringSubmatch(string(readFile(t, file)), -1)
		assert.GreaterOrEqual(t, len(found), 2, "%s has what fires, and something to look at", file)
		for _, query := range found {
			queries++
			expr := strings.ReplaceAll(strings.Join(strings.Fields(query[2]), " "), "[5m]", "[15m]") // samples are five minutes apart here
			if !l.hasData(t, withoutThresholds(expand(t, expr, recorded))) {
				empty = append(empty, filepath.Base(file)+": "+query[1])
			}
		}
	}
	t.Logf("%d queries of %d runbooks", queries, len(files))
	assert.Empty(t, empty, "queries of runbooks without data")
}

func assertAlertsHaveFired(t *testing.T, l *lapse) {
	t.Helper()
	alerts := alertsOf(t, l.prom, l.start.Add(8*24*time.Hour+30*time.Second), l.at, time.Minute)
	assertFired(t, alerts, firedByBusyWeek)
	assertQualityIsBlamed(t, alerts)
	assertBadHourIsBlamed(t, alerts)
}

// assertQualityIsBlamed holds that alerts on quality name what they are about and nothing
// else, and that the slow fall was seen before scores were low.
func assertQualityIsBlamed(t *testing.T, alerts map[string][]fired) {
	t.Helper()
	const model, people = judgeName + " judge-v2", thumbsName + " people"
	for name, want := range map[string][]string{
		"GenAIJudgeScoreLow":  {"support-agent " + model, "support-agent " + people},
		"GenAIPassRateLow":    {"support-agent " + people},
		"GenAIJudgeErrors":    {"support-agent " + model},
		"GenAICandidateWorse": {"coding-agent " + model + " 1.5.0-rc.1"},
		"GenAIJudgeSilent":    {"coding-agent"},
	} {
		var blamed []string
		for _, alert := range alerts[name] {
			blamed = append(blamed, alert.of("service_name", "gen_ai_evaluation_name", "genai_evaluation_evaluator", "service_version"))
		}
		assert.ElementsMatch(t, want, blamed, name)
	}
	drifted := slices.IndexFunc(alerts["GenAIScoreDrift"], func(f fired) bool {
		return f.of("service_name", "gen_ai_evaluation_name") == "support-agent "+judgeName
	})
	require.GreaterOrEqual(t, drifted, 0)
	require.NotEmpty(t, alerts["GenAIJudgeScoreLow"])
	assert.True(t, alerts["GenAIScoreDrift"][drifted].At.Before(alerts["GenAIJudgeScoreLow"][0].At), "drift is seen first")
}

// assertBadHourIsBlamed holds that alerts name who did badly, and where something was lost.
func assertBadHourIsBlamed(t *testing.T, alerts map[string][]fired) {
	t.Helper()
	for name, want := range map[string]string{
		"GenAIContextGrowth":      "support-agent researcher",
		"GenAIContextNearLimit":   "support-agent claude-haiku-4-5",
		"GenAIQualitySignals":     "support-agent truncated",
		"GenAIToolCascades":       "support-agent search",
		"GenAITurnMedianHigh":     "support-agent support",
		"GenAITurnP95High":        "support-agent support unknown",
		"GenAIRedactionFailed":    "remote",
		"GenAIQueueNearFull":      "otlp_http/slow",
		"GenAITelemetryRefused":   "otlp", // of the full disk
		"GenAILedgerStoreFailing": "",
	} {
		var blamed []string
		for _, alert := range alerts[name] {
			blamed = append(blamed, alert.of("service_name", "gen_ai_agent_name", "gen_ai_request_model", "gen_ai_tool_name", "signal", "cause", "reason", "exporter", "receiver"))
		}
		assert.Contains(t, blamed, want, name)
	}
}

var (
	comparison = regexp.MustCompile(` (?:==|!=|>=|<=|>|<)( bool)? `)
	matchers   = regexp.MustCompile(`\{[^}]*\}`)
)

// withoutThresholds makes of an expression one that has data whether or not it would
// fire: a difference for each comparison, and what there is on both sides of an unless.
func withoutThresholds(expr string) string {
	var b strings.Builder
	open := func(text string) string {
		return strings.ReplaceAll(comparison.ReplaceAllString(text, " - "), " unless ", " or ")
	}
	last := 0
	for _, at := range matchers.FindAllStringIndex(expr, -1) {
		b.WriteString(open(expr[last:at[0]]))
		b.WriteString(expr[at[0]:at[1]])
		last = at[1]
	}
	b.WriteString(open(expr[last:]))
	return b.String()
}

// dashboard is what is read of a Grafana dashboard.
type dashboard struct {
	Title  string `json:"title"`
	Panels []struct {
		Title   string   `json:"title"`
		Targets []target `json:"targets"`
	} `json:"panels"`
	Templating struct {
		List []struct {
			Name       string `json:"name"`
			Type       string `json:"type"`
			AllValue   string `json:"allValue"`
			IncludeAll bool   `json:"includeAll"`
			Query      any    `json:"query"`
		} `json:"list"`
	} `json:"templating"`
}

// target is a query of a panel.
type target struct {
	Expr    string `json:"expr"`
	Ref     string `json:"refId"`
	Instant bool   `json:"instant"`
}

// shown is the time that a dashboard shows when it is opened.
const shown = 6 * time.Hour

func assertPanelsHaveData(t *testing.T, l *lapse) {
	t.Helper()
	files, err := filepath.Glob("../monitoring/grafana/dashboards/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	queries := 0
	empty := map[string][]choice{}
	for _, file := range files {
		var d dashboard
		require.NoError(t, json.Unmarshal(readFile(t, file), &d), file)
		choices := l.choices(t, &d)
		for _, panel := range d.Panels {
			for _, target := range panel.Targets {
				asked := map[string]bool{}
				for _, choice := range choices {
					expr := choice.fill(target.Expr)
					if asked[expr] {
						continue // it does not read what is chosen
					}
					asked[expr] = true
					queries++
					if len(l.tracks(t, &target, expr)) == 0 {
						name := d.Title + ": " + panel.Title + " " + target.Ref
						empty[name] = append(empty[name], choice)
					}
				}
			}
		}
	}
	t.Logf("%d queries of %d dashboards", queries, len(files))
	assert.Empty(t, empty, "panels without data, and for which choices")
}

// tracks are what a panel shows at the end of the lapse.
func (l *lapse) tracks(t *testing.T, target *target, expr string) []track {
	t.Helper()
	if target.Instant {
		return l.queryNow(t, expr)
	}
	return l.prom.queryRange(t, expr, l.at.Add(-shown), l.at, 5*time.Minute)
}

// choice is a value for each variable of a dashboard, in order.
type choice [][2]string

func (c choice) String() string {
	var parts []string
	for _, variable := range c {
		parts = append(parts, variable[0]+"="+variable[1])
	}
	return strings.Join(parts, " ")
}

// fill puts the values into an expression, as Grafana does.
func (c choice) fill(expr string) string {
	for _, variable := range slices.Concat(c, choice{{"__rate_interval", "15m"}, {"__range", "6h"}, {"__interval", "5m"}}) {
		expr = strings.NewReplacer("${"+variable[0]+"}", variable[1], "$"+variable[0], variable[1]).Replace(expr)
	}
	return expr
}

var labelValues = regexp.MustCompile(`^label_values\((.*), (\w+)\)$`)

// choices are all that can be chosen: each variable is asked for with the values of those before it.
func (l *lapse) choices(t *testing.T, d *dashboard) []choice {
	t.Helper()
	choices := []choice{nil}
	for _, variable := range d.Templating.List {
		if variable.Type != "query" {
			continue
		}
		query, ok := variable.Query.(map[string]any)
		require.True(t, ok, variable.Name)
		parts := labelValues.FindStringSubmatch(query["query"].(string)) //nolint:forcetypeassert // a panic is a failure here
		require.NotNil(t, parts, query)
		var more []choice
		for _, before := range choices {
			values := []string{}
			if variable.IncludeAll {
				values = append(values, variable.AllValue)
			}
			for _, one := range l.prom.queryRange(t, "count by ("+parts[2]+") ("+before.fill(parts[1])+")", l.at.Add(-shown), l.at, 5*time.Minute) {
				if value := one.Labels[parts[2]]; value != "" {
					values = append(values, value)
				}
			}
			for _, value := range values {
				more = append(more, append(slices.Clone(before), [2]string{variable.Name, value}))
			}
		}
		choices = more
	}
	return choices
}
