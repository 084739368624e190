package session_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func benchConfig() session.Config {
	return session.Config{
		Attributes: []string{"service.name"},
		Budgets:    []budget.Budget{sessionBudget(5*usd, 0.5, 0.8, 1), serviceDay(1<<60, 0.8, 1, 1.2)},
	}
}

// load posts calls of many sessions, two traces each.
type load struct {
	ids      []string
	scope    []string
	batch    []session.Posting
	receipts []session.Receipt
	next     uint64
}

func newLoad(sessions, batch int) *load {
	l := &load{
		ids: make([]string, sessions), scope: []string{"shop"},
		batch: make([]session.Posting, batch), receipts: make([]session.Receipt, batch),
	}
	for i := range l.ids {
		l.ids[i] = fmt.Sprintf("%08x-1111-4222-8333-%012x", i*7919, i)
	}
	return l
}

func (l *load) post(ledger *session.Ledger, now time.Time) {
	l.fill(now)
	ledger.Post(now, l.batch, l.receipts)
}

func (l *load) fill(now time.Time) {
	for i := range l.batch {
		at := l.next % uint64(len(l.ids))
		l.next++
		p := &l.batch[i]
		*p = session.Posting{
			Kind: session.Call, Session: l.ids[at], Service: "shop", Agent: "helper", Model: "gpt-5",
			Start: now.Add(-5 * time.Second).UnixNano(), End: now.UnixNano(), Scope: l.scope,
			Tokens: session.Tokens{Input: 1000, CacheRead: 9000, CacheWrite: 500, Output: int64(l.next)},
			Cost:   1_234_567, Priced: true, Rank: session.Computed, ResponseID: l.next * 0x9E3779B97F4A7C15,
		}
		binary.LittleEndian.PutUint64(p.Trace[:], at*0x9E3779B97F4A7C15+l.next/uint64(len(l.ids))%2)
		binary.LittleEndian.PutUint64(p.Span[:], l.next)
		binary.LittleEndian.PutUint64(p.Parent[:], l.next+1<<40)
	}
}

// took is how long something takes: benchmarks measure parts of what they do.
func took(f func()) time.Duration {
	begin := time.Now() //nolint:forbidigo // a benchmark is no domain
	f()
	return time.Since(begin) //nolint:forbidigo // see above
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// bytesPerSession is what one live session takes with one lane, without what is
// kept of traces and of duplicates, which have bounds of their own.
func bytesPerSession(tb testing.TB, sessions int) (perSession, perTrace, perCall float64, ledger *session.Ledger) {
	tb.Helper()
	l := newLoad(sessions, 1000)
	measure := func(config session.Config, change func(*session.Posting)) (float64, *session.Ledger) {
		ledger, err := session.New(config)
		require.NoError(tb, err)
		before, now := heap(), start
		l.next = 0
		for l.next < uint64(sessions)*2 {
			now = now.Add(time.Millisecond)
			l.postChanged(ledger, now, change)
		}
		return float64(heap()-before) / float64(sessions), ledger
	}
	bare, ledger := measure(benchConfig(), func(p *session.Posting) {
		p.Trace, p.Span, p.ResponseID = session.TraceID{}, session.SpanID{}, 0
	})
	traced, other := measure(benchConfig(), func(p *session.Posting) { p.Span, p.ResponseID = session.SpanID{}, 0 })
	runtime.KeepAlive(other)
	all, other := measure(benchConfig(), func(*session.Posting) {})
	runtime.KeepAlive(other)
	l.ids = nil
	return bare, (traced - bare) / 2, (all - traced) / 2, ledger
}

func (l *load) postChanged(ledger *session.Ledger, now time.Time, change func(*session.Posting)) {
	l.fill(now)
	for i := range l.batch {
		change(&l.batch[i])
	}
	ledger.Post(now, l.batch, l.receipts)
}

func TestASessionTakesLittleRoom(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	perSession, perTrace, perCall, ledger := bytesPerSession(t, 100_000)
	runtime.KeepAlive(ledger)
	t.Logf("%.0f bytes a session, %.0f a trace, %.0f a call that is remembered", perSession, perTrace, perCall)
	assert.LessOrEqual(t, perSession, 400.0)
}

func TestPostingDoesNotAllocate(t *testing.T) {
	ledger, err := session.New(benchConfig())
	require.NoError(t, err)
	l, now := newLoad(100, 200), start
	for range 500 {
		l.post(ledger, now)
	}
	run := func(change func(p *session.Posting, i int)) float64 {
		return testing.AllocsPerRun(100, func() {
			now = now.Add(time.Millisecond)
			l.fill(now)
			for i := range l.batch {
				change(&l.batch[i], i)
			}
			ledger.Post(now, l.batch, l.receipts)
		})
	}
	assert.Zero(t, run(func(p *session.Posting, i int) {
		p.Span, p.ResponseID = session.SpanID{}, 0
		if i%2 == 1 {
			p.Session = "" // that of its trace
		}
	}))
	assert.Less(t, run(func(*session.Posting, int) {}), 20.0, "the sets of calls that are remembered grow, for a batch of 200")
}

func BenchmarkMemory(b *testing.B) {
	sessions := 1_000_000
	if text := os.Getenv("SESSIONS"); text != "" {
		sessions, _ = strconv.Atoi(text)
	}
	for b.Loop() {
		perSession, perTrace, perCall, ledger := bytesPerSession(b, sessions)
		b.ReportMetric(float64(took(runtime.GC).Microseconds())/1000, "ms/gc")
		b.ReportMetric(perSession, "B/session")
		b.ReportMetric(perTrace, "B/trace")
		b.ReportMetric(perCall, "B/call")
		runtime.KeepAlive(ledger)
	}
}

func BenchmarkPost(b *testing.B) {
	for _, sessions := range []int{1_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(sessions), func(b *testing.B) {
			ledger, err := session.New(benchConfig())
			require.NoError(b, err)
			l, now := newLoad(sessions, 500), start
			for l.next < uint64(sessions) {
				l.post(ledger, now)
			}
			b.ReportAllocs()
			for b.Loop() {
				now = now.Add(time.Millisecond)
				l.post(ledger, now)
			}
			b.ReportMetric(float64(b.N*len(l.batch))/b.Elapsed().Seconds(), "postings/s")
		})
	}
}

func BenchmarkJournal(b *testing.B) {
	ledger, err := session.New(benchConfig())
	require.NoError(b, err)
	l := newLoad(1000, 500)
	l.post(ledger, start)
	var record []byte
	b.ReportAllocs()
	for b.Loop() {
		record = session.AppendPostings(record[:0], start, l.batch)
	}
	b.ReportMetric(float64(len(record))/float64(len(l.batch)), "B/posting")
	b.ReportMetric(float64(b.N*len(l.batch))/b.Elapsed().Seconds(), "postings/s")
}

func BenchmarkSnapshot(b *testing.B) {
	ledger, err := session.New(benchConfig())
	require.NoError(b, err)
	l := newLoad(200_000, 1000)
	for l.next < 400_000 {
		l.post(ledger, start)
	}
	var image [][]byte
	var longest time.Duration
	size := 0
	for b.Loop() {
		image, size = image[:0], 0
		for s, more := ledger.Snapshot(), true; more; {
			var chunk []byte
			longest = max(longest, took(func() { chunk, more = s.Next(nil, 64<<10) }))
			image = append(image, chunk)
			size += len(chunk)
		}
	}
	b.ReportMetric(float64(longest.Microseconds()), "us/longest")
	b.ReportMetric(float64(size)/200_000, "B/session")
	restored := took(func() { _, err = session.Restore(benchConfig(), chunks(image)) })
	require.NoError(b, err)
	b.ReportMetric(restored.Seconds()*5, "s/million-restored")
}
