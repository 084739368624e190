// Package pagerduty pages people by PagerDuty's Events API v2.
package pagerduty

import (
	"context"
	"encoding/json"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

var header = map[string]string{"Content-Type": "application/json"}

type pagerDuty struct {
	*post.Client
	config EventConfig
	url    string
}

// New makes the destination of a configuration that was validated.
func New(ctx context.Context, config *Config, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings) (destination.Destination, error) {
	client, err := post.NewClient(ctx, &config.Client, extensions, telemetry)
	if err != nil {
		return nil, err
	}
	return &pagerDuty{Client: client, config: config.EventConfig, url: post.At(config.Client.Endpoint, "v2/enqueue")}, nil
}

// Traits: an alert of PagerDuty's holds until it is resolved.
func (*pagerDuty) Traits() destination.Traits { return destination.Traits{Batch: 1, Resolves: true} }

// Send sends each notice as one event.
func (p *pagerDuty) Send(ctx context.Context, notices []alert.Notice) error {
	for i := range notices {
		if err := p.send(ctx, &notices[i]); err != nil {
			return err
		}
	}
	return nil
}

func (p *pagerDuty) send(ctx context.Context, notice *alert.Notice) error {
	body, err := encode(&p.config, notice)
	if err != nil {
		return &destination.Failure{Permanent: true, Reason: "the event could not be encoded"}
	}
	answer, err := p.Post(ctx, p.url, header, body)
	switch {
	case err != nil:
		return err
	case !answer.Taken():
		return answer.Failure()
	case !says(answer.Body, "success"):
		return answer.Retry("the answer is not one of PagerDuty's") // a proxy's page, most likely
	}
	return nil
}

func says(body []byte, status string) bool {
	var answer struct {
		Status string `json:"status"`
	}
	return json.Unmarshal(body, &answer) == nil && answer.Status == status
}
