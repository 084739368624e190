package render

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
)

const scopeName = "github.com/otelcol-genai/otelcol-genai/cmd/genai-replay"

// Batch collects spans of any sessions, under one resource for each service.
type Batch struct {
	renderer Renderer
	traces   ptrace.Traces
	scopes   map[plan.Service]ptrace.ScopeSpans

	Spans, Calls, ToolCalls int
}

// NewBatch returns an empty batch.
func (r Renderer) NewBatch() *Batch {
	return &Batch{renderer: r, traces: ptrace.NewTraces(), scopes: map[plan.Service]ptrace.ScopeSpans{}}
}

// Add renders a span into the batch.
func (b *Batch) Add(session *plan.Session, span *plan.Span) {
	scope, ok := b.scopes[session.Service]
	if !ok {
		scope = b.scope(session.Service)
		b.scopes[session.Service] = scope
	}
	b.renderer.Span(session, span, scope.Spans().AppendEmpty())
	b.Spans++
	switch span.Kind {
	case plan.Chat:
		b.Calls++
	case plan.Tool:
		b.ToolCalls++
	case plan.Agent:
	}
}

// Traces is what was added.
func (b *Batch) Traces() ptrace.Traces { return b.traces }

func (b *Batch) scope(service plan.Service) ptrace.ScopeSpans {
	resource := b.traces.ResourceSpans().AppendEmpty()
	describe(resource.Resource(), service)
	scope := resource.ScopeSpans().AppendEmpty()
	scope.Scope().SetName(scopeName)
	return scope
}

func describe(resource pcommon.Resource, service plan.Service) {
	attrs := resource.Attributes()
	attrs.PutStr("service.name", service.Name)
	attrs.PutStr("service.version", service.Version)
	attrs.PutStr("deployment.environment.name", "production")
}
