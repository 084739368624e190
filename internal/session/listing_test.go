package session_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// A listing is made in parts while the ledger goes on: what is there all the time is on
// it once, in order, and what is gone is not.
func TestAListingWhileSessionsComeAndGo(t *testing.T) {
	f := newFixture(t, session.Config{MaxSessions: 200})
	for i := range 100 {
		f.post(f.call(fmt.Sprintf("s%03d", i), int64(100-i)*usd))
	}
	listing := f.Listing(session.Query{AnyTenant: true, Limit: 40})
	looks := 0
	for more := true; more; looks++ {
		more = listing.Look(7)
		f.post(f.call(fmt.Sprintf("new%03d", looks), cent))
		if looks == 5 {
			f.End(f.now, session.Key{Session: "s000"})
			f.pass(11 * time.Minute) // an ended session is buried
		}
	}
	assert.Greater(t, looks, 14, "a part at a time")
	page, next := listing.Page(f.now)
	require.NotEmpty(t, next)
	require.Len(t, page, 39)
	for i, listed := range page {
		assert.Equal(t, fmt.Sprintf("s%03d", i+1), listed.Key.Session)
	}
	page, _ = f.List(f.now, session.Query{AnyTenant: true, Limit: 3, After: next})
	require.Len(t, page, 3)
	assert.Equal(t, "s040", page[0].Key.Session, "the next page goes on behind it")
}

// BenchmarkListing is how long one part of a listing of a million sessions holds up the ledger.
func BenchmarkListing(b *testing.B) {
	ledger, err := session.New(benchConfig())
	require.NoError(b, err)
	l := newLoad(1_000_000, 1000)
	for l.next < 1_000_000 {
		l.post(ledger, start)
	}
	var parts []time.Duration
	for b.Loop() {
		listing := ledger.Listing(session.Query{AnyTenant: true, Limit: session.MaxPage})
		for more := true; more; {
			parts = append(parts, took(func() { more = listing.Look(4096) }))
		}
		parts = append(parts, took(func() { listing.Page(start) }))
	}
	slices.Sort(parts)
	b.ReportMetric(float64(parts[len(parts)/2].Microseconds()), "us/part")
	b.ReportMetric(float64(parts[len(parts)*99/100].Microseconds()), "us/part-p99")
}
