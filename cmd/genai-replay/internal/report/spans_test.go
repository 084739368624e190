package report_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
)

func spans(t *testing.T, text string) *report.Spans {
	t.Helper()
	spans, err := report.ReadSpans(strings.NewReader(text))
	require.NoError(t, err)
	return spans
}

func TestSessionsAreAddedUpFromSpans(t *testing.T) {
	s := spans(t, exampleFile(t, "spans.jsonl"))
	require.Len(t, s.Sessions, 3)

	a, b, without := s.Sessions[0], s.Sessions[1], s.Sessions[2]
	assert.Equal(t, "session-a", a.ID)
	assert.Equal(t, "coding-agent", a.Service)
	assert.Equal(t, 3, a.Calls, "two, and one whose root alone has the id")
	assert.Equal(t, int64(1000+50+2000+70+3000+80), a.Tokens, "not those of the agent that repeats them")
	assert.InDelta(t, 4.25, a.SpendUSD, 1e-9)
	assert.Equal(t, 3632*time.Second, a.Duration())

	assert.Equal(t, "session-b", b.ID)
	assert.Equal(t, 3, b.Calls)
	assert.Equal(t, int64(66), b.Tokens)
	assert.InDelta(t, 0.25, b.SpendUSD, 1e-9)
	assert.Equal(t, 90*time.Second, b.Duration())

	assert.Empty(t, without.ID)
	assert.Equal(t, "batch-job", without.Service)
	assert.Equal(t, 1, without.Calls, "the HTTP span is no call")
	assert.Equal(t, 3*time.Second, without.Duration())

	assert.Equal(t, 7, s.Calls)
	assert.InDelta(t, 4.501, s.SpendUSD, 1e-9)
	assert.Equal(t, 5, s.Duplicates, "four sent again, one marked by the collector")
	assert.Equal(t, 1, s.OtherCurrency)
	assert.Equal(t, 1, s.Unreadable, "the last line is still being written, so it is none")
}

func TestTheLastLineCountsWhenItIsWhole(t *testing.T) {
	whole := `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01020304050607080102030405060708","spanId":"0102030405060708",` +
		`"attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}]}]}]}]}`
	assert.Equal(t, 1, spans(t, whole).Calls)
	assert.Equal(t, 1, spans(t, whole+"\n"+whole[:len(whole)/2]).Calls)
	assert.Zero(t, spans(t, whole+"\n"+whole[:len(whole)/2]).Unreadable)
}

func TestAnEmptyFile(t *testing.T) {
	assert.Equal(t, &report.Spans{}, spans(t, ""))
}

func TestAFileThatCannotBeRead(t *testing.T) {
	broken := errors.New("broken")
	_, err := report.ReadSpans(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
	_, err = report.OpenSpans(t.TempDir() + "/none.jsonl")
	require.ErrorContains(t, err, "read spans: open ")
}

func FuzzReadSpans(f *testing.F) {
	f.Add(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"genai.cost.total","value":{"doubleValue":"NaN"}}]}]}]}]}`)
	f.Add(`{"resourceSpans":[{}]}` + "\n" + `{"resourceSpans":`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := report.ReadSpans(strings.NewReader(text))
		require.NoError(t, err)
		var calls int
		for _, session := range s.Sessions {
			calls += session.Calls
		}
		require.Equal(t, s.Calls, calls, "every call belongs to one session")
	})
}
