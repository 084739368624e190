package session_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// heard is what somebody was told that was booked.
type heard struct {
	Postings []session.Posting
	Sessions []string
	Began    []uint32
}

func (h *heard) config() session.Config {
	return session.Config{Attributes: []string{"user.id"}, Replayed: h.hear}
}

func (h *heard) hear(postings []session.Posting, receipts []session.Receipt) {
	for i := range postings {
		p := postings[i]
		p.Scope = slices.Clone(p.Scope)
		h.Postings = append(h.Postings, p)
		h.Sessions = append(h.Sessions, receipts[i].Session)
		h.Began = append(h.Began, receipts[i].Began)
	}
}

// Who listens to a ledger hears the same of its journal as who posted was told.
func TestWhatIsReplayedIsToldAsItWasBooked(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	at := now.UnixNano()
	postings := []session.Posting{
		{Kind: session.Call, Tenant: "acme", Session: "run-42", Trace: session.TraceID{1}, Span: session.SpanID{2}, Parent: session.SpanID{1}, Start: at - 5, End: at, Service: "shop", Scope: []string{"u"}, ResponseID: session.HashID("resp-1"), Marked: true},
		{Kind: session.Turn, Tenant: "acme", Trace: session.TraceID{1}, Span: session.SpanID{1}, Start: at - 9, End: at, Service: "shop", Scope: []string{""}},
		{Kind: session.Call, Session: "run-43", Trace: session.TraceID{2}, Span: session.SpanID{9}, Event: true, Start: at, End: at, Scope: []string{""}},
		{Kind: session.Call, Trace: session.TraceID{3}, Span: session.SpanID{3}, Start: at, End: at, Scope: []string{""}},
	}
	var live, replayed heard
	var early heard
	ledger, err := session.New(early.config())
	require.NoError(t, err)
	receipts := make([]session.Receipt, len(postings))
	ledger.Post(now, postings, receipts)
	live.hear(postings, receipts)
	assert.Empty(t, early, "what is posted is in the hands of who posts")
	again, err := session.New(replayed.config())
	require.NoError(t, err)
	require.NoError(t, again.Replay(session.AppendPostings(nil, now, postings)))

	assert.Equal(t, postings, live.Postings)
	assert.Equal(t, []string{"run-42", "run-42", "run-43", ""}, live.Sessions)
	assert.Equal(t, []uint32{1, 1, 2, 3}, live.Began)
	assert.Equal(t, live, replayed)
}

func TestHashID(t *testing.T) {
	assert.Zero(t, session.HashID(""))
	assert.NotZero(t, session.HashID("resp-1"))
	assert.NotEqual(t, session.HashID("resp-1"), session.HashID("resp-2"))
}
