// Package slack tells a channel by an incoming webhook of Slack's.
package slack

import (
	"context"
	"strings"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

var header = map[string]string{"Content-Type": "application/json"}

type slack struct {
	*post.Client
	config MessageConfig
}

// New makes the destination of a configuration that was validated.
func New(ctx context.Context, config *Config, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings) (destination.Destination, error) {
	client, err := post.NewClient(ctx, &config.Client, extensions, telemetry)
	if err != nil {
		return nil, err
	}
	return &slack{Client: client, config: config.MessageConfig}, nil
}

// Traits: a webhook answers with no id, so a message cannot be changed.
func (s *slack) Traits() destination.Traits {
	return destination.Traits{Batch: s.config.MaxIncidents, Pace: s.config.Pace}
}

// Send tells of all notices in one message.
func (s *slack) Send(ctx context.Context, notices []alert.Notice) error {
	notices = told(notices)
	if len(notices) == 0 {
		return nil
	}
	body, err := encode(notices)
	if err != nil {
		return &destination.Failure{Permanent: true, Reason: "the message could not be encoded"}
	}
	answer, err := s.Post(ctx, string(s.config.WebhookURL), header, body)
	if err != nil {
		return err
	}
	return judge(answer)
}

// told are the notices without renewals, which would be the same message again.
func told(notices []alert.Notice) (news []alert.Notice) {
	for _, n := range notices {
		if n.Action != alert.Renew {
			news = append(news, n)
		}
	}
	return news
}

// permanent are Slack's words for what would fail again, about the message, the webhook or the channel.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
var permanent = map[string]bool{
	"action_prohibited": true, "channel_is_archived": true, "channel_not_found": true, "invalid_attachments": true, "invalid_blocks": true,
	"invalid_blocks_format": true, "invalid_payload": true, "invalid_token": true, "msg_blocks_too_long": true, "no_active_hooks": true,
	"no_service": true, "no_service_id": true, "no_team": true, "no_text": true, "posting_to_general_channel_denied": true,
	"team_disabled": true, "too_many_attachments": true, "user_not_found": true,
	"rate_limited": false, "rollup_error": false,
}

func judge(answer *post.Answer) error {
	word := strings.TrimSpace(string(answer.Body))
	final, known := permanent[word]
	switch {
	case answer.Taken() && word == "ok":
		return nil
	case known && final:
		return answer.Refused(word)
	case known:
		return answer.Retry(word)
	case answer.Taken():
		return answer.Retry("the answer is not one of Slack's") // a proxy's page, most likely
	default:
		return answer.Failure()
	}
}
