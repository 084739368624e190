package genaialertexporter

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

const pagerKey = "e93facc04764012d7bfb002500d5d1a6"

const fourDestinations = `
destinations:
  - {type: alertmanager, endpoint: "http://localhost:9093"}
  - {type: pagerduty, routing_key: ` + pagerKey + `, min_severity: critical}
  - {type: slack, name: team, webhook_url: "https://hooks.slack.com/services/T/B/secret", match: {service.name: shop}}
  - {type: slack, name: everyone, webhook_url: "https://hooks.slack.com/services/T/B/secret2", send_resolved: false}
  - {type: webhook, endpoint: "https://ops.example/hook", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
`

func TestTheLeastConfiguration(t *testing.T) {
	config, err := load(t, `{destinations: [{type: alertmanager, endpoint: "http://localhost:9093"}]}`)
	require.NoError(t, err)
	require.NoError(t, config.Validate())
	assert.Equal(t, "alertmanager", config.Destinations[0].Name)
	assert.True(t, config.Destinations[0].SendResolved)
	assert.Equal(t, 5*time.Minute, config.CoolDown)
}

func TestAllDestinations(t *testing.T) {
	config, err := load(t, fourDestinations)
	require.NoError(t, err)
	require.NoError(t, config.Validate())
	policy, err := config.policy()
	require.NoError(t, err)
	var names []string
	for _, d := range policy.Destinations {
		names = append(names, d.Name)
	}
	assert.Equal(t, []string{"alertmanager", "pagerduty", "team", "everyone", "webhook"}, names)
	assert.False(t, policy.Destinations[3].Resolves)
}

// What print-config shows has every key, and no secret.
func TestTheConfigurationIsWrittenBackWithoutSecrets(t *testing.T) {
	config, err := load(t, fourDestinations)
	require.NoError(t, err)
	conf := confmap.New()
	require.NoError(t, conf.Marshal(config))
	destinations := conf.Get("destinations").([]any)
	require.Len(t, destinations, 5)
	pager := destinations[1].(map[string]any)
	assert.Equal(t, "pagerduty", pager["type"])
	assert.Equal(t, "critical", pager["min_severity"])
	assert.Contains(t, pager, "routing_key")
	assert.Contains(t, pager, "timeout")
	for _, d := range destinations {
		for key, value := range d.(map[string]any) {
			text, _ := value.(string)
			assert.NotContains(t, text, pagerKey, key)
			assert.NotContains(t, text, "secret", key)
			assert.NotContains(t, text, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", key)
		}
	}
}

func TestWrongConfigurations(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"no destination":     {`{}`, []string{"destinations must have at least one, got none"}},
		"an unknown type":    {`{destinations: [{type: email}]}`, []string{`type must be one of alertmanager, pagerduty, slack, webhook, got "email"`}},
		"no type":            {`{destinations: [{endpoint: "http://x"}]}`, []string{`type must be one of alertmanager, pagerduty, slack, webhook, got ""`}},
		"a misspelt key":     {`{destinations: [{type: pagerduty, routing_keys: x}]}`, []string{"routing_keys"}},
		"a misspelt own key": {`{destination: []}`, []string{"destination"}},
		"two of one name": {
			`{destinations: [{type: alertmanager, endpoint: "http://a:1"}, {type: alertmanager, endpoint: "http://b:1"}]}`,
			[]string{`destinations[1].name must differ from that of destinations[0], got "alertmanager"`},
		},
		"everything at once": {
			`
destinations:
  - {type: pagerduty, routing_key: short, timeout: 0s, min_severity: fatal, match: {genai.budget.threshold: ">=x"}}
  - {type: alertmanager}
events:
  - {min_severity: bad, alert: "a b", severity: worse, hold: -1s, summary: "{{.Prompt}}", match: {"": x}, identity: [""]}
  - {name: x, alert: none, description: "{{range 3}}{{end}}"}
max_hold: 0s
cool_down: -1s
max_per_minute: -1
timeout: 0s
queue: {max_incidents: 0, max_group: 0, max_events: 0, max_age: 0s}
retry: {initial: 1m, max: 1s}
runbook_url: runbooks/
session_url: "ftp://x/{session_id}"
trace_url: "http://"
group_by: ["a b"]
attributes: ["a,b"]
templates: {summary: "{{"}
`,
			[]string{
				"destinations[0].routing_key must be 32 letters and digits, got 5 bytes", "destinations[0].timeout must be positive, got 0s",
				`destinations[0].min_severity must be one of info, warning, error, critical, got "fatal"`,
				`destinations[0].match.genai.budget.threshold must have a number behind >=, got ">=x"`, "destinations[1].endpoint must be a URL",
				"events[0].name must be the name of an event, got none", `events[0].min_severity must be one of info, warning, error, critical, got "bad"`,
				`events[0].alert must be the name of an alert (letters, digits and _) or none, got "a b"`, `events[0].severity must be one of`, "events[0].hold must not be negative, got -1s",
				"events[0].summary must be a template", "can't evaluate field Prompt", "events[0].match. must name an attribute", `events[0].identity[0] must be the name of an attribute, got ""`,
				"events[1].description must be a template: must not have range",
				"max_hold must be positive, got 0s", "cool_down must not be negative, got -1s", "max_per_minute must be at least 0, got -1", "timeout must be positive, got 0s",
				"queue.max_incidents must be at least 1, got 0", "queue.max_group must be at least 1, got 0", "queue.max_events must be at least 1, got 0", "queue.max_age must be positive, got 0s",
				"retry.max must be at least retry.initial (1m0s), got 1s", `runbook_url must be a URL with http or https and a host, got "runbooks/"`,
				`session_url must be a URL with http or https and a host, got "ftp://x/{session_id}"`, "trace_url must be a URL",
				`group_by[0] must be the name of an attribute, got "a b"`, `attributes[0] must be the name of an attribute, got "a,b"`, "templates.summary must be a template",
			},
		},
		"nothing is an incident": {
			`{destinations: [{type: alertmanager, endpoint: "http://a:1"}], builtin_events: false}`, []string{"events must have at least one where builtin_events is false, got none"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			config, err := load(t, test.text)
			if err == nil {
				err = config.Validate()
			}
			require.Error(t, err)
			for _, want := range test.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

// A secret that is wrong is not shown.
func TestErrorsHoldNoSecret(t *testing.T) {
	config, err := load(t, `{destinations: [{type: pagerduty, routing_key: "hunter2-is-short"}, {type: slack, webhook_url: "hunter2"}, {type: webhook, endpoint: "https://x/y", secret: "hunter2"}]}`)
	require.NoError(t, err)
	err = config.Validate()
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hunter2")
}
