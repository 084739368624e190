package genaibudgetreceiver

import (
	"context"
	"fmt"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"

	"github.com/otelcol-genai/otelcol-genai/receiver/genaibudgetreceiver/internal/metadata"
)

// NewFactory returns the factory of genai_budget.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(
		metadata.Type,
		createDefaultConfig,
		receiver.WithMetrics(createMetrics, metadata.MetricsStability),
		receiver.WithLogs(createLogs, metadata.LogsStability),
	)
}

func createMetrics(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Metrics) (receiver.Metrics, error) {
	r, err := instances.of(set, cfg)
	if err != nil {
		return nil, err
	}
	r.metrics = next
	return r, nil
}

func createLogs(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Logs) (receiver.Logs, error) {
	r, err := instances.of(set, cfg)
	if err != nil {
		return nil, err
	}
	r.logs = next
	return r, nil
}

// shared are the receivers that are not shut down yet. A collector makes one
// configuration for a component id and asks for each signal with it.
type shared struct {
	mu        sync.Mutex
	receivers map[*Config]*budgetReceiver
}

var instances = shared{receivers: make(map[*Config]*budgetReceiver)}

func (s *shared) of(set receiver.Settings, cfg component.Config) (*budgetReceiver, error) {
	config, ok := cfg.(*Config)
	if !ok {
		return nil, fmt.Errorf("unexpected config type %T", cfg)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.receivers[config]; ok {
		return r, nil
	}
	r, err := newBudgetReceiver(set, config)
	if err != nil {
		return nil, err
	}
	s.receivers[config] = r
	return r, nil
}

func (s *shared) forget(config *Config) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.receivers, config)
}
