// Package redacted is the proof that what is consumed went through genai_redaction. It is in
// the context of the call and not in the data: a sender cannot forge it, it leaves the
// process with nobody, and it costs a record nothing. What is queued or batched on the way
// has lost it, see docs/adr/014.
package redacted

import (
	"context"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

type key struct{}

// With is a context that carries the proof.
func With(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, true) }

// Is reports whether a context carries the proof.
func Is(ctx context.Context) bool { return ctx.Value(key{}) != nil }

// Traces hands on to next what was redacted, with the proof.
func Traces(next consumer.Traces) consumer.Traces { return traces{next} }

type traces struct{ consumer.Traces }

func (t traces) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	return t.Traces.ConsumeTraces(With(ctx), td)
}
