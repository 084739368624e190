package monitoring

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

const alertmanagerConfig = "alertmanager/alertmanager.yml"

func TestAlertmanagerTakesTheFiles(t *testing.T) {
	run(t, servers.Amtool, "check-config", alertmanagerConfig)
}

// Critical alerts page and are written to Slack, others are written, and what is well is told to nobody.
func TestRoutes(t *testing.T) {
	var defined definitions
	readYAML(t, "alerts.yaml", &defined)
	receivers := map[string]string{"critical": "genai-pagerduty,genai-slack", "warning": "genai-slack"}
	for _, alert := range defined.Alerts {
		assertRoute(t, receivers[alert.Severity], "alertname="+alert.Name, "severity="+alert.Severity, "layer="+alert.Layer)
	}
	for labels, want := range map[string]string{
		// As the genai_alert exporter sends them.
		"alertname=GenAISessionOverBudget severity=critical incident_key=genai/1 session_id=s-1 service_name=shop": "genai-pagerduty,genai-slack",
		"alertname=GenAISessionOverBudget severity=error incident_key=genai/1 session_id=s-1 service_name=shop":    "genai-slack",
		"alertname=GenAIToolLoop severity=warning incident_key=genai/2 gen_ai_tool_name=search":                    "genai-slack",
		"alertname=GenAISessionOverBudget severity=info incident_key=genai/1":                                      "nobody",
		// What has no severity is not lost.
		"alertname=Other": "genai-slack",
	} {
		assertRoute(t, want, strings.Fields(labels)...)
	}
}

func assertRoute(t *testing.T, receivers string, labels ...string) {
	t.Helper()
	found := run(t, servers.Amtool, append([]string{"config", "routes", "test", "--config.file=" + alertmanagerConfig}, labels...)...)
	assert.Equal(t, receivers, strings.TrimSpace(found), labels)
}

// A tool that is named after markup mentions nobody and draws no link.
func TestSlackTextIsEscaped(t *testing.T) {
	for value, want := range map[string]string{
		"<!channel> & co": "&lt;!channel&gt; &amp; co",
		"search":          "search",
	} {
		text := run(t, servers.Amtool, "template", "render", "--template.glob=alertmanager/genai.tmpl",
			`--template.text={{ template "genai.escaped" "`+value+`" }}`)
		assert.Equal(t, want, strings.TrimSpace(text))
	}
	text := run(t, servers.Amtool, "template", "render", "--template.glob=alertmanager/genai.tmpl", "--template.data=testdata/alerts.json",
		`--template.text={{ template "genai.slack.title" . }}|{{ template "genai.color" . }}|{{ template "genai.slack.text" . }}`)
	assert.Equal(t, "GenAIToolErrors of shop (prod)|warning|:rotating_light: 50% of the calls of tool &lt;!here&gt; fail\n<http://localhost:9090/graph?g0.expr=x|source>", strings.TrimSpace(text))
}
