// Package alertmanager tells Prometheus Alertmanagers by their API v2.
package alertmanager

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/post"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

var header = map[string]string{"Content-Type": "application/json"}

// patience is how long the other members of a cluster are waited for when one took the alerts. What
// one of them missed it is told with the next renewal.
const patience = time.Second

type alertmanager struct {
	*post.Client
	config AlertConfig
	urls   []string
}

// New makes the destination of a configuration that was validated.
func New(ctx context.Context, config *Config, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings) (destination.Destination, error) {
	client, err := post.NewClient(ctx, &config.Client, extensions, telemetry)
	if err != nil {
		return nil, err
	}
	a := &alertmanager{Client: client, config: config.AlertConfig}
	for _, endpoint := range config.endpoints() {
		a.urls = append(a.urls, post.At(endpoint, "api/v2/alerts"))
	}
	return a, nil
}

// Traits: an alert that is not renewed ends by itself, and one that is over inhibits for a while.
func (a *alertmanager) Traits() destination.Traits {
	return destination.Traits{Batch: a.config.MaxBatch, Forgets: a.config.Lifetime, Lingers: a.config.Linger, Resolves: true}
}

// Send sends a batch. Alertmanager refuses a batch for one alert in it, and stores the others: sent
// one by one, as the contract has it, those are the same alerts again.
func (a *alertmanager) Send(ctx context.Context, notices []alert.Notice) error {
	body, err := encode(notices, time.Now(), a.config.Lifetime)
	if err != nil {
		return &destination.Failure{Permanent: true, Reason: "the alerts could not be encoded"}
	}
	return a.toAll(ctx, body)
}

// toAll posts to every member at once. It succeeds when one of them did.
func (a *alertmanager) toAll(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan error, len(a.urls))
	for _, url := range a.urls {
		go func() { results <- a.to(ctx, url, body) }()
	}
	var failed error
	taken := false
	for range a.urls {
		err := <-results
		if err == nil && !taken {
			taken = true
			defer time.AfterFunc(patience, cancel).Stop()
		}
		failed = milder(failed, err)
	}
	if taken {
		return nil
	}
	return failed
}

func (a *alertmanager) to(ctx context.Context, url string, body []byte) error {
	answer, err := a.Post(ctx, url, header, body)
	switch {
	case err != nil:
		return err
	case !answer.Taken():
		return answer.Failure()
	}
	return nil
}

func isPermanent(err error) bool {
	var failure *destination.Failure
	return errors.As(err, &failure) && failure.Permanent
}

// milder is the failure that says more of what to do: one that may pass, before one that stays.
func milder(a, b error) error {
	if a == nil || isPermanent(a) && b != nil && !isPermanent(b) {
		return b
	}
	return a
}
