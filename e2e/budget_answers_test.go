package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// later asks on the side; what is answered comes from the channel.
func (c *collector) later(t *testing.T, path string, headers ...string) <-chan answer {
	t.Helper()
	answers := make(chan answer, 1)
	go func() { answers <- c.api(t, http.MethodGet, path, "", headers...) }() //nolint:testifylint // a failure is one of the test, wherever it is
	return answers
}

// An answer has a tag; who has it is told nothing again, or waits for a change.
func TestAnswersAreTaggedAndAwaited(t *testing.T) {
	c := startCollector(t)
	path := sessionPath("tagged", "budget")
	c.spend(t, "tagged", 1)
	first := c.api(t, http.MethodGet, path, "")
	require.Equal(t, http.StatusOK, first.status)
	tag := first.header.Get("ETag")
	require.NotEmpty(t, tag)
	var s standing
	first.into(t, &s)
	since := fmt.Sprintf("since=%d", s.Revision)

	t.Run("the same", func(t *testing.T) {
		for _, condition := range []string{tag, `"another", ` + tag, "W/" + tag, "*"} {
			a := c.api(t, http.MethodGet, path, "", "If-None-Match", condition)
			assert.Equal(t, http.StatusNotModified, a.status, condition)
			assert.Empty(t, a.text)
			assert.Equal(t, tag, a.header.Get("ETag"))
		}
		assert.Equal(t, http.StatusOK, c.api(t, http.MethodGet, path, "", "If-None-Match", `"another"`).status)
		assert.Equal(t, http.StatusNoContent, c.api(t, http.MethodGet, path+"?"+since, "").status)
	})
	t.Run("nothing happens", func(t *testing.T) {
		began := time.Now()
		assert.Equal(t, http.StatusNoContent, c.api(t, http.MethodGet, path+"?wait=300ms&"+since, "").status)
		assert.Equal(t, http.StatusNotModified, c.api(t, http.MethodGet, path+"?wait=300ms", "", "If-None-Match", tag).status)
		assert.GreaterOrEqual(t, time.Since(began), 600*time.Millisecond, "both waited")
		assert.Equal(t, http.StatusNoContent, c.api(t, http.MethodGet, sessionPath("never seen", "budget")+"?wait=100ms&since=0", "").status)
	})
	t.Run("something happens", func(t *testing.T) {
		waiting := []<-chan answer{
			c.later(t, path+"?wait=30s&"+since), c.later(t, path+"?wait=30s", "If-None-Match", tag),
			c.later(t, sessionPath("never seen", "budget")+"?wait=30s&since=0"),
		}
		time.Sleep(200 * time.Millisecond)
		c.spend(t, "somebody else", 2)
		select {
		case a := <-waiting[0]:
			require.Fail(t, "a change of another session woke it", "%+v", a)
		case <-time.After(200 * time.Millisecond):
		}
		began := time.Now()
		c.spend(t, "tagged", 3)
		c.spend(t, "never seen", 4)
		for i, calls := range []int64{2, 2, 1} {
			select {
			case a := <-waiting[i]:
				require.Equal(t, http.StatusOK, a.status)
				var now standing
				a.into(t, &now)
				assert.Equal(t, calls, now.Calls)
				assert.NotEqual(t, tag, a.header.Get("ETag"))
			case <-time.After(soon):
				require.Fail(t, "a change woke nobody", "%d", i)
			}
		}
		assert.Less(t, time.Since(began), soon)
	})
	t.Run("a change that was missed is told at once", func(t *testing.T) {
		began := time.Now()
		assert.Equal(t, http.StatusOK, c.api(t, http.MethodGet, path+"?wait=30s&"+since, "").status)
		assert.Less(t, time.Since(began), soon)
	})
	t.Run("a stop waits for nobody", func(t *testing.T) {
		var now standing
		c.api(t, http.MethodGet, path, "").into(t, &now)
		waiting := c.later(t, path+fmt.Sprintf("?wait=60s&since=%d", now.Revision))
		time.Sleep(100 * time.Millisecond)
		began := time.Now()
		c.shutdown(t)
		assert.Equal(t, http.StatusNoContent, (<-waiting).status)
		assert.Less(t, time.Since(began), soon)
	})
	t.Run("a tag outlives a restart", func(t *testing.T) {
		c.start(t)
		assert.Equal(t, http.StatusOK, c.api(t, http.MethodGet, path, "", "If-None-Match", tag).status)
		now := c.api(t, http.MethodGet, path, "")
		assert.Equal(t, http.StatusNotModified, c.api(t, http.MethodGet, path, "", "If-None-Match", now.header.Get("ETag")).status)
	})
}

// The API answers while traffic runs.
func TestBudgetIsAnsweredAtOnceUnderLoad(t *testing.T) {
	all := newTraffic(t, allSessions(t)[:150])
	c := startCollector(t, ownPrices, "extensions::genai_budget::rate_limit::requests_per_second: 0\n")
	f := newFleet(c, all.requests(t, 100))
	f.allow(len(f.requests))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var sender sync.WaitGroup
	sender.Go(func() { f.run(ctx) })
	var took []time.Duration
	for int(f.taken.Load()) < len(f.requests) {
		began := time.Now()
		c.ask(t, "nobody")
		took = append(took, time.Since(began))
	}
	sender.Wait()
	slices.Sort(took)
	t.Logf("%d answers: median %v, p99 %v", len(took), took[len(took)/2], took[len(took)*99/100])
	assert.Less(t, took[len(took)/2], 10*time.Millisecond)
	nobody := c.ask(t, "nobody")
	assert.False(t, nobody.Known)
	assert.Equal(t, "5", nobody.Limit.String(), "the budget that will apply")
}
