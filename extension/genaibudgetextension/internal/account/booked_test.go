package account

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// learner is something that is kept apart from a ledger and learns what is booked. It is slow.
type learner struct {
	mu           sync.Mutex
	known, image map[session.SpanID]bool
}

func (l *learner) config() Config {
	c := testConfig()
	c.Booked = func(postings []session.Posting, _ []session.Receipt) {
		time.Sleep(3 * time.Millisecond)
		l.mu.Lock()
		defer l.mu.Unlock()
		for i := range postings {
			l.known[postings[i].Span] = true
		}
	}
	c.Compacting = func(context.Context, uint32) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.image = maps.Clone(l.known)
		return nil
	}
	return c
}

// What is in no journal any more is in the image of who learns, however slow it is: the
// journal is not cut between a posting and what is learnt of it.
func TestWhatIsCompactedWasTold(t *testing.T) {
	for range 5 {
		memory := storetest.NewMemory()
		l := &learner{known: map[session.SpanID]bool{}}
		o, _ := open(t, l.config(), storetest.Open(memory))
		var posting sync.WaitGroup
		stop := make(chan struct{})
		acknowledged := make([]map[session.SpanID]bool, 3)
		for i := range acknowledged {
			posting.Go(func() { acknowledged[i] = postUntil(t, o, i<<20, stop) })
		}
		time.Sleep(20 * time.Millisecond)
		require.NoError(t, o.snapshot(t.Context()))
		close(stop)
		posting.Wait()
		kill(o)

		again := &learner{known: l.image}
		restarted, _ := open(t, again.config(), storetest.Open(memory))
		for _, spans := range acknowledged {
			require.NotEmpty(t, spans)
			for span := range spans {
				assert.True(t, again.known[span], "%x", span)
			}
		}
		kill(restarted)
	}
}

// postUntil posts one call after the other, and returns those that were acknowledged.
func postUntil(t *testing.T, o *Owner, from int, stop <-chan struct{}) map[session.SpanID]bool {
	t.Helper()
	acknowledged := map[session.SpanID]bool{}
	for number := from; ; number++ {
		select {
		case <-stop:
			return acknowledged
		default:
		}
		p := call("a", number, 1)
		if assert.NoError(t, o.Post(t.Context(), []session.Posting{p}, make([]session.Receipt, 1))) {
			acknowledged[p.Span] = true
		}
	}
}

// Who begins to learn while many post is told of all that is booked of sessions that begin later,
// and of nothing any more once it has ended.
func TestWhatIsBookedAfterASwitchIsTold(t *testing.T) {
	for range 20 {
		var learns atomic.Bool
		var mu sync.Mutex
		told := map[session.SpanID]uint32{}
		c := testConfig()
		c.Booked = func(postings []session.Posting, receipts []session.Receipt) {
			time.Sleep(100 * time.Microsecond)
			if !learns.Load() {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for i := range postings {
				told[postings[i].Span] = receipts[i].Began
			}
		}
		o, _ := open(t, c, nil)
		var posting sync.WaitGroup
		stop := make(chan struct{})
		booked := make([]map[session.SpanID]uint32, 3)
		for i := range booked {
			posting.Go(func() { booked[i] = beginSessions(t, o, i<<20, stop) })
		}
		switched := func(to bool) (at uint32) {
			for before := o.begun(); o.begun() < before+5; {
				time.Sleep(100 * time.Microsecond)
			}
			o.Between(func(begun uint32) { at = begun; learns.Store(to) })
			return at
		}
		from := switched(true)
		through := switched(false)
		mu.Lock()
		known := maps.Clone(told)
		mu.Unlock()
		time.Sleep(time.Millisecond)
		close(stop)
		posting.Wait()
		require.Less(t, from, through)
		assert.Equal(t, known, told, "nothing is told afterwards")
		for _, all := range booked {
			for span, began := range all {
				if began > from && began <= through {
					assert.Equal(t, began, told[span], "session %d, of %d to %d", began, from+1, through)
				}
			}
		}
		kill(o)
	}
}

// beginSessions posts one call of a new session after the other, and returns the numbers of
// their sessions.
func beginSessions(t *testing.T, o *Owner, from int, stop <-chan struct{}) map[session.SpanID]uint32 {
	t.Helper()
	began := map[session.SpanID]uint32{}
	for number := from; ; number++ {
		select {
		case <-stop:
			return began
		default:
		}
		p := call(fmt.Sprint("session-", number), number, 1)
		var receipts [1]session.Receipt
		if !assert.NoError(t, o.Post(t.Context(), []session.Posting{p}, receipts[:])) {
			return began
		}
		began[p.Span] = receipts[0].Began
	}
}
