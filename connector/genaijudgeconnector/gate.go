package genaijudgeconnector

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/chat"
)

// gate closes while the model is left alone. Closed, a record costs one look at a number.
type gate struct {
	until atomic.Int64 // Unix nanoseconds; open from then on

	mu       sync.Mutex
	reason   chat.Kind
	failures int // in a row, that may pass
}

const (
	// maxFailures is how many questions in a row without an answer close the gate,
	// and outage for how long.
	maxFailures = 5
	outage      = time.Minute
)

func (g *gate) closed(now time.Time) bool { return now.UnixNano() < g.until.Load() }

// pause closes the gate, and reports whether that is news.
func (g *gate) pause(reason chat.Kind, now time.Time, length time.Duration) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	news := !g.closed(now)
	if until := now.Add(length).UnixNano(); until > g.until.Load() {
		g.until.Store(until)
		g.reason = reason
	}
	return news
}

// failed counts a question that got no answer, and reports whether that were too many.
func (g *gate) failed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failures++; g.failures < maxFailures {
		return false
	}
	g.failures = 0
	return true
}

func (g *gate) worked() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failures = 0
}

// paused is why the gate is closed, or "".
func (g *gate) paused(now time.Time) chat.Kind {
	if !g.closed(now) {
		return ""
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.reason
}
