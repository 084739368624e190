package genaisessionprocessor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

type sessionProcessor struct {
	config      *Config
	telemetry   *sessionTelemetry
	accounts    session.Accounts
	plan        *plan
	undelivered *callSet
	quality     *quality
	scratch     sync.Pool // *batch
}

// start finds the ledger. Without it nothing would be charged, and nobody would know.
func (p *sessionProcessor) start(ctx context.Context, host component.Host) error {
	p.telemetry.atZero(ctx)
	extension, ok := host.GetExtensions()[p.config.Budget]
	if !ok {
		return fmt.Errorf("budget: no extension %q is running; configure it under extensions and list it under service: extensions", p.config.Budget)
	}
	accounts, ok := extension.(session.Accounts)
	if !ok {
		return fmt.Errorf("budget: extension %q keeps no accounts, expected one of type genai_budget", p.config.Budget)
	}
	p.accounts = accounts
	attributes := accounts.Attributes()
	if len(attributes) > maxAttributes {
		return errors.New("budget: too many attributes in the scopes of budgets")
	}
	p.plan = newPlan(p.config, slices.Clone(attributes))
	return nil
}

// maxAttributes bounds the attributes in scopes: a place is kept in a byte.
const maxAttributes = 250

func (p *sessionProcessor) shutdown(context.Context) error {
	p.telemetry.builder.Shutdown()
	return nil
}

func (p *sessionProcessor) processTraces(ctx context.Context, traces ptrace.Traces) (ptrace.Traces, error) {
	b := p.batch(ctx)
	defer p.release(b)
	b.addTraces(traces)
	return traces, p.post(ctx, b)
}

func (p *sessionProcessor) processLogs(ctx context.Context, logs plog.Logs) (plog.Logs, error) {
	b := p.batch(ctx)
	defer p.release(b)
	b.addLogs(logs)
	return logs, p.post(ctx, b)
}

// post books a batch and stamps its records. An error means that nothing of the
// batch may go on: the sender sends it again, and the ledger knows what it kept.
func (p *sessionProcessor) post(ctx context.Context, b *batch) error {
	if len(b.postings) == 0 {
		return nil
	}
	b.receipts = slices.Grow(b.receipts[:0], len(b.postings))[:len(b.postings)]
	clear(b.receipts)
	if err := p.accounts.Post(ctx, b.postings, b.receipts); err != nil {
		p.telemetry.builder.GenaiSessionPostFailures.Add(ctx, 1)
		if p.config.OnError == Retry {
			return fmt.Errorf("post to %s: %w", p.config.Budget, err)
		}
		p.telemetry.builder.GenaiSessionUnposted.Add(ctx, int64(len(b.postings)))
		return nil
	}
	p.stampAll(b)
	b.quality.forgotten(&b.counts)
	p.telemetry.record(ctx, &b.counts)
	return nil
}

func (p *sessionProcessor) batch(ctx context.Context) *batch {
	b, ok := p.scratch.Get().(*batch)
	if !ok {
		b = newBatch(p.plan, p.accounts, p.quality, &p.config.Outcome)
	}
	b.authenticated = p.config.Tenant.authenticated(ctx)
	return b
}

func (p *sessionProcessor) release(b *batch) {
	b.forget()
	p.scratch.Put(b)
}
