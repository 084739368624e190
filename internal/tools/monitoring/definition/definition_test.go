package definition

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const smallest = `
settings: {runbook_base: https://example.test/, datadog: {critical: "@pagerduty", warning: "@slack"}}
thresholds:
  share: {value: 0.05, unit: ratio, is: share that fails}
  window: {value: 15m, unit: duration, is: how long}
recordings:
  - {record: "genai:calls:grown", layer: tools, about: "calls in ${window}", expr: "sum by (job) (grown(calls_total{a=\"b\"}[${window}]))"}
alerts:
  - name: GenAIThingFails
    layer: tools
    severity: warning
    for: 5m
    metrics: [calls]
    expr: genai:calls:grown > ${share}
    summary: More than ${share}
    description: In {{ $labels.job }} more than ${share}.
    queries: [{title: Calls, expr: "genai:calls:grown"}]
    datadog: {query: "sum:calls > ${share}"}
`

func TestThresholdsArePutIn(t *testing.T) {
	f, err := Parse([]byte(smallest))
	require.NoError(t, err)
	assert.Equal(t, `sum by (job) (((calls_total{a="b"} unless calls_total{a="b"} offset 15m`+
		` unless count_over_time(calls_total{a="b"}[15m]) >= on (instance) group_left () max by (instance) (count_over_time(up[15m])))`+
		` or increase(calls_total{a="b"}[15m])))`, f.Recordings[0].Expr)
	assert.Equal(t, "calls in 15m", f.Recordings[0].About)
	a, ok := f.Alert("GenAIThingFails")
	require.True(t, ok)
	assert.Equal(t, "genai:calls:grown > 0.05", a.Expr)
	assert.Equal(t, "In {{ $labels.job }} more than 0.05.", a.Description)
	assert.Equal(t, "sum:calls > 0.05", a.Datadog.Query)
	assert.Equal(t, []string{"share", "window"}, a.Uses)
	assert.Equal(t, "https://example.test/GenAIThingFails.md", f.RunbookURL(a.Name))
}

func TestInlineIsWithoutRecordings(t *testing.T) {
	f, err := Parse([]byte(smallest))
	require.NoError(t, err)
	a, _ := f.Alert("GenAIThingFails")
	assert.Equal(t, "("+f.Recordings[0].Expr+") > 0.05", f.Inline(a.Expr))
	assert.Equal(t, "other > 1", f.Inline("other > 1"))
}

// Everything that is wrong is told at once, with the name, the rule and the value.
func TestWhatIsWrongIsTold(t *testing.T) {
	edits := strings.NewReplacer(
		"https://example.test/", "https://example.test",
		"0.05, unit: ratio", "five, unit: ratio",
		"15m, unit: duration", "15, unit: duration",
		"genai:calls:grown\", layer: tools", "calls_grown\", layer: tool",
		"name: GenAIThingFails", "name: ThingFails",
		"severity: warning", "severity: page",
		"for: 5m", "for: 5",
		"metrics: [calls]", "metrics: []",
		"More than ${share}", "More than ${shares}",
	)
	_, err := Parse([]byte(edits.Replace(smallest)))
	for _, want := range []string{
		`settings.runbook_base must end in a slash, got "https://example.test"`,
		`thresholds.share: value must be a number, got "five"`,
		`thresholds.window: value must be a duration like 15m, got "15"`,
		`record must look like genai:what:how, got "calls_grown"`,
		`layer must be one of cost, latency, tools, quality, context, collector, got "tool"`,
		`name must look like GenAIThingHappened, got "ThingFails"`,
		`severity must be one of critical, warning, got "page"`,
		`for must be a duration like 5m, got "5"`,
		`metrics must name what the expression reads`,
		`ThingFails: there is no threshold "shares"`,
	} {
		assert.ErrorContains(t, err, want)
	}
}

func TestWhatIsWrongByItself(t *testing.T) {
	for edit, want := range map[[2]string]string{
		{"> ${share}\n    summary", "> 1\n    summary"}: "",
		{"${share}", "1"}:                 "thresholds.share is not used",
		{"a=\\\"b\\\"", "a=~\\\"[b]\\\""}: "genai:calls:grown: grown takes one selector with a window",
		{"  window: {", "  more: {value: 1, unit: ratio, is: x}\n  window: {"}: "thresholds.more is not used",
		{"unit: ratio", "unit: percent"}:                                       `unit must be one of USD, ratio, s, calls, count, tokens, scores, sigmas, duration, pattern, wildcard, got "percent"`,
		{"value: 15m, unit: duration", `value: "a(", unit: pattern`}:           `value must be a regular expression without quotes and backslashes, got "a("`,
		{"value: 15m, unit: duration", `value: "a}", unit: wildcard`}:          "value must be a value of a tag in small letters, in which * is any text, got \"a}\"",
		{"is: how long", "is: ''"}:                                             "thresholds.window: is must say what it means",
		{"datadog: {query: \"sum:calls > ${share}\"}", "datadog: {}"}:          "datadog must have a query, or say why there is none",
		{`"@slack"`, "slack"}:                                                  `settings.datadog.warning must be handles like @slack-alerts, got "slack"`,
		{"    metrics", "    metricz"}:                                         "field metricz not found",
		{"alerts:", "alerts:\n  - {name: GenAIThingFails, layer: tools, severity: warning, metrics: [x], expr: x, summary: x, description: x, queries: [{title: x, expr: x}]}"}: "alerts: GenAIThingFails is there twice",
	} {
		text := strings.ReplaceAll(smallest, edit[0], edit[1])
		require.NotEqual(t, smallest, text, edit[0])
		_, err := Parse([]byte(text))
		if want == "" {
			require.NoError(t, err, edit[1])
			continue
		}
		assert.ErrorContains(t, err, want, edit[1])
	}
}

func TestShippedDefinitionsAreRight(t *testing.T) {
	_, err := Read("../../../../monitoring/alerts.yaml")
	require.NoError(t, err)
	_, err = Read("no/such.yaml")
	assert.ErrorContains(t, err, "no/such.yaml")
}
