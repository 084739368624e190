package genaibudgetreceiver

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaibudgetreceiver/internal/metadata"
)

// flushTimeout bounds one flush: a stuck exporter must neither pile up flushes nor hold the shutdown.
const flushTimeout = 5 * time.Second

// budgetReceiver serves the metrics and the logs pipelines of one component id.
type budgetReceiver struct {
	config             *Config
	logger             *zap.Logger
	telemetry          *receiverTelemetry
	observer           *receiverhelper.ObsReport
	scopeName, version string
	metrics            consumer.Metrics // nil without a metrics pipeline
	logs               consumer.Logs    // nil without a logs pipeline

	starting, stopping sync.Once
	startErr           error
	accounts           session.Accounts
	windows            map[string]budget.Window // by the name of the budget
	began              time.Time
	stopNotify         func()
	stop               context.CancelFunc // nil until started
	running            sync.WaitGroup
	wake               chan struct{}
	delivery           delivery // of the goroutine that delivers

	mu       sync.Mutex // guards what follows
	counted  uint64     // events up to this one are in measures
	measures *measures
	admitted map[accountKey]bool
}

func newBudgetReceiver(set receiver.Settings, config *Config) (*budgetReceiver, error) {
	telemetry, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	observer, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{ReceiverID: set.ID, ReceiverCreateSettings: set})
	if err != nil {
		return nil, err
	}
	return &budgetReceiver{
		config:    config,
		logger:    set.Logger,
		telemetry: telemetry,
		observer:  observer,
		scopeName: metadata.ScopeName,
		version:   set.BuildInfo.Version,
		wake:      make(chan struct{}, 1),
		measures:  newMeasures(config, metadata.ScopeName, set.BuildInfo.Version),
		admitted:  make(map[accountKey]bool),
	}, nil
}

// Start finds the ledger and begins. It is called once for each signal.
func (r *budgetReceiver) Start(ctx context.Context, host component.Host) error {
	r.starting.Do(func() {
		if r.startErr = r.start(ctx, host); r.startErr != nil {
			instances.forget(r.config) // nobody shuts down what did not start
		}
	})
	return r.startErr
}

func (r *budgetReceiver) start(ctx context.Context, host component.Host) error {
	extension, ok := host.GetExtensions()[r.config.Budget]
	if !ok {
		return fmt.Errorf("budget: no extension %q is running; configure it under extensions and list it under service: extensions", r.config.Budget)
	}
	accounts, ok := extension.(session.Accounts)
	if !ok {
		return fmt.Errorf("budget: extension %q keeps no accounts, expected one of type genai_budget", r.config.Budget)
	}
	r.telemetry.atZero(ctx)
	r.accounts = accounts
	r.began = time.Now()
	r.windows = windowsOf(accounts.Budgets())
	r.measures.touch(r.began, accounts.Budgets())
	ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	r.stopNotify = accounts.Notify(func() {
		select {
		case r.wake <- struct{}{}:
		default: // it is awake, and will find the event
		}
	})
	r.running.Go(func() { r.deliverEvents(ctx) })
	if r.metrics != nil {
		r.running.Go(func() { r.flushMetrics(ctx) })
	}
	return nil
}

// Shutdown delivers and writes what is left. It is called once for each signal.
func (r *budgetReceiver) Shutdown(ctx context.Context) error {
	r.stopping.Do(func() {
		instances.forget(r.config)
		if r.stop != nil {
			r.stopNotify()
			r.stop()
			r.running.Wait()
			r.finish(ctx)
		}
		r.telemetry.builder.Shutdown()
	})
	return nil
}

func (r *budgetReceiver) finish(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliveryTimeout)
	defer cancel()
	if err := r.deliver(ctx); err != nil {
		r.logger.Warn("events were not taken, they will be sent after the next start", zap.Error(err))
	}
	if r.metrics != nil {
		r.flush(ctx)
	}
}

func (r *budgetReceiver) flushMetrics(ctx context.Context) {
	ticker := time.NewTicker(r.config.Interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			r.flush(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// flush writes all metrics. What the next component does not take is written again
// with the next flush when cumulative, and lost when delta.
func (r *budgetReceiver) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	r.countNew(ctx)
	metrics := r.collect(ctx, time.Now())
	points := metrics.DataPointCount()
	observed := r.observer.StartMetricsOp(ctx)
	err := r.metrics.ConsumeMetrics(observed, metrics)
	r.observer.EndMetricsOp(observed, "genai_budget", points, err)
	if err != nil {
		r.telemetry.builder.GenaiBudgetReceiverFlushes.Add(ctx, 1, r.telemetry.notFlushed)
		r.logger.Warn("metrics were not taken", zap.Error(err))
		return
	}
	r.telemetry.builder.GenaiBudgetReceiverFlushes.Add(ctx, 1, r.telemetry.flushed)
}

// collect is everything there is to tell at a time.
func (r *budgetReceiver) collect(ctx context.Context, now time.Time) pmetric.Metrics {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.measures.touch(now, r.accounts.Budgets())
	metrics, report := r.measures.aggregation.Flush(now)
	r.telemetry.flush(ctx, &report)
	p := &page{
		metrics: metrics, start: pcommon.NewTimestampFromTime(r.began), now: pcommon.NewTimestampFromTime(now),
		scopeName: r.scopeName, version: r.version,
		scopes: make(map[string]pmetric.ScopeMetrics), written: make(map[pageKey]pmetric.Metric),
	}
	r.writeReport(p, now)
	return metrics
}
