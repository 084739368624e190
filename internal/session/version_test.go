package session_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// The files in testdata were written by the first version of the formats: a call of 3 USD
// and a failed tool in session a, a call of 1 USD in session b, which ended; an hour later.
func TestWhatTheVersionBeforeWroteIsRead(t *testing.T) {
	config := session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 1)}}
	image, err := os.ReadFile("testdata/image.v1")
	require.NoError(t, err)
	restored, err := session.Restore(config, chunks([][]byte{image}))
	require.NoError(t, err)
	journal, err := os.ReadFile("testdata/journal.v1")
	require.NoError(t, err)
	replayed, err := session.New(config)
	require.NoError(t, err)
	require.NoError(t, replayed.Replay(journal))

	for name, ledger := range map[string]*session.Ledger{"image": restored, "journal": replayed} {
		f := &fixture{Ledger: ledger, t: t, now: start.Add(time.Hour), next: 1 << 20}
		assert.Equal(t, 3*usd, f.spent("a"), name)
		assert.Equal(t, 1*usd, f.spent("b"), name)
		assert.Equal(t, session.Gone, f.view("b").Status, name)
		assert.Len(t, f.events(session.Ended), 1, name)
		for range 2 { // two more failures make a row of three
			tool := f.call("a", 0)
			tool.Kind, tool.Tool, tool.Failed = session.Tool, "search", true
			f.post(f.call("a", 0), tool)
		}
		require.Len(t, f.events(session.ToolCascade), 1, name)
		assert.Equal(t, 3, f.events(session.ToolCascade)[0].Cascade.Count, name)
		f.End(f.now, session.Key{Session: "a"})
		want := map[string]string{"stopped shop/helper": "1 for 3000000000"} // the next call of 3 USD would exceed the limit
		if name == "journal" {
			want["unknown shop/helper"] = "1 for 1000000000" // the image was of when ends were not counted
		}
		assert.Equal(t, want, f.outcomes(), name)
	}
}
