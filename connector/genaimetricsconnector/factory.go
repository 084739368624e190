//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

package genaimetricsconnector

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
)

// NewFactory returns the factory of genai_metrics.
func NewFactory() connector.Factory {
	engines := newEngines()
	return connector.NewFactory(
		metadata.Type,
		createDefaultConfig,
		connector.WithTracesToMetrics(engines.createTraces, metadata.TracesToMetricsStability),
		connector.WithLogsToMetrics(engines.createLogs, metadata.LogsToMetricsStability),
	)
}

func (s *engines) createTraces(_ context.Context, set connector.Settings, cfg component.Config, next consumer.Metrics) (connector.Traces, error) {
	i, err := s.create(set, cfg, next)
	if err != nil {
		return nil, err
	}
	return &tracesConnector{i}, nil
}

func (s *engines) createLogs(_ context.Context, set connector.Settings, cfg component.Config, next consumer.Metrics) (connector.Logs, error) {
	i, err := s.create(set, cfg, next)
	if err != nil {
		return nil, err
	}
	return &logsConnector{i}, nil
}

func (s *engines) create(set connector.Settings, cfg component.Config, next consumer.Metrics) (*instance, error) {
	config, ok := cfg.(*Config)
	if !ok {
		return nil, fmt.Errorf("unexpected config type %T", cfg)
	}
	return s.instance(config, set, next)
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
