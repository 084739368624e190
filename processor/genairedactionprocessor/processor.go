package genairedactionprocessor

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/pdatawalk"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/analyzer"
)

type redactionProcessor struct {
	config    *Config
	settings  component.TelemetrySettings
	engine    engine
	entities  *entityTable
	costs     []redact.RuleCost
	policies  *policies
	joinKeys  map[string]bool
	telemetry *redactionTelemetry
	remote    *analyzer.Analyzer // nil without one
	scratch   sync.Pool          // *worker
	stopping  sync.Once
}

// processKey is the key where none is configured: sessions can be told apart by
// their tokens all the same, in all signals, until the collector restarts.
var processKey = sync.OnceValue(func() []byte {
	key := make([]byte, minEncryptKeyBytes)
	_, _ = rand.Read(key) // never fails
	return key
})

func newProcessor(settings component.TelemetrySettings, config *Config) (*redactionProcessor, error) {
	options, err := config.options()
	if err != nil {
		return nil, err
	}
	if options.TokenKey == nil {
		options.TokenKey = processKey()
	}
	redactor, err := redact.New(options)
	if err != nil {
		return nil, err
	}
	p := &redactionProcessor{
		config: config, settings: settings, engine: redactor, entities: newEntityTable(redactor.Entities()), costs: redactor.RuleCosts(),
		policies: newPolicies(&config.Content), joinKeys: map[string]bool{},
	}
	for _, key := range config.JoinKeys {
		p.joinKeys[key] = true
	}
	p.telemetry, err = newTelemetry(settings, p.entities)
	return p, err
}

func (p *redactionProcessor) start(ctx context.Context, host component.Host) error {
	for i := range p.costs {
		p.settings.Logger.Info("rule compiled", zap.String("rule", p.costs[i].Name), zap.Int("instructions", p.costs[i].Instructions),
			zap.Bool("tried_at_every_byte", p.costs[i].Literal == ""))
	}
	p.telemetry.atZero(ctx)
	p.telemetry.rules(ctx, p.costs)
	if !p.config.Remote.HasValue() {
		return nil
	}
	c := p.config.Remote.Get()
	client, err := c.HTTP.ToClient(ctx, host.GetExtensions(), p.settings)
	if err != nil {
		return fmt.Errorf("remote: %w", err)
	}
	p.remote = analyzer.New(analyzer.Settings{
		Endpoint: c.HTTP.Endpoint, Query: analyzer.Query{Language: c.Language, Entities: c.Entities, MinScore: c.MinScore},
		Timeout: c.HTTP.Timeout, BatchSize: c.BatchSize, QueueSize: c.QueueSize, Workers: c.Workers, CacheEntries: c.CacheEntries,
		Observe: func(took time.Duration, _ error) {
			p.telemetry.builder.GenaiRedactionRemoteDuration.Record(context.WithoutCancel(ctx), took.Seconds())
		},
	})
	p.remote.Start(client)
	return nil
}

func (p *redactionProcessor) shutdown(context.Context) error {
	p.stopping.Do(func() {
		if p.remote != nil {
			p.remote.Shutdown()
		}
		p.telemetry.builder.Shutdown()
	})
	return nil
}

// worker is what one batch is worked on with. It is reused.
type worker struct {
	walker  *pdatawalk.Walker
	visitor visitor
}

func (p *redactionProcessor) worker() *worker {
	if w, ok := p.scratch.Get().(*worker); ok {
		return w
	}
	w := &worker{walker: pdatawalk.New(), visitor: visitor{
		engine: p.engine, joinKeys: p.joinKeys, entities: p.entities,
		talk: newConversation(p.policies), tally: newTally(), familiar: newFamiliar(),
	}}
	w.visitor.talk.bindPolicies()
	return w
}

// done counts a batch and gives the worker back.
func (p *redactionProcessor) done(ctx context.Context, w *worker, began time.Time) {
	p.telemetry.record(ctx, &w.visitor.tally, time.Since(began))
	w.visitor.tally.reset()
	w.visitor.tenant, w.visitor.analysis = "", nil
	p.scratch.Put(w)
}

func (p *redactionProcessor) processTraces(ctx context.Context, traces ptrace.Traces) (ptrace.Traces, error) {
	w, began := p.worker(), time.Now()
	defer p.done(ctx, w, began)
	if p.remote != nil {
		c := p.collect(w)
		for _, resourceSpans := range traces.ResourceSpans().All() {
			for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
				for _, span := range scopeSpans.Spans().All() {
					c.talk.reset()
					w.walker.Span(c, span)
				}
			}
		}
		p.ask(ctx, c.analysis)
	}
	for _, resourceSpans := range traces.ResourceSpans().All() {
		p.resource(w, resourceSpans.Resource(), resourceSpans)
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			w.scope(scopeSpans.Scope(), scopeSpans)
			for _, span := range scopeSpans.Spans().All() {
				w.visitor.begin()
				w.walker.Span(&w.visitor, span)
				w.visitor.record.write(span.Attributes(), p.config.Summary, p.entities)
			}
		}
	}
	return traces, nil
}

func (p *redactionProcessor) processLogs(ctx context.Context, logs plog.Logs) (plog.Logs, error) {
	w, began := p.worker(), time.Now()
	defer p.done(ctx, w, began)
	if p.remote != nil {
		c := p.collect(w)
		for _, resourceLogs := range logs.ResourceLogs().All() {
			for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
				for _, record := range scopeLogs.LogRecords().All() {
					c.talk.reset()
					w.walker.LogRecord(c, record)
				}
			}
		}
		p.ask(ctx, c.analysis)
	}
	for _, resourceLogs := range logs.ResourceLogs().All() {
		p.resource(w, resourceLogs.Resource(), resourceLogs)
		for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
			w.scope(scopeLogs.Scope(), scopeLogs)
			for _, record := range scopeLogs.LogRecords().All() {
				w.visitor.begin()
				w.walker.LogRecord(&w.visitor, record)
				w.visitor.record.write(record.Attributes(), p.config.Summary, p.entities)
			}
		}
	}
	return logs, nil
}

// processMetrics writes no summary: an attribute more would be another series.
// Nor is a remote analyzer asked: there is no running text.
func (p *redactionProcessor) processMetrics(ctx context.Context, metrics pmetric.Metrics) (pmetric.Metrics, error) {
	w, began := p.worker(), time.Now()
	defer p.done(ctx, w, began)
	for _, resourceMetrics := range metrics.ResourceMetrics().All() {
		p.resource(w, resourceMetrics.Resource(), resourceMetrics)
		for _, scopeMetrics := range resourceMetrics.ScopeMetrics().All() {
			w.scope(scopeMetrics.Scope(), scopeMetrics)
			for _, metric := range scopeMetrics.Metrics().All() {
				w.visitor.begin()
				w.walker.Metric(&w.visitor, metric)
			}
		}
	}
	return metrics, nil
}

// collect begins the walk that collects texts for the analyzer.
func (p *redactionProcessor) collect(w *worker) *collector {
	w.visitor.analysis = newAnalysis(p.config.Remote.Get())
	return &collector{analysis: w.visitor.analysis, talk: newConversation(p.policies)}
}

func (p *redactionProcessor) ask(ctx context.Context, a *analysis) {
	outcomes := a.ask(ctx, p.remote)
	p.telemetry.remote(ctx, &outcomes)
}

// resource redacts a resource, and learns from it whose records follow.
func (p *redactionProcessor) resource(w *worker, resource pcommon.Resource, schema pdatawalk.SchemaURL) {
	w.visitor.begin()
	w.visitor.tenant = ""
	if p.config.Tenant.Attribute != "" {
		if tenant, ok := resource.Attributes().Get(p.config.Tenant.Attribute); ok && tenant.Type() == pcommon.ValueTypeStr {
			w.visitor.tenant = tenant.Str()
		}
	}
	w.walker.Resource(&w.visitor, resource)
	w.walker.SchemaURL(&w.visitor, pdatawalk.Resource, schema)
}

func (w *worker) scope(scope pcommon.InstrumentationScope, schema pdatawalk.SchemaURL) {
	w.visitor.begin()
	w.walker.Scope(&w.visitor, scope)
	w.walker.SchemaURL(&w.visitor, pdatawalk.Scope, schema)
}
