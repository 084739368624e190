package account

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const batchSize = 100

// traffic is batches of calls of many sessions, each call new.
type traffic struct {
	names    []string
	postings []session.Posting
	receipts []session.Receipt
	number   uint64
}

func newTraffic(sessions int) *traffic {
	tr := &traffic{postings: make([]session.Posting, batchSize), receipts: make([]session.Receipt, batchSize)}
	for i := range sessions {
		tr.names = append(tr.names, fmt.Sprintf("0f8fad5b-d9cb-469f-a165-%012d", i))
	}
	return tr
}

func (tr *traffic) next() []session.Posting {
	now := time.Now().UnixNano()
	for i := range tr.postings {
		tr.number++
		p := call(tr.names[tr.number*7919%uint64(len(tr.names))], 0, 1000)
		p.Start, p.End = now, now
		binary.BigEndian.PutUint64(p.Trace[8:], tr.number)
		binary.BigEndian.PutUint64(p.Span[:], tr.number)
		tr.postings[i] = p
	}
	return tr.postings
}

func benchOwner(b *testing.B, kept store.Store) *Owner {
	b.Helper()
	config := testConfig()
	config.MaxPendingBytes, config.SnapshotBytes = 64<<20, 64<<20
	o, _, err := Open(b.Context(), config, kept, &counts{})
	require.NoError(b, err)
	b.Cleanup(func() { kill(o) })
	return o
}

func BenchmarkPost(b *testing.B) {
	for name, kept := range map[string]func() store.Store{
		"memory": func() store.Store { return nil },
		"stored": func() store.Store { return storetest.Open(storetest.NewMemory()) },
	} {
		b.Run(name, func(b *testing.B) {
			o, tr := benchOwner(b, kept()), newTraffic(100_000)
			b.ReportAllocs()
			for b.Loop() {
				if err := o.Post(b.Context(), tr.next(), tr.receipts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batchSize), "ns/posting")
		})
	}
}

// BenchmarkView asks for budgets while two senders post as fast as they can.
func BenchmarkView(b *testing.B) {
	o := benchOwner(b, nil)
	stop := make(chan struct{})
	var senders sync.WaitGroup
	for i := range 2 {
		senders.Go(func() {
			tr := newTraffic(100_000)
			tr.number = uint64(i) << 40
			for {
				select {
				case <-stop:
					return
				default:
				}
				if o.Post(b.Context(), tr.next(), tr.receipts) != nil {
					return
				}
			}
		})
	}
	key := session.Key{Session: "0f8fad5b-d9cb-469f-a165-000000000001"}
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		o.View(key)
		took = append(took, time.Since(began))
	}
	close(stop)
	senders.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
	b.ReportMetric(float64(took[len(took)-1].Microseconds()), "max-us")
}
