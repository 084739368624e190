package grafana

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/promtest"
)

const root = "../../../.."

func read(t *testing.T) *definition.File {
	t.Helper()
	f, err := definition.Read(filepath.Join(root, "monitoring", "alerts.yaml"))
	require.NoError(t, err)
	return f
}

// committed reads the dashboards as they are in the repository.
func committed(t *testing.T) []dashboard {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, folder, "dashboards", "*.json"))
	require.NoError(t, err)
	var all []dashboard
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var d dashboard
		decoder := json.NewDecoder(strings.NewReader(string(text)))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&d), path)
		all = append(all, d)
	}
	made, err := dashboards(read(t))
	require.NoError(t, err)
	require.Len(t, all, len(made))
	return all
}

// builtin are the variables of Grafana itself, with a value.
var builtin = map[string]string{"__range": "6h", "__rate_interval": "1m"}

// substituted puts something into each variable; one that the dashboard has not is an error.
func substituted(t *testing.T, d *dashboard, text string) string {
	t.Helper()
	return regexp.MustCompile(`\$\{?([a-z_]+)\}?`).ReplaceAllStringFunc(text, func(found string) string {
		name := strings.Trim(found, "${}")
		if value, ok := builtin[name]; ok {
			return value
		}
		assert.True(t, slices.ContainsFunc(d.Templating.List, func(v variable) bool { return v.Name == name }), "%s has no variable %s: %s", d.UID, name, text)
		return ".*"
	})
}

// Every expression parses, and names only metrics that are declared and labels that they have.
func TestExpressions(t *testing.T) {
	checker, err := promtest.NewChecker(root, read(t))
	require.NoError(t, err)
	asked := 0
	for _, d := range committed(t) {
		for _, p := range d.Panels {
			for _, q := range p.Targets {
				asked++
				require.NoError(t, checker.Check(substituted(t, &d, q.Expr)), "%s: %s: %s", d.UID, p.Title, q.Expr)
			}
		}
		for _, v := range d.Templating.List {
			if v.Type != "query" {
				continue
			}
			match := regexp.MustCompile(`^label_values\((.+), ([a-z_]+)\)$`).FindStringSubmatch(v.Definition)
			require.NotNil(t, match, v.Definition)
			require.NoError(t, checker.Check("count by ("+match[2]+") ("+substituted(t, &d, match[1])+")"), "%s: %s", d.UID, v.Name)
			assert.Equal(t, v.Definition, v.Query.(map[string]any)["query"])
		}
		for _, a := range d.Annotations.List {
			require.NoError(t, checker.Check(a.Expr))
		}
	}
	assert.Greater(t, asked, 100)
}

// A check that cannot fail is none.
func TestACheckCanFail(t *testing.T) {
	checker, err := promtest.NewChecker(root, read(t))
	require.NoError(t, err)
	for _, wrong := range []string{
		`sum(rate(genai_costs_usd_total[1m]))`, `sum by (gen_ai_tool_name) (genai_cost_usd_total)`, `sum(genai_cost_usd_total{agent="x"})`, `sum(genai_cost_usd_total`,
	} {
		assert.Error(t, checker.Check(wrong), wrong)
	}
}

// Panels have what a reader needs, stand where there is room, and can be linked to.
func TestPanels(t *testing.T) {
	for _, d := range committed(t) {
		ids, taken := map[int]bool{}, map[[2]int]string{}
		for _, p := range d.Panels {
			name := d.UID + ": " + p.Title
			assert.False(t, ids[p.ID], "%s: id %d is there twice", name, p.ID)
			ids[p.ID] = true
			for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
				for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
					assert.Empty(t, taken[[2]int{x, y}], "%s stands on another panel", name)
					taken[[2]int{x, y}] = p.Title
				}
			}
			assert.LessOrEqual(t, p.GridPos.X+p.GridPos.W, wide, name)
			if p.Type == "row" {
				continue
			}
			assert.NotEmpty(t, p.Description, name)
			assert.NotEmpty(t, p.Targets, name)
			assert.Equal(t, "${datasource}", p.Datasource.UID, name)
			assert.NotEmpty(t, p.FieldConfig.Defaults.Unit, name)
			for i, q := range p.Targets {
				assert.Equal(t, refID(i), q.RefID, name)
				assert.Equal(t, "${datasource}", q.Datasource.UID, name)
				assert.NotEqual(t, q.Instant, q.Range, "%s: one of instant and range", name)
				if len(p.Targets) > 1 && p.Type == "timeseries" {
					assert.NotEmpty(t, q.LegendFormat, name)
				}
				for _, label := range regexp.MustCompile(`{{(\w+)}}`).FindAllStringSubmatch(q.LegendFormat, -1) {
					assert.Contains(t, q.Expr, label[1]+"", "%s: the legend names a label that the expression does not keep", name)
				}
			}
		}
	}
}

// What colours a panel is what an alert is about.
func TestColoursAreThresholdsOfAlerts(t *testing.T) {
	f := read(t)
	values := map[string]bool{"1": true} // any at all
	for _, threshold := range f.Thresholds {
		values[threshold.Value] = true
	}
	for _, d := range committed(t) {
		for _, p := range d.Panels {
			if p.FieldConfig == nil {
				continue
			}
			for _, step := range p.FieldConfig.Defaults.Thresholds.Steps {
				if step.Value != nil {
					text, err := json.Marshal(*step.Value)
					require.NoError(t, err)
					assert.True(t, values[string(text)], "%s: %s turns %s at %s, which no threshold of monitoring/alerts.yaml is", d.UID, p.Title, step.Color, text)
				}
			}
		}
	}
}

// provisionedRules reads the rules as they are in the repository.
func provisionedRules(t *testing.T) map[string]rule {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, rulesPath))
	require.NoError(t, err)
	var file provisioned
	require.NoError(t, yaml.Unmarshal(text, &file))
	assert.Equal(t, 1, file.APIVersion)
	rules := map[string]rule{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			rules[r.Title] = r
		}
	}
	return rules
}

// Each alert is a rule that asks the same as Prometheus, and links a panel that is there.
func TestRules(t *testing.T) {
	f := read(t)
	checker, err := promtest.NewChecker(root, f)
	require.NoError(t, err)
	rules, uids := provisionedRules(t), map[string]bool{}
	require.Len(t, rules, len(f.Alerts))
	panels := map[string]map[int]bool{}
	for _, d := range committed(t) {
		panels[d.UID] = map[int]bool{}
		for _, p := range d.Panels {
			panels[d.UID][p.ID] = true
		}
	}
	for i := range f.Alerts {
		a := &f.Alerts[i]
		r, ok := rules[a.Name]
		require.True(t, ok, a.Name)
		assert.LessOrEqual(t, len(r.UID), 40, r.UID)
		assert.False(t, uids[r.UID], r.UID)
		uids[r.UID] = true
		expr, ok := r.Data[0].Model["expr"].(string)
		require.True(t, ok)
		require.NoError(t, checker.Check(expr), a.Name)
		assert.NotContains(t, expr, "genai:", "%s: Grafana's rules do not need recordings", a.Name)
		want, err := checker.Reads(a.Expr)
		require.NoError(t, err)
		got, err := checker.Reads(expr)
		require.NoError(t, err)
		assert.Equal(t, want, got, "%s reads what the rule of Prometheus reads", a.Name)
		assert.Equal(t, string(a.Severity), r.Labels["severity"])
		assert.Equal(t, f.RunbookURL(a.Name), r.Annotations["runbook_url"])
		assert.Equal(t, "OK", r.NoDataState)
		assert.True(t, panels[r.DashboardUID][r.PanelID], "%s: %s has no panel %d", a.Name, r.DashboardUID, r.PanelID)
		for _, text := range r.Annotations {
			assert.NotContains(t, text, "${", "%s: Grafana would read it from the environment", a.Name)
			assert.NotRegexp(t, `\$value\b`, text)
		}
	}
}

// The datasource that rules name is the one that is provisioned, and what else is
// provisioned by hand is YAML of the version that Grafana reads.
func TestProvisioning(t *testing.T) {
	var sources struct {
		APIVersion  int `yaml:"apiVersion"`
		Datasources []struct{ UID, Type string }
	}
	for name, into := range map[string]any{
		"provisioning/datasources/genai.yaml": &sources,
		"provisioning/dashboards/genai.yaml":  &map[string]any{},
		"notifications.example.yaml":          &map[string]any{},
	} {
		text, err := os.ReadFile(filepath.Join(root, folder, name))
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(text, into), name)
		assert.Contains(t, string(text), "apiVersion: 1", name)
	}
	require.NotEmpty(t, sources.Datasources)
	assert.Equal(t, rulesDatasource, sources.Datasources[0].UID)
	assert.Equal(t, "prometheus", sources.Datasources[0].Type)
}

// A panel that wants a threshold that is gone is an error, and so is an alert that no panel shows.
func TestWhatIsGoneIsAnError(t *testing.T) {
	f := read(t)
	delete(f.Thresholds, "turn_p95")
	_, err := Files(root, f)
	require.ErrorContains(t, err, `"turn_p95"`)
	f = read(t)
	f.Alerts[0].Name = "GenAINewlyMade"
	_, err = Files(root, f)
	assert.ErrorContains(t, err, "no panel of a dashboard links the runbook of GenAINewlyMade")
}

func TestRuleUID(t *testing.T) {
	for name, want := range map[string]string{
		"GenAISpendBurn": "genai-spend-burn", "GenAITurnP95High": "genai-turn-p95-high", "GenAITelemetryAbsentTotal": "genai-telemetry-absent-total",
	} {
		assert.Equal(t, want, ruleUID(name))
	}
}

// Panels fill their row without holes and in their order.
func TestLayout(t *testing.T) {
	all := layout([]row{
		stats("a", panel{}, panel{}, panel{}, panel{}, panel{}, panel{}, panel{}, panel{}),
		trends("b", panel{}, panel{}, panel{}, panel{}),
		tables("c", panel{}),
	})
	var places []gridPos
	for _, p := range all {
		places = append(places, p.GridPos)
	}
	assert.Equal(t, []gridPos{
		{1, 24, 0, 0},
		{4, 3, 0, 1},
		{4, 3, 3, 1},
		{4, 3, 6, 1},
		{4, 3, 9, 1},
		{4, 3, 12, 1},
		{4, 3, 15, 1},
		{4, 3, 18, 1},
		{4, 3, 21, 1},
		{1, 24, 0, 5},
		{8, 12, 0, 6},
		{8, 12, 12, 6},
		{8, 12, 0, 14},
		{8, 12, 12, 14},
		{1, 24, 0, 22},
		{9, 24, 0, 23},
	}, places)
}
