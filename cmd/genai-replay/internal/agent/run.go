package agent

import (
	"context"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/render"
)

// Agent plays a session.
type Agent struct {
	Budget   Client
	Sender   otlpsend.Sender
	Renderer render.Renderer
	// Asked is told of every answer, and before which call it was asked for, from 1 on.
	Asked func(call int, answer *Answer)
}

// Outcome is how far a session came.
type Outcome struct {
	Calls   int     // made
	Last    *Answer // the last answer, nil for a session without a call
	Stopped bool    // before its end
	Refused otlpsend.Refused
}

// Run plays a session call by call: it asks, makes the call, sends its span, and what
// tools and turns end between calls. It returns what it did in any case.
func (a *Agent) Run(ctx context.Context, session *plan.Session) (Outcome, error) {
	var done Outcome
	for i := range session.Spans {
		span := &session.Spans[i]
		if span.Kind == plan.Chat {
			answer, err := a.Budget.Budget(ctx, session.ID)
			if err != nil {
				return done, err
			}
			done.Last = answer
			if a.Asked != nil {
				a.Asked(done.Calls+1, answer)
			}
			if answer.Stop() {
				done.Stopped = true
				return done, nil
			}
			done.Calls++
		}
		batch := a.Renderer.NewBatch()
		batch.Add(session, span)
		refused, err := a.Sender.Traces(ctx, batch.Traces())
		done.Refused.Add(refused)
		if err != nil {
			return done, err
		}
	}
	answer, err := a.Budget.Budget(ctx, session.ID)
	if err == nil {
		done.Last = answer
	}
	return done, err
}
