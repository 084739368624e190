package e2e

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// validate runs the collector's own validate on configurations laid over each
// other, without any environment variable of the user's.
func validate(t *testing.T, files ...string) (output string, err error) {
	t.Helper()
	args := []string{"validate"}
	for _, file := range files {
		args = append(args, "--config", file)
	}
	cmd := exec.CommandContext(t.Context(), binary(t), args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, secrets...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// secrets are those that the default configuration and the documents take from the environment, and whose form is checked.
var secrets = []string{
	"PAGERDUTY_ROUTING_KEY=0123456789abcdef0123456789abcdef", "HOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	"SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T/B/X", "SLACK_SHOP=https://hooks.slack.com/services/T/B/Y", "SLACK_MONEY=https://hooks.slack.com/services/T/B/Z",
}

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestDefaultConfigIsValid(t *testing.T) {
	output, err := validate(t, "../otelcol-config.yaml")
	require.NoError(t, err, output)
}

// Each backend of the default configuration is one commented block that works when uncommented.
func TestBackendBlocksWorkWhenUncommented(t *testing.T) {
	text := string(readFile(t, "../otelcol-config.yaml"))
	_, backends, found := strings.Cut(text, "# ---- Backends")
	require.True(t, found)
	blocks := strings.Split(backends, "\n\n")[1:]
	require.GreaterOrEqual(t, len(blocks), 7)
	for _, block := range blocks {
		title, _, _ := strings.Cut(strings.TrimPrefix(block, "## "), "\n")
		t.Run(title, func(t *testing.T) {
			output, err := validate(t, writeConfig(t, strings.Replace(text, block, uncomment(block), 1)))
			require.NoError(t, err, output)
		})
	}
	t.Run("all at once", func(t *testing.T) {
		all := text
		for _, block := range blocks {
			all = strings.Replace(all, block, uncomment(block), 1)
		}
		output, err := validate(t, writeConfig(t, all))
		require.NoError(t, err, output)
	})
}

func uncomment(block string) string {
	return regexp.MustCompile(`(?m)^# `).ReplaceAllString(block, "")
}

// A wrong configuration is refused with the key, the rule and the value.
func TestWrongConfigIsRefused(t *testing.T) {
	badPrices := filepath.Join(t.TempDir(), "prices.json")
	require.NoError(t, os.WriteFile(badPrices, []byte(`[{"id":"acme","name":"Acme","models":[
		{"id":"m1","match":{"regex":"m(1"},"prices":{"input_mtok":1}},
		{"id":"m2","match":{"equals":"m2"},"prices":{"input_mtok":-3}}]}]`), 0o600))
	tests := map[string]struct {
		overlay string
		want    []string
	}{
		"a misspelt key":                   {"processors::genai_cost::catalogue: {}", []string{"genai_cost", "catalogue"}},
		"a misspelt key of the normalizer": {"processors::genai_normalizer::dialect: [otel]", []string{"genai_normalizer", "dialect"}},
		"a misspelt key of the connector":  {"connectors::genai_metrics::intervall: 1s", []string{"genai_metrics", "intervall"}},
		"an unknown dialect":               {"processors::genai_normalizer::dialects: [openinfrence]", []string{"dialects", "openinfrence", "openinference"}},
		"an unknown convention":            {"processors::genai_cost::also_write: [llm.costs]", []string{"also_write[0]", "llm.costs", "operation.cost"}},
		"an unknown mode":                  {"processors::genai_cost::reported: never", []string{"reported", "never", "verify, trust"}},
		"a price file that is not there":   {"processors::genai_cost::catalog::files: [/nonexistent/prices.json]", []string{"catalog.files[0]", "/nonexistent/prices.json"}},
		"every mistake of a price file":    {fmt.Sprintf("processors::genai_cost::catalog::files: [%q]", badPrices), []string{"catalog.files[0]", "m(1", "-3", "input_mtok", "negative"}},
		"an interval of nothing":           {"connectors::genai_metrics::interval: 0s", []string{"interval", "0s"}},
		"an interval without its unit":     {"connectors::genai_metrics::interval: 10", []string{"interval must be at least 1ms, got 10ns", "needs its unit"}},
		"durations without their units": {
			"receivers::genai_budget: {interval: 10, expire_after: 24}",
			[]string{"interval must be at least 1ms, got 10ns", "expire_after must be at least 1ms, got 24ns"},
		},
		"durations of alerts without their units": {
			`exporters::genai_alert: {destinations: [{type: alertmanager, endpoint: "http://localhost:9093", timeout: 10, linger: 150}], cool_down: 300, max_hold: 24, retry: {initial: 1, max: 60}}`,
			[]string{"cool_down must be at least 1ms, got 300ns", "max_hold must be at least 1ms", "retry.initial must be at least 1ms", "destinations[0].timeout must be at least 1ms", "destinations[0].linger must be at least 1ms"},
		},
		"durations of a judge without their units": {
			`connectors::genai_judge: {model: {api: ollama, name: m, timeout: 30, price: {input_mtok: 0, output_mtok: 0}}, evaluators: [{name: a, kind: llm, rubric: concise}], pause: 15, shutdown_timeout: 5}`,
			[]string{"model.timeout must be at least 1ms, got 30ns", "pause must be at least 1ms", "shutdown_timeout must be at least 1ms"},
		},
		"a clock skew without its unit": {"receivers::genai_feedback::clock_skew: 60", []string{"clock_skew must be at least 1ms, got 60ns"}},
		"an override with a mistake": {
			"processors::genai_cost: {overrides: [{id: acme, name: Acme, models: [{id: m, match: {equals: m}, prices: {input_mtok: -3}}]}], catalog: {url: prices.json}}",
			[]string{"overrides", "input_mtok", "-3", "catalog.url must be a URL"},
		},
		"an unknown temporality": {"connectors::genai_metrics::temporality: deltas", []string{"temporality", "deltas"}},
		"two mistakes at once":   {"processors::genai_cost: {reported: never, also_write: [x]}", []string{"reported", "also_write[0]"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			output, err := validate(t, "../otelcol-config.yaml", writeConfig(t, test.overlay))
			require.Error(t, err, output)
			for _, want := range test.want {
				assert.Contains(t, output, want)
			}
		})
	}
}

// Every YAML block of a README or a document starts a collector.
func TestDocumentedConfigsAreValid(t *testing.T) {
	var blocks int
	for _, document := range documents(t) {
		for i, block := range yamlBlocks(string(readFile(t, document))) {
			blocks++
			t.Run(fmt.Sprintf("%s/%d", strings.TrimPrefix(document, "../"), i), func(t *testing.T) {
				output, err := validate(t, writeConfig(t, complete(t, block)))
				require.NoError(t, err, "%s\n%s", block, output)
			})
		}
	}
	require.GreaterOrEqual(t, blocks, 4)
}

func documents(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != ".." && (strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_") || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".md") {
			found = append(found, path)
		}
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```")

func yamlBlocks(text string) []string {
	var blocks []string
	for _, match := range yamlBlock.FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, match[1])
	}
	return blocks
}

// complete makes a configuration that starts out of a fragment: the components
// it names are put into pipelines between an OTLP receiver and a debug exporter.
func complete(t *testing.T, fragment string) string {
	t.Helper()
	var config map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(fragment), &config), fragment)
	if _, whole := config["service"]; whole {
		return fragment
	}
	names := func(kind string) []string {
		section, _ := config[kind].(map[string]any)
		return slices.Sorted(maps.Keys(section))
	}
	add := func(kind, name string, value any) {
		if config[kind] == nil {
			config[kind] = map[string]any{}
		}
		section, ok := config[kind].(map[string]any)
		require.True(t, ok, kind)
		section[name] = value
	}
	traces := map[string]any{"receivers": []string{"otlp"}, "processors": names("processors"), "exporters": append([]string{"debug"}, names("connectors")...)}
	pipelines := map[string]any{"traces": traces}
	for _, connector := range names("connectors") {
		signal := "metrics"
		if connector == "genai_log" || connector == "genai_judge" {
			signal = "logs"
		}
		pipelines[signal] = map[string]any{"receivers": []string{connector}, "exporters": append([]string{"debug"}, names("exporters")...)}
	}
	add("receivers", "otlp", map[string]any{"protocols": map[string]any{"http": map[string]any{"endpoint": "localhost:4318"}}})
	add("exporters", "debug", nil)
	config["service"] = map[string]any{"extensions": names("extensions"), "pipelines": pipelines}
	text, err := yaml.Marshal(config)
	require.NoError(t, err)
	return string(text)
}
