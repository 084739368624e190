package slack_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"
	"go.uber.org/goleak"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination/destinationtest"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/slack"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

const (
	secretPath = "/services/T0AA/B0BB/asecretthatnobodysees"
	secret     = "asecretthatnobodysees"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func configured(url string) *slack.Config {
	config := slack.DefaultConfig()
	config.Client.Timeout = destinationtest.Patient
	config.WebhookURL = configopaque.String(url)
	config.Pace = 0
	return config
}

func start(t *testing.T, config *slack.Config) destination.Destination {
	t.Helper()
	return destinationtest.Open(t, config, slack.New)
}

func TestContract(t *testing.T) {
	final := func(status int, words ...string) (answers []standin.Answer) {
		for _, word := range words {
			answers = append(answers, standin.Answer{Status: status, Body: word})
		}
		return answers
	}
	permanent := final(400, "invalid_payload", "no_text", "invalid_blocks", "user_not_found", "too_many_attachments", "a word that is new")
	permanent = append(permanent, final(403, "action_prohibited", "invalid_token", "posting_to_general_channel_denied")...)
	permanent = append(permanent, final(404, "channel_not_found", "no_service", "no_team")...)
	permanent = append(permanent, final(410, "channel_is_archived")...)
	destinationtest.Run(t, &destinationtest.Subject{
		New: func(t *testing.T, url string, timeout time.Duration) destination.Destination {
			t.Helper()
			if !strings.Contains(url, "/services/") {
				url += secretPath
			}
			config := configured(url)
			config.Client.Timeout = timeout
			return start(t, config)
		},
		Secrets:   []string{secret},
		Success:   standin.Answer{Status: 200, Body: "ok"},
		Permanent: permanent,
		Passing: []standin.Answer{
			{Status: 200, Body: "<html>sign in</html>"},
			{Status: 200},
			{Status: 429, Body: "rate_limited"},
			{Status: 500, Body: "rollup_error"},
			{Status: 404, Body: "<html>no such page</html>"},
		},
		StandIn: func(t *testing.T) (*standin.Server, string) {
			t.Helper()
			server := alerttest.NewSlack(t)
			t.Cleanup(func() {
				for _, message := range server.Messages() {
					assert.Empty(t, message.Mentions())
				}
			})
			return &server.Server, server.WebhookURL
		},
	})
}

func notices(n int) (list []alert.Notice) {
	for i := range n {
		list = append(list, alert.Notice{Action: alert.Trigger, Incident: destinationtest.Incident(i)})
	}
	return list
}

func TestARenewalIsNoMessage(t *testing.T) {
	server := alerttest.NewSlack(t)
	d := start(t, configured(server.WebhookURL))
	renewed := notices(2)
	renewed[0].Action, renewed[1].Action = alert.Renew, alert.Renew
	require.NoError(t, d.Send(t.Context(), renewed))
	assert.Empty(t, server.Requests())
}

func TestConfig(t *testing.T) {
	read := func(keys map[string]any) (*slack.Config, error) {
		config := slack.DefaultConfig()
		return config, confmap.NewFromStringMap(keys).Unmarshal(config)
	}
	config, err := read(map[string]any{"webhook_url": "https://hooks.slack.com" + secretPath, "max_incidents": 3})
	require.NoError(t, err)
	require.NoError(t, config.Validate())
	assert.Equal(t, time.Second, config.Pace)
	assert.Equal(t, 3, start(t, config).Traits().Batch)

	_, err = read(map[string]any{"webhook": "https://hooks.slack.com"})
	require.ErrorContains(t, err, "webhook")

	for _, url := range []string{"", secret, "hooks.slack.com" + secretPath, "ftp://hooks.slack.com" + secretPath, "https://", "https://hooks.slack.com", "https://%zz/" + secret} {
		config, err = read(map[string]any{"webhook_url": url, "endpoint": "http://" + secret, "pace": "-1s", "max_incidents": 31, "timeout": 0})
		require.NoError(t, err)
		err = config.Validate()
		require.EqualError(t, err, fmt.Sprintf("timeout must be positive, got 0s\n"+
			"endpoint must not be set, webhook_url is where messages go, got %d bytes\n"+
			"webhook_url must be a URL with http or https, a host and a path, got %d bytes\n"+
			"pace must not be negative, got -1s\nmax_incidents must be between 1 and 30, got 31", len("http://"+secret), len(url)))
		config.Client.Endpoint = ""
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", *config, *config, *config), secret)
	}
}

// A storm is told of with a line for each, and nothing of it waits for a second message.
func TestManyIncidentsAreALineEach(t *testing.T) {
	server := alerttest.NewSlack(t)
	require.NoError(t, start(t, configured(server.WebhookURL)).Send(t.Context(), notices(30)))
	messages := server.Messages()
	require.Len(t, messages, 1)
	assert.Equal(t, "*30 notices*, the worst is critical", messages[0].Text)
	require.Len(t, messages[0].Attachments, 30)
	for _, a := range messages[0].Attachments {
		assert.LessOrEqual(t, len(a.Blocks), 2, "the line, and where and when")
		assert.Equal(t, "*[critical] GenAISessionOverBudget* Session spent 12.40 USD of 10 USD", a.Blocks[0].Text.Text)
	}
}
