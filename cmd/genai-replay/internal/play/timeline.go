package play

import (
	"container/heap"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
)

// lanesApart is how long after each other the first sessions of the lanes begin.
const lanesApart = 5 * time.Second

// Timeline is which sessions are played, and how.
type Timeline struct {
	Recorded iter.Seq2[recording.Session, error] // one round of the recorded sessions
	Script   recording.Script
	Sessions int // to play
	Lanes    int // open at a time
	Seed     uint64
	Shuffle  bool // the spans of each session come in any order
}

// Event is a span that is due.
type Event struct {
	Session *plan.Session
	Span    *plan.Span
	Due     time.Duration // since the first call
	Last    bool          // of its session
}

// Outline is the size of a timeline.
type Outline struct {
	Sessions, Calls, Spans int
	Length                 time.Duration // from the first call to the end of the last
}

// Outline measures the timeline. It reads the recording once.
func (t Timeline) Outline() (Outline, error) {
	var each []Outline
	for recorded, err := range t.Recorded {
		if err != nil {
			return Outline{}, err
		}
		session := plan.Of(recorded, t.Script, plan.Identity{Ordinal: len(each)})
		each = append(each, Outline{Calls: session.Calls, Spans: len(session.Spans), Length: session.Length()})
		if len(each) == t.Sessions {
			break
		}
	}
	if len(each) == 0 {
		return Outline{}, errNoSessions
	}
	total := Outline{Sessions: t.Sessions}
	free := t.lanes()
	for n := range t.Sessions {
		session := each[n%len(each)]
		total.Calls += session.Calls
		total.Spans += session.Spans
		free[0].due += session.Length
		total.Length = max(total.Length, free[0].due)
		heap.Fix(&free, 0)
	}
	return total, nil
}

var errNoSessions = errors.New("the recording has no sessions")

// Events yields all spans in the order in which they are due, for sessions of
// which the first begins at start. The first error ends the sequence.
func (t Timeline) Events(start time.Time) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		next, stop := iter.Pull2(t.rounds())
		defer stop()
		opened := 0
		lanes := t.lanes()
		for lanes.Len() > 0 {
			current := lanes[0]
			if current.done() {
				if opened == t.Sessions {
					heap.Pop(&lanes)
					continue
				}
				recorded, err, _ := next()
				if err != nil {
					yield(Event{}, err)
					return
				}
				session := plan.Of(recorded, t.Script, plan.Identity{
					Seed: t.Seed, Ordinal: opened, Recorded: recorded.ID, Began: start.Add(current.due),
				})
				current.open(session, t.order(opened, len(session.Spans)))
				opened++
				heap.Fix(&lanes, 0)
				continue
			}
			event := current.pop()
			heap.Fix(&lanes, 0)
			if !yield(event, nil) {
				return
			}
		}
	}
}

// rounds yields the recorded sessions again and again.
func (t Timeline) rounds() iter.Seq2[recording.Session, error] {
	return func(yield func(recording.Session, error) bool) {
		for round := 0; ; round++ {
			empty := true
			for session, err := range t.Recorded {
				empty = false
				if !yield(session, err) {
					return
				}
			}
			if empty {
				yield(recording.Session{}, fmt.Errorf("round %d: %w", round+1, errNoSessions))
				return
			}
		}
	}
}

// order is which span takes each slot of a session.
func (t Timeline) order(ordinal, spans int) []int {
	order := make([]int, spans)
	for i := range order {
		order[i] = i
	}
	if t.Shuffle {
		random := rand.New(rand.NewPCG(t.Seed, uint64(ordinal))) //nolint:gosec // the same order for the same seed, no secret
		random.Shuffle(spans, func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order
}
