// Package webhook tells any receiver by HTTP: the body is a CloudEvent, the headers are
// those of Standard Webhooks.
package webhook

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

type webhook struct {
	*post.Client
	signer signer
	url    string
}

// New makes the destination of a configuration that was validated. It warns of one without a secret.
func New(ctx context.Context, config *Config, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings) (destination.Destination, error) {
	signer, err := newSigner(string(config.Secret))
	if err != nil {
		return nil, err
	}
	client, err := post.NewClient(ctx, &config.Client, extensions, telemetry)
	if err != nil {
		return nil, err
	}
	if signer.key == nil {
		telemetry.Logger.Warn("a webhook has no secret: its receiver cannot know who sent a message")
	}
	return &webhook{Client: client, signer: signer, url: config.Client.Endpoint}, nil
}

// Traits: a message of Standard Webhooks has one id, so it is one notice.
func (*webhook) Traits() destination.Traits { return destination.Traits{Batch: 1, Resolves: true} }

// Send sends each notice as one event, but for renewals, which are no news.
func (w *webhook) Send(ctx context.Context, notices []alert.Notice) error {
	for i := range notices {
		if notices[i].Action == alert.Renew {
			continue
		}
		if err := w.send(ctx, &notices[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *webhook) send(ctx context.Context, notice *alert.Notice) error {
	id, body, err := encode(notice)
	if err != nil {
		return &destination.Failure{Permanent: true, Reason: "the event could not be encoded"}
	}
	answer, err := w.Post(ctx, w.url, w.signer.header(id, time.Now(), body), body)
	switch {
	case err != nil:
		return err
	case !answer.Taken():
		return answer.Failure()
	}
	return nil
}
