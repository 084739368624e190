package alert

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// world is a desk among random events, destinations that fail and kills, beside what is true.
type world struct {
	*counter
	random *rand.Rand
	policy *Policy
	kept   shelf
	// open is how bad what holds is, by session and kind.
	open map[string]Severity
	// known is as how bad each destination knows what holds.
	known map[string]map[string]Severity
}

const worldSessions = 4

// TestWhateverHappens checks at every notice that it is true and news, and in the end that
// everybody knows what holds and nothing else.
func TestWhateverHappens(t *testing.T) {
	seeds := uint64(200)
	if testing.Short() {
		seeds = 20
	}
	for seed := range seeds {
		w := newWorld(t, seed)
		for range 150 {
			w.step()
		}
		w.settle()
	}
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	p := policy(func(p *Policy) {
		p.Destinations = []Route{{Name: "a", Resolves: true}, {Name: "b", Resolves: true, MinSeverity: Error}, {Name: "c", Resolves: true, Renew: time.Minute}, {Name: "d", Resolves: true, Renew: time.Minute, Linger: 2 * time.Minute}}
		p.CoolDown = time.Duration(random.IntN(3)) * time.Minute
	})
	return &world{
		counter: opened(t, p), random: random, policy: p, kept: shelf{}, open: map[string]Severity{},
		known: map[string]map[string]Severity{"a": {}, "b": {}, "c": {}, "d": {}},
	}
}

func (w *world) step() {
	w.later(time.Duration(w.random.IntN(40)) * time.Second)
	switch w.random.IntN(10) {
	case 0, 1, 2, 3:
		w.happen()
		w.kept.keep(w.Desk)
	case 4:
		now, events := w.now, w.events
		w.counter = w.kept.again(w.t, w.policy, now) // a kill
		w.events = events
	default:
		w.deliver([]string{"a", "b", "c", "d"}[w.random.IntN(4)], 1+w.random.IntN(3), w.sometimes(w.happen))
	}
}

func (w *world) sometimes(f func()) func() {
	if w.random.IntN(3) == 0 {
		return f
	}
	return func() {}
}

// happen is an event, or the same one twice.
func (w *world) happen() {
	session := fmt.Sprintf("s%d", w.random.IntN(worldSessions))
	worse := func(kind string, severity Severity) {
		w.open[session+kind] = max(w.open[session+kind], severity)
	}
	var e Event
	switch w.random.IntN(6) {
	case 0:
		e = looped(session, "warn")
		worse(" loop", Warning)
	case 1:
		e = looped(session, "critical")
		worse(" loop", Error)
	case 2:
		e = crossed(session, "0.8")
		worse(" budget", Warning)
	case 3:
		e = crossed(session, "1")
		worse(" budget", Critical)
	case 4:
		e = recovered(session, "0.8")
		delete(w.open, session+" budget")
	case 5:
		e = ended(session)
		delete(w.open, session+" budget")
		delete(w.open, session+" loop")
	}
	w.events++
	e.ID = fmt.Sprint("happened ", w.events)
	w.get(e)
	if w.random.IntN(3) == 0 {
		w.get(e)
	}
}

// deliver tells a destination of some notices, of which it takes some, and during which something may happen.
func (w *world) deliver(destination string, limit int, during func()) {
	tickets, _ := w.Next(destination, limit, w.now)
	require.LessOrEqual(w.t, len(tickets), limit)
	var taken, failed []Ticket
	for i := range tickets {
		if w.random.IntN(3) == 0 {
			failed = append(failed, tickets[i])
			continue
		}
		w.check(destination, &tickets[i])
		taken = append(taken, tickets[i])
	}
	during()
	w.Sent(destination, taken, w.now)
	w.Failed(destination, failed)
	w.kept.keep(w.Desk)
}

// check holds a notice against what is true and what is known.
func (w *world) check(destination string, ticket *Ticket) {
	i, known := &ticket.Incident, w.known[destination]
	kind := " budget"
	if i.Name == AlertLoop {
		kind = " loop"
	}
	var about string
	for _, l := range i.Labels {
		if l.Name == "session.id" {
			about = l.Value + kind
		}
	}
	was, knows := known[about]
	require.Equal(w.t, was, ticket.Was.Severity, "%s thinks it was told otherwise", destination)
	switch ticket.Action {
	case Trigger:
		require.Equal(w.t, w.open[about], i.Severity, "%s is told of %s, which is not so", destination, about)
		require.Greater(w.t, i.Severity, was, "%s knows of %s", destination, about)
		known[about] = i.Severity
	case Renew:
		require.Contains(w.t, []string{"c", "d"}, destination)
		require.True(w.t, knows)
		if destination != "d" { // where it lingers
			require.Contains(w.t, w.open, about)
		}
	case Resolve:
		require.True(w.t, knows, "%s does not know of %s", destination, about)
		require.NotContains(w.t, w.open, about)
		delete(known, about)
	}
}

// settle lets time pass until everybody was told everything.
func (w *world) settle() {
	w.later(3 * time.Minute)
	for destination := range w.known {
		for i := 0; w.Waiting(destination) > 0; i++ {
			w.deliver(destination, 3, func() {})
			require.Less(w.t, i, 1000, "it does not end")
		}
		for about, severity := range w.open {
			if destination == "b" && severity < Error {
				continue
			}
			// What was told as worse before it ended and began again stays so.
			require.GreaterOrEqual(w.t, w.known[destination][about], severity, "%s of %s", destination, about)
		}
		for about := range w.known[destination] {
			require.Contains(w.t, w.open, about)
		}
	}
}
