package account

import (
	"context"
	"maps"
	"sync"
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
	c.Compacting = func(context.Context) error {
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
