package genaisessionprocessor

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// quality looks at records for what is wrong with them, and remembers what it needs to
// tell when something comes again: hashes, with a key that no other process has.
type quality struct {
	off    signal.Set
	answer signal.AnswerOptions
	// corrections are looked for in what the user said.
	corrections signal.Patterns
	within      int64 // nanoseconds

	mu     sync.Mutex // guards what follows
	shapes *signal.Shapes
	calls  memory // by input, when a call with it ended; by answer likewise
	cited  memory // what was named in a trace or session
}

func newQuality(c *SignalsConfig) (*quality, error) {
	refusals, err := signal.Compile("signals.refusal_patterns", c.RefusalPatterns)
	if err != nil {
		return nil, err
	}
	corrections, err := signal.Compile("signals.correction_patterns", c.CorrectionPatterns)
	if err != nil {
		return nil, err
	}
	off := c.disabled()
	return &quality{
		off:    off,
		answer: signal.AnswerOptions{Refusals: refusals, Citations: off&signal.UnsupportedCitation == 0, Seed: seed()},

		corrections: corrections, within: int64(max(c.RetryWithin, time.Second)),
		shapes: signal.NewShapes(c.MinResults, c.MaxTools),
		calls:  newMemory(c.MaxCalls), cited: newMemory(c.MaxCitations),
	}, nil
}

// seed is a key that no other process has.
func seed() uint64 {
	var key [8]byte
	_, _ = rand.Read(key[:]) // it never fails
	return binary.LittleEndian.Uint64(key[:])
}

// answers tells hashes of answers from those of inputs.
const answers = 0x9e3779b97f4a7c15

// again reports whether the same came before in a call that was over when this one began:
// what is asked at the same time is no retry.
func (q *quality) again(key uint64, p *session.Posting) bool {
	before, known := q.calls.get(key)
	q.calls.put(key, max(p.End, before))
	return known && p.Start >= before && p.Start-before <= q.within && p.Start > 0
}

// unsupported reports whether something is named that nothing in the trace or the session
// named before, and remembers it.
func (q *quality) unsupported(c *signal.Citations, scopes [2]uint64) (found bool) {
	for _, hash := range c.Hashes[:c.N] {
		known := false
		for _, scope := range scopes {
			if _, ok := q.cited.get(hash ^ scope); ok && scope != 0 {
				known = true
			}
		}
		for _, scope := range scopes {
			if scope != 0 {
				q.cited.put(hash^scope, 0)
			}
		}
		found = found || !known
	}
	return found
}

// forgotten counts what was forgotten for want of room since the last time.
func (q *quality) forgotten(counts *tally) {
	q.mu.Lock()
	defer q.mu.Unlock()
	counts.forgotten[forgottenCalls] += q.calls.forgotten
	counts.forgotten[forgottenCitations] += q.cited.forgotten
	counts.forgotten[forgottenTools] += q.shapes.Forgotten()
	q.calls.forgotten, q.cited.forgotten = 0, 0
}
