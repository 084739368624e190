package e2e

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kills is how often the collector is killed; make soak has it done more often.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("KILLS"))
	if err != nil {
		return 5
	}
	return n
}

// fleet are senders that share requests, and send each until it is taken.
type fleet struct {
	url      string
	requests [][]byte

	mu       sync.Mutex
	more     *sync.Cond
	next     int
	allowed  int // requests that may be sent before the next kill
	taken    atomic.Int64
	failures atomic.Int64
	inFlight atomic.Int64
}

func newFleet(c *collector, requests [][]byte) *fleet {
	f := &fleet{url: "http://" + c.otlpHTTP + "/v1/traces", requests: requests}
	f.more = sync.NewCond(&f.mu)
	return f
}

// allow lets the senders go on to a request.
func (f *fleet) allow(until int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.allowed = until
	f.more.Broadcast()
}

func (f *fleet) take() (body []byte, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.next < len(f.requests) && f.next >= f.allowed {
		f.more.Wait()
	}
	if f.next >= len(f.requests) {
		return nil, false
	}
	f.next++
	return f.requests[f.next-1], true
}

// waitFor waits until so many requests were taken.
func (f *fleet) waitFor(t *testing.T, requests int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); int(f.taken.Load()) < requests; time.Sleep(50 * time.Microsecond) {
		require.True(t, time.Now().Before(deadline), "%d of %d requests taken", f.taken.Load(), requests)
	}
}

// run sends until all is taken, or the test is over.
func (f *fleet) run(ctx context.Context) {
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for body, ok := f.take(); ok; body, ok = f.take() {
		for !f.send(ctx, client, body) {
			f.failures.Add(1)
			select {
			case <-ctx.Done():
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
		f.taken.Add(1)
	}
}

func (f *fleet) send(ctx context.Context, client *http.Client, body []byte) bool {
	f.inFlight.Add(1)
	defer f.inFlight.Add(-1)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return false
	}
	return response.StatusCode == http.StatusOK
}

// Whatever was acknowledged is in the account once, however often the process dies,
// and each threshold is told under one id.
func TestKilledCollectorLosesAndRepeatsNothing(t *testing.T) {
	n := kills(t)
	all := newTraffic(t, allSessions(t)[:min(20*n, 710)])
	random := rand.New(rand.NewPCG(9, uint64(n)))
	all.untidy(random, 0.02, 0.05)
	requests := all.requests(t, 50)
	told := newSink(t)
	c := startCollector(t, ownPrices, moneyBudgets, told.config)

	f := newFleet(c, requests)
	var senders sync.WaitGroup
	for range 3 {
		senders.Go(func() { f.run(t.Context()) })
	}
	busy, part := 0, len(requests)/(n+1)
	for kill := range n {
		f.allow((kill + 1) * part)
		f.waitFor(t, kill*part+random.IntN(part*3/4))
		time.Sleep(time.Duration(random.IntN(1000)) * time.Microsecond)
		if f.inFlight.Load() > 0 {
			busy++
		}
		c.kill(t)
		c.start(t)
	}
	f.allow(len(requests))
	senders.Wait()

	require.EqualValues(t, len(requests), f.taken.Load())
	t.Logf("%d kills, %d while requests were under way; %d attempts at %d requests failed", n, busy, f.failures.Load(), len(requests))
	assert.GreaterOrEqual(t, busy, n/2, "the senders were idle when the collector was killed")
	all.assertSpent(t, c)
	c.shutdown(t)
	assertTold(t, all.reached(), told.all())
}
