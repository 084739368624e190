package genaialertexporter

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf"
)

// shutdownGrace is how long a shutdown waits for what is being told.
const shutdownGrace = 5 * time.Second

type alertExporter struct {
	config    *Config
	settings  exporter.Settings
	logger    *zap.Logger
	telemetry *telemetry
	policy    *alert.Policy
	concerns  map[string]bool // the names of events that may lead to anything

	outlets  []*outlet
	stopping chan struct{}
	cancel   context.CancelFunc
	workers  sync.WaitGroup

	mu   sync.Mutex // of desk and shelf
	desk *alert.Desk
	kept *shelf.Shelf
}

func newAlertExporter(set exporter.Settings, config *Config) (*alertExporter, error) {
	policy, err := config.policy()
	if err != nil {
		return nil, err
	}
	telemetry, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return &alertExporter{config: config, settings: set, logger: set.Logger, telemetry: telemetry, policy: policy, concerns: policy.Events(), stopping: make(chan struct{})}, nil
}

// start opens the destinations, reads back what was stored and tells what was left to tell.
func (e *alertExporter) start(ctx context.Context, host component.Host) error {
	e.telemetry.atZero(ctx, e.policy)
	if err := e.openOutlets(ctx, host); err != nil {
		return errors.Join(err, e.release(ctx))
	}
	if err := e.openDesk(ctx, host); err != nil {
		return errors.Join(err, e.release(ctx))
	}
	if err := e.observe(); err != nil {
		return errors.Join(err, e.release(ctx))
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	e.cancel = cancel
	for _, o := range e.outlets {
		e.workers.Go(func() { e.deliver(work, o) })
	}
	return nil
}

func (e *alertExporter) openOutlets(ctx context.Context, host component.Host) error {
	var errs []error
	for i := range e.config.Destinations {
		config := &e.config.Destinations[i]
		to, err := config.destination(ctx, host.GetExtensions(), e.settings.TelemetrySettings)
		if err != nil {
			errs = append(errs, fmt.Errorf("destinations[%d] (%s): %w", i, config.Name, err))
			continue
		}
		if e.config.DryRun {
			to = &dryRun{to, e.logger.With(zap.String("destination", config.Name))}
		}
		o := newOutlet(config.Name, to, e.config.Retry)
		e.outlets = append(e.outlets, o)
		e.policy.Destinations[i].Renew, e.policy.Destinations[i].Linger = o.traits.Forgets/renewals, o.traits.Lingers
	}
	return errors.Join(errs...)
}

func (e *alertExporter) openDesk(ctx context.Context, host component.Host) error {
	e.desk = alert.NewDesk(e.policy)
	if e.config.DryRun {
		return nil // what nobody was told must not be kept as told
	}
	kept, err := shelf.Open(ctx, e.config.Storage, shelf.Owner{Kind: component.KindExporter, ID: e.settings.ID}, host)
	if err != nil {
		return err
	}
	e.kept = kept
	if kept == nil {
		e.logger.Warn("no storage is configured: what is not told yet is forgotten when the process ends")
		return nil
	}
	if err := e.desk.Restore(func(keys []string) ([][]byte, error) { return kept.Read(ctx, keys...) }); err != nil {
		return fmt.Errorf("read incidents back from %q: %w", e.config.Storage, err)
	}
	return e.commit(ctx) // the memory of events is written anew
}

// consumeLogs returns when what the records lead to is stored.
func (e *alertExporter) consumeLogs(ctx context.Context, logs plog.Logs) error {
	events, ignored := eventsOf(logs, e.concerns)
	e.telemetry.ignored(ctx, ignored)
	if len(events) == 0 {
		return nil
	}
	e.mu.Lock()
	e.desk.Receive(events, time.Now())
	err := e.commit(ctx)
	e.mu.Unlock()
	for _, o := range e.outlets {
		o.wakeUp()
	}
	if err != nil {
		return fmt.Errorf("store incidents: %w", err)
	}
	return nil
}

// commit stores what changed; the caller holds the lock. What was not stored is tried again with the next change.
func (e *alertExporter) commit(ctx context.Context) error {
	counts := e.desk.TakeCounts()
	e.telemetry.count(ctx, &counts)
	if counts.Lost > 0 {
		e.logger.Error("stored incidents could not be read back and are forgotten", zap.Int("records", counts.Lost))
	}
	if e.kept == nil {
		e.desk.Stored()
		return nil
	}
	changes := e.desk.Changes()
	if len(changes) == 0 {
		return nil
	}
	err := e.kept.Write(ctx, shelved(changes)...)
	e.telemetry.committed(ctx, e.logger, err)
	if err == nil {
		e.desk.Stored()
	}
	return err
}

func shelved(changes []alert.Change) []shelf.Change {
	all := make([]shelf.Change, len(changes))
	for i, change := range changes {
		all[i] = shelf.Change(change)
	}
	return all
}

// shutdown tells what can be told at once, and stores the rest.
func (e *alertExporter) shutdown(ctx context.Context) error {
	if e.cancel != nil {
		close(e.stopping)
		grace := time.AfterFunc(shutdownGrace, e.cancel)
		e.workers.Wait()
		grace.Stop()
		e.cancel()
		e.cancel = nil
	}
	return e.release(ctx)
}

func (e *alertExporter) release(ctx context.Context) error {
	e.telemetry.builder.Shutdown()
	for _, o := range e.outlets {
		o.close()
	}
	e.outlets = nil
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.kept == nil {
		return nil
	}
	err := e.commit(ctx)
	err = errors.Join(err, e.kept.Close(ctx))
	e.kept = nil
	return err
}
