package genaifeedbackreceiver

import (
	"context"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// testHost runs one extension.
type testHost struct {
	extensions map[component.ID]component.Component
}

func (h testHost) GetExtensions() map[component.ID]component.Component { return h.extensions }

// finder knows what a test tells it.
type finder struct {
	answers  map[string]target.Target
	turns    map[string][]target.Target // of a session, in order
	traces   map[session.TraceID]target.Target
	sessions map[string]target.Target
	askers   *[]string // who said that he will ask; nil for a test that does not look
}

func (finder) Start(context.Context, component.Host) error { return nil }
func (finder) Shutdown(context.Context) error              { return nil }

func (f finder) WillAsk(who string) {
	if f.askers != nil {
		*f.askers = append(*f.askers, who)
	}
}

func (f finder) Answer(id string) (target.Target, bool) { t, ok := f.answers[id]; return t, ok }

func (f finder) Turn(id string, turn int) (target.Target, bool) {
	if turns := f.turns[id]; turn <= len(turns) {
		return turns[turn-1], true
	}
	return target.Target{}, false
}

func (f finder) Trace(id session.TraceID) (target.Target, bool) { t, ok := f.traces[id]; return t, ok }

func (f finder) Session(id string) (target.Target, bool) { t, ok := f.sessions[id]; return t, ok }

func hostOf(extension component.Component) component.Host {
	return testHost{map[component.ID]component.Component{component.MustNewID("genai_budget"): extension}}
}

// newTestHost is the host of the generated tests.
func newTestHost() component.Host { return hostOf(finder{}) }
