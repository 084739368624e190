package account

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const usd = budget.NanoUSD(1e9)

func testConfig() Config {
	return Config{
		Ledger: session.Config{Budgets: []budget.Budget{{
			Name: "session", Scope: []string{"session"}, Window: budget.Window{Kind: budget.SessionWindow},
			Limit: budget.Limit{NanoUSD: 5 * usd}, Thresholds: []float64{0.5, 0.8, 1}, Mode: budget.Enforce,
		}}},
		SnapshotInterval: time.Hour, SnapshotBytes: 1 << 30, SnapshotRecords: 1 << 30,
		MaxPendingBytes: 1 << 20, WriteTimeout: time.Second, KeepEvents: 100,
	}
}

// counts is an Observer.
type counts struct {
	mu                                   sync.Mutex
	posted, duplicates, commits, failed  int
	snapshots, snapshotsFailed, refusals int
	reasons                              []Reason
}

func (c *counts) Posted(postings, duplicates int, _ *Notes) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posted += postings
	c.duplicates += duplicates
}

func (c *counts) Refused(reason Reason) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refusals++
	c.reasons = append(c.reasons, reason)
}

func (c *counts) Committed(_ int, _ time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commits++
	if err != nil {
		c.failed++
	}
}

func (c *counts) Snapshotted(_ int64, _ time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.snapshots++
	if err != nil {
		c.snapshotsFailed++
	}
}

// open opens an owner that is closed, or killed, by the test.
func open(t *testing.T, c Config, kept store.Store) (*Owner, *counts) {
	t.Helper()
	seen := &counts{}
	o, _, err := Open(t.Context(), c, kept, seen)
	require.NoError(t, err)
	t.Cleanup(func() { kill(o) })
	return o, seen
}

// kill ends an owner as the death of its process does.
func kill(o *Owner) {
	if o.shut() {
		o.stop()
		o.tasks.Wait()
	}
}

// call is a model call of its own, by number.
func call(name string, number int, cost budget.NanoUSD) session.Posting {
	now := time.Now().UnixNano()
	p := session.Posting{
		Kind: session.Call, Session: name, Start: now, End: now, Service: "shop", Model: "a-model",
		Tokens: session.Tokens{Input: 100, Output: 10}, Cost: cost, Priced: true, Rank: session.Computed,
	}
	binary.BigEndian.PutUint64(p.Trace[8:], uint64(number)+1)
	binary.BigEndian.PutUint64(p.Span[:], uint64(number)+1)
	return p
}

func calls(name string, from, n int, cost budget.NanoUSD) []session.Posting {
	postings := make([]session.Posting, n)
	for i := range postings {
		postings[i] = call(name, from+i, cost)
	}
	return postings
}

func post(t *testing.T, o *Owner, postings ...session.Posting) []session.Receipt {
	t.Helper()
	receipts := make([]session.Receipt, len(postings))
	require.NoError(t, o.Post(t.Context(), postings, receipts))
	return receipts
}

func spent(o *Owner, name string) budget.NanoUSD {
	return o.View(session.Key{Session: name}).Spend.NanoUSD
}

func TestARestartKeepsTheSpend(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, o *Owner){
		"closed": func(t *testing.T, o *Owner) {
			t.Helper()
			require.NoError(t, o.Close(t.Context()))
		},
		"killed": func(_ *testing.T, o *Owner) { kill(o) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := storetest.NewMemory()
				o, _ := open(t, testConfig(), storetest.Open(memory))
				receipts := post(t, o, calls("a", 0, 1000, usd/1000)...)
				assert.Equal(t, usd, receipts[999].Cost)
				post(t, o, call("b", 5000, 7))
				_, err := o.SetLimit(t.Context(), session.Key{Session: "b"}, &budget.Limit{NanoUSD: 9}, 0)
				require.NoError(t, err)
				end(t, o)

				o, seen := open(t, testConfig(), storetest.Open(memory))
				assert.Equal(t, usd, spent(o, "a"))
				assert.EqualValues(t, 9, o.View(session.Key{Session: "b"}).Limit.NanoUSD)
				receipts = post(t, o, calls("a", 990, 20, usd/1000)...)
				assert.True(t, receipts[9].Duplicate)
				assert.False(t, receipts[10].Duplicate)
				assert.Equal(t, usd+10*usd/1000, spent(o, "a"))
				assert.Equal(t, 10, seen.duplicates)
				require.NoError(t, o.Close(t.Context()))
			})
		})
	}
}

// The store fails in every way at every moment, the process dies now and then, and
// the sender sends again until it is told that its batch is kept.
func TestFaultsAndDeathsLoseNothingAndCountNothingTwice(t *testing.T) {
	for seed := range 12 {
		synctest.Test(t, func(t *testing.T) {
			config := testConfig()
			config.SnapshotRecords = 5
			config.Ledger.Budgets[0].Limit.NanoUSD = 1000 * usd
			memory := storetest.NewMemory()
			var count atomic.Int64
			start := func() *Owner {
				faulty := storetest.NewFaulty(memory.Client())
				o, _ := open(t, config, store.Open(faulty, memory.Named(storetest.WitnessName).Client()))
				faulty.Break(func(operations []*storage.Operation) storetest.Fault {
					if !storetest.Writes(operations) {
						return storetest.None
					}
					writes := int(count.Add(1))
					if (writes*7+seed)%5 < 2 {
						return storetest.Fault((writes+seed)%4 + 1)
					}
					return storetest.None
				})
				return o
			}
			o := start()
			var acknowledged budget.NanoUSD
			for batch := range 60 {
				postings := calls("a", batch*3, 3, budget.NanoUSD(batch+1))
				for o.Post(t.Context(), postings, make([]session.Receipt, 3)) != nil {
					time.Sleep(time.Second / 3)
				}
				acknowledged += 3 * budget.NanoUSD(batch+1)
				if (batch+seed)%9 == 0 {
					kill(o)
					o = start()
				}
				require.Equal(t, acknowledged, spent(o, "a"))
			}
			kill(o)
			o, _ = open(t, config, storetest.Open(memory))
			require.Equal(t, acknowledged, spent(o, "a"))
		})
	}
}

func TestPostingsWaitForTheirWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		faulty := storetest.NewFaulty(storetest.NewMemory().Client())
		o, _ := open(t, testConfig(), store.Open(faulty, storetest.NewMemory().Client()))
		gate := make(chan struct{})
		faulty.Break(func([]*storage.Operation) storetest.Fault { <-gate; return storetest.None })
		done := make(chan error, 8)
		for i := range cap(done) {
			go func() {
				done <- o.Post(t.Context(), []session.Posting{call("a", i, 1)}, make([]session.Receipt, 1))
			}()
		}
		synctest.Wait()
		assert.Empty(t, done, "nobody is told before it is kept")
		assert.EqualValues(t, 8, spent(o, "a"), "who asks sees it all the same")
		close(gate)
		for range cap(done) {
			require.NoError(t, <-done)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		gate = make(chan struct{})
		require.ErrorIs(t, o.Post(ctx, []session.Posting{call("a", 99, 1)}, make([]session.Receipt, 1)), context.Canceled)
		close(gate)
	})
}

func TestWhatWaitsIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := testConfig()
		config.MaxPendingBytes = 10_000
		memory := storetest.NewMemory()
		faulty := storetest.NewFaulty(memory.Client())
		o, seen := open(t, config, store.Open(faulty, memory.Named(storetest.WitnessName).Client()))
		faulty.Break(func([]*storage.Operation) storetest.Fault { return storetest.Before })
		var err error
		for i := range 1000 {
			if err = o.Post(t.Context(), calls("a", i*10, 10, 1), make([]session.Receipt, 10)); err == ErrOverloaded { //nolint:errorlint // it is not wrapped
				break
			}
			require.ErrorIs(t, err, storetest.ErrFault)
		}
		require.ErrorIs(t, err, ErrOverloaded)
		assert.Less(t, o.Pending(), int64(20_000))
		assert.Equal(t, ReasonOverloaded, seen.reasons[len(seen.reasons)-1])
		kept := spent(o, "a")
		faulty.Break(nil)
		time.Sleep(writeEvery * tickInterval) // nobody sends: the clock writes
		synctest.Wait()
		assert.Less(t, o.Pending(), int64(100), "a tick of the clock at most")
		kill(o)
		o, _ = open(t, config, storetest.Open(memory))
		assert.Equal(t, kept, spent(o, "a"))
	})
}

func TestSnapshotsCompact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := testConfig()
		config.SnapshotRecords = 10
		memory := storetest.NewMemory()
		o, seen := open(t, config, storetest.Open(memory))
		for i := range 300 {
			post(t, o, call(fmt.Sprint("session-", i%50), i, usd/100))
			time.Sleep(200 * time.Millisecond)
		}
		synctest.Wait()
		assert.Greater(t, seen.snapshots, 5)
		assert.Zero(t, seen.snapshotsFailed)
		assert.Less(t, len(memory.Dump()), 40, "what a snapshot stands for is deleted")
		kill(o)
		o, _ = open(t, config, storetest.Open(memory))
		for i := range 50 {
			assert.Equal(t, 6*usd/100, spent(o, fmt.Sprint("session-", i)))
		}
	})
}

func TestASnapshotIsOfOneMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := storetest.NewMemory()
		faulty := storetest.NewFaulty(memory.Client())
		config := testConfig()
		config.Ledger.Budgets[0].Limit.NanoUSD = 1000 * usd
		o, _ := open(t, config, store.Open(faulty, memory.Named(storetest.WitnessName).Client()))
		for i := range 3000 {
			post(t, o, call(fmt.Sprint("session-", i), i, 1))
		}
		chunks := 0
		faulty.Break(func(operations []*storage.Operation) storetest.Fault {
			if len(operations) == 1 && operations[0].Type == storage.Set && operations[0].Key[0] == 's' { // while it is written
				chunks++
				o.ledgerPost(calls(fmt.Sprint("session-", 2999-chunks), 10_000+chunks*10, 10, usd))
			}
			return storetest.None
		})
		require.NoError(t, o.snapshot(t.Context()))
		require.Greater(t, chunks, 1)
		faulty.Break(nil)
		require.NoError(t, o.journal.commit(t.Context()))
		want := o.Report(time.Now())
		kill(o)
		o, _ = open(t, config, storetest.Open(memory))
		for i := 1; i <= chunks; i++ {
			assert.Equal(t, 10*usd+1, spent(o, fmt.Sprint("session-", 2999-i)))
		}
		got := o.Report(time.Now())
		assert.Equal(t, want.Active, got.Active)
		assert.Equal(t, want.MaxCost, got.MaxCost)
	})
}

// ledgerPost books without waiting.
func (o *Owner) ledgerPost(postings []session.Posting) {
	if _, err := o.book(postings, make([]session.Receipt, len(postings)), later); err != nil {
		panic(err)
	}
}

func TestACorruptStoreIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := storetest.NewMemory()
		o, _ := open(t, testConfig(), storetest.Open(memory))
		post(t, o, call("a", 1, usd))
		require.NoError(t, o.Close(t.Context()))
		o, _ = open(t, testConfig(), storetest.Open(memory))
		post(t, o, call("a", 2, usd))
		kill(o)
		for key := range memory.Dump() {
			for _, cut := range []bool{false, true} {
				damaged := storetest.NewMemory()
				damaged.Damage(func(values map[string][]byte) {
					maps.Copy(values, memory.Dump())
					if cut {
						values[key] = values[key][:len(values[key])/2]
					} else {
						values[key][len(values[key])-1] ^= 1
					}
				})
				damaged.Named(storetest.WitnessName).Damage(func(values map[string][]byte) {
					maps.Copy(values, memory.Named(storetest.WitnessName).Dump())
				})
				_, _, err := Open(t.Context(), testConfig(), storetest.Open(damaged), &counts{})
				require.ErrorIs(t, err, store.ErrCorrupt, key)

				config := testConfig()
				config.StartEmpty = true
				o, restored, err := Open(t.Context(), config, storetest.Open(damaged), &counts{})
				require.NoError(t, err)
				assert.Equal(t, FromLostData, restored.From)
				require.ErrorIs(t, restored.Lost, store.ErrCorrupt)
				assert.Zero(t, spent(o, "a"))
				post(t, o, call("a", 3, 5))
				kill(o)
				o, restored, err = Open(t.Context(), config, storetest.Open(damaged), &counts{})
				require.NoError(t, err)
				assert.Equal(t, FromStore, restored.From)
				assert.EqualValues(t, 5, spent(o, "a"))
				kill(o)
			}
		}
	})
}

// An engine that lost its last write without a word is not taken at its word: what was
// acknowledged last is missing, and that is told.
func TestAStoreThatIsShortIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := storetest.NewMemory()
		o, _ := open(t, testConfig(), storetest.Open(memory))
		post(t, o, call("a", 1, usd))
		post(t, o, call("a", 2, usd))
		kill(o)
		require.NoError(t, memory.Undo())
		for range 2 {
			_, _, err := Open(t.Context(), testConfig(), storetest.Open(memory), &counts{})
			require.ErrorIs(t, err, store.ErrCorrupt)
			require.ErrorContains(t, err, "the last 1 are missing")
		}
		config := testConfig()
		config.StartEmpty = true
		o, restored, err := Open(t.Context(), config, storetest.Open(memory), &counts{})
		require.NoError(t, err)
		assert.Equal(t, FromShort, restored.From)
		assert.EqualValues(t, 1, restored.Missing)
		require.ErrorIs(t, restored.Lost, store.ErrCorrupt)
		assert.Equal(t, usd, spent(o, "a"), "what is there is kept")
		post(t, o, call("a", 2, usd))
		kill(o)
		o, restored, err = Open(t.Context(), testConfig(), storetest.Open(memory), &counts{})
		require.NoError(t, err)
		assert.Equal(t, FromStore, restored.From, "it was told")
		assert.Equal(t, 2*usd, spent(o, "a"))
		kill(o)
	})
}

func TestTroubleThatMayPassIsNotALoss(t *testing.T) {
	faulty := storetest.NewFaulty(storetest.NewMemory().Client())
	faulty.Break(func([]*storage.Operation) storetest.Fault { return storetest.Before })
	config := testConfig()
	config.StartEmpty = true
	_, _, err := Open(t.Context(), config, store.Open(faulty, storetest.NewMemory().Client()), &counts{})
	require.ErrorIs(t, err, storetest.ErrFault)
}

func TestEventsAreToldWhenTheyAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := storetest.NewMemory()
		faulty := storetest.NewFaulty(memory.Client())
		o, _ := open(t, testConfig(), store.Open(faulty, memory.Named(storetest.WitnessName).Client()))
		notified := make(chan struct{}, 10)
		stop := o.Notify(func() { notified <- struct{}{} })
		faulty.Break(func([]*storage.Operation) storetest.Fault { return storetest.Before })
		err := o.Post(t.Context(), []session.Posting{call("a", 1, 4*usd)}, make([]session.Receipt, 1))
		require.ErrorIs(t, err, storetest.ErrFault)
		assert.Empty(t, o.Events(0, 10))
		assert.Empty(t, notified)
		faulty.Break(nil)
		post(t, o, call("a", 1, 4*usd))
		<-notified
		first := o.Events(0, 10)
		require.Len(t, first, 2, "half and four fifths")
		assert.Equal(t, session.Threshold, first[1].Kind)
		assert.InDelta(t, 0.8, first[1].Crossing.Threshold, 0)
		of, through, complete := o.EventsOf(session.Key{Session: "a"}, first[0].Sequence)
		assert.Equal(t, first[1:], of)
		assert.Equal(t, first[1].Sequence, through)
		assert.True(t, complete)
		of, _, _ = o.EventsOf(session.Key{Session: "b"}, 0)
		assert.Empty(t, of)
		stop()

		kill(o)
		o, _ = open(t, testConfig(), storetest.Open(memory))
		again := o.Events(0, 10)
		require.Len(t, again, 2, "nobody had them")
		assert.Equal(t, first[0].ID, again[0].ID)
		of, _, _ = o.EventsOf(session.Key{Session: "a"}, 0)
		assert.Len(t, of, 2)
		require.NoError(t, o.Delivered(t.Context(), again[1].Sequence))
		assert.Empty(t, o.Events(0, 10))
		kill(o)
		o, _ = open(t, testConfig(), storetest.Open(memory))
		assert.Empty(t, o.Events(0, 10), "delivered stays delivered")
		of, through, complete = o.EventsOf(session.Key{Session: "a"}, first[0].Sequence)
		assert.Empty(t, of)
		assert.Equal(t, first[1].Sequence, through, "numbers go on")
		assert.False(t, complete, "a stream that missed one is told")
		_, _, complete = o.EventsOf(session.Key{Session: "a"}, first[1].Sequence)
		assert.True(t, complete)
		_, through, complete = o.EventsOf(session.Key{Session: "a"}, first[1].Sequence+1)
		assert.Equal(t, first[1].Sequence, through)
		assert.False(t, complete, "of another ledger")
		post(t, o, call("a", 2, usd))
		of, _, complete = o.EventsOf(session.Key{Session: "a"}, first[1].Sequence)
		assert.Len(t, of, 1)
		assert.True(t, complete)
	})
}

func TestKeptEventsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, _ := open(t, testConfig(), nil)
		for i := range 300 {
			post(t, o, call(fmt.Sprint("session-", i), i, 3*usd))
		}
		assert.LessOrEqual(t, len(o.feed.events), 200)
		_, _, complete := o.EventsOf(session.Key{Session: "session-1"}, 1)
		assert.False(t, complete)
		events, _, complete := o.EventsOf(session.Key{Session: "session-299"}, 299)
		assert.True(t, complete)
		assert.Len(t, events, 1)
	})
}

func TestWatchersAreToldOfTheirSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, _ := open(t, testConfig(), nil)
		a, stopA := o.Watch(session.Key{Session: "a"})
		b, stopB := o.Watch(session.Key{Session: "b"})
		defer stopB()
		post(t, o, calls("a", 0, 10, 1)...)
		assert.Len(t, a, 1)
		assert.Empty(t, b)
		<-a
		require.NoError(t, o.End(t.Context(), session.Key{Session: "a"}))
		<-a
		time.Sleep(tickInterval)
		<-a
		<-b
		stopA()
		stopA()
		post(t, o, call("a", 20, 1))
		assert.Empty(t, a)
		stopB()
		assert.Zero(t, o.watchers.count.Load())
	})
}

func TestAClosedLedgerTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := storetest.NewMemory()
		o, seen := open(t, testConfig(), storetest.Open(memory))
		require.NoError(t, o.Close(t.Context()))
		require.NoError(t, o.Close(t.Context()))
		require.ErrorIs(t, o.Post(t.Context(), calls("a", 0, 1, 1), make([]session.Receipt, 1)), ErrClosed)
		require.ErrorIs(t, o.End(t.Context(), session.Key{Session: "a"}), ErrClosed)
		require.ErrorIs(t, o.Delivered(t.Context(), 1), ErrClosed)
		_, err := o.SetLimit(t.Context(), session.Key{Session: "a"}, nil, 0)
		require.ErrorIs(t, err, ErrClosed)
		assert.Equal(t, []Reason{ReasonClosed}, seen.reasons)
	})
}
