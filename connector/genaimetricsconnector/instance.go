package genaimetricsconnector

import (
	"context"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
)

// instance is one connector of the Collector: the spans or the log records of a component.
type instance struct {
	*engine
	engines   *engines
	telemetry *connectorTelemetry // its own: the Collector tells instances apart

	started  bool
	stopping sync.Once
}

func (*instance) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Start begins the flushes, unless another instance did.
func (i *instance) Start(ctx context.Context, _ component.Host) error {
	if err := i.start(ctx); err != nil {
		return err
	}
	i.started = true
	return nil
}

// Shutdown ends the flushes when no other instance is left. Without Start there is no one to write to.
func (i *instance) Shutdown(ctx context.Context) error {
	i.stopping.Do(func() {
		if i.started {
			i.shutdown(ctx)
		}
		i.telemetry.builder.Shutdown()
		i.engines.release(i.engine)
	})
	return nil
}

// engines finds the engine of a component: the Collector gives all instances of one
// component the same *Config.
type engines struct {
	mu   sync.Mutex
	used map[*Config]*usedEngine
}

type usedEngine struct {
	*engine
	users int
}

func newEngines() *engines {
	return &engines{used: make(map[*Config]*usedEngine)}
}

// instance makes one with the engine of its component.
func (s *engines) instance(config *Config, set connector.Settings, next consumer.Metrics) (*instance, error) {
	telemetry, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	used, ok := s.used[config]
	if !ok {
		used = &usedEngine{engine: newEngine(config, set, telemetry, next)}
		s.used[config] = used
	}
	used.users++
	return &instance{engine: used.engine, engines: s, telemetry: telemetry}, nil
}

// release forgets an engine that nobody uses: after a reload of the configuration a component begins anew.
func (s *engines) release(e *engine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	used := s.used[e.config]
	if used == nil || used.engine != e {
		return
	}
	if used.users--; used.users == 0 {
		delete(s.used, e.config)
	}
}
