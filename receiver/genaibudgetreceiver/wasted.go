package genaibudgetreceiver

import (
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// maxLoopTools bounds the tools of a session whose loops are followed.
const maxLoopTools = 64

// wasted tells by how much the waste of a session grew: an event says what its loop
// wasted since it began, and the end says what all loops of the session did. Of
// sessions and tools for which there is no room only the end is counted.
type wasted struct {
	maxSessions int
	sessions    map[session.Key]*sessionWaste
}

type sessionWaste struct {
	counted budget.NanoUSD
	loops   map[string]budget.NanoUSD // by tool
}

func newWasted(maxSessions int) *wasted {
	return &wasted{maxSessions: maxSessions, sessions: make(map[session.Key]*sessionWaste)}
}

// loop is what a loop wasted since its last event.
func (w *wasted) loop(e *session.Event) budget.NanoUSD {
	key := session.Key{Tenant: e.Tenant, Session: e.Session}
	of, ok := w.sessions[key]
	if !ok {
		if e.Session == "" || len(w.sessions) >= w.maxSessions {
			return 0
		}
		of = &sessionWaste{loops: make(map[string]budget.NanoUSD)}
		w.sessions[key] = of
	}
	if _, ok := of.loops[e.Loop.Tool]; !ok && len(of.loops) >= maxLoopTools {
		return 0
	}
	grown := max(0, e.Loop.Wasted-of.loops[e.Loop.Tool])
	of.loops[e.Loop.Tool] = max(of.loops[e.Loop.Tool], e.Loop.Wasted)
	of.counted += grown
	return grown
}

// end is what a session wasted that no event of a loop had said.
func (w *wasted) end(e *session.Event) budget.NanoUSD {
	key := session.Key{Tenant: e.Tenant, Session: e.Session}
	var counted budget.NanoUSD
	if of, ok := w.sessions[key]; ok {
		counted = of.counted
		delete(w.sessions, key)
	}
	return max(0, e.Summary.Wasted-counted)
}
