//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

package genaimetricsconnector

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/spanset"
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
)

// NewFactory returns the factory of genai_metrics.
func NewFactory() connector.Factory {
	return connector.NewFactory(
		metadata.Type,
		createDefaultConfig,
		connector.WithTracesToMetrics(createTracesToMetrics, metadata.TracesToMetricsStability),
	)
}

func createTracesToMetrics(_ context.Context, set connector.Settings, cfg component.Config, next consumer.Metrics) (connector.Traces, error) {
	config, ok := cfg.(*Config)
	if !ok {
		return nil, fmt.Errorf("unexpected config type %T", cfg)
	}
	telemetry, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return &metricsConnector{
		config:      config,
		logger:      set.Logger,
		telemetry:   telemetry,
		next:        next,
		aggregation: newAggregation(config, set.BuildInfo.Version),
		seen:        spanset.New(config.Duplicates.MaxSpans),
	}, nil
}

func newAggregation(config *Config, version string) *aggregate.Aggregation {
	return aggregate.New(aggregate.Settings{
		Families:     families[:],
		MaxSeries:    config.MaxSeries,
		ExpireAfter:  config.ExpireAfter,
		Delta:        config.Temporality == Delta,
		Exponential:  config.Histogram == Exponential,
		ScopeName:    metadata.ScopeName,
		ScopeVersion: version,
	})
}
