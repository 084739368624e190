package report_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
)

func example(t *testing.T) *report.Report {
	t.Helper()
	return &report.Report{
		Page:    page(t, exampleFile(t, "metrics.txt")),
		Spans:   spans(t, exampleFile(t, "spans.jsonl")),
		Dearest: 2,
		Next:    []report.Pointer{{Label: "metrics", Target: "http://localhost:9464/metrics"}, {Label: "config", Target: "otelcol-config.yaml"}},
	}
}

func written(t *testing.T, r *report.Report, look report.Look) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, r.Write(&out, look))
	return out.String()
}

func TestReport(t *testing.T) {
	for name, width := range map[string]int{"report.txt": 100, "report-narrow.txt": 60} {
		got := written(t, example(t), report.Look{Width: width})
		assert.Equal(t, exampleFile(t, name), got, name)
		for line := range strings.Lines(got) {
			assert.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), width, line)
		}
	}
}

func TestColour(t *testing.T) {
	plain, coloured := written(t, example(t), report.Look{Width: 100}), written(t, example(t), report.Look{Width: 100, Colour: true})
	assert.NotContains(t, plain, "\x1b")
	assert.Contains(t, coloured, "\x1b[1mall tools             1,212      12   1.0 %\x1b[0m\n")
	assert.Equal(t, plain, regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(coloured, ""), "the same without its colours")
}

func TestNothingToReportYet(t *testing.T) {
	r := report.Report{Page: page(t, ""), Spans: spans(t, ""), Dearest: 10}
	assert.Equal(t, `Spend by model
no model call on the metrics page yet

Dearest sessions
no session in the spans file yet

Tool errors
no tool call on the metrics page yet

Quality: how sessions went
no session has ended yet

Quality: scores
no evaluation yet

Quality: signals
none

Calls without a price
none

Totals
metrics  0.0000 USD, 0 calls
spans    0.0000 USD, 0 calls, 0 sessions
`, written(t, &r, report.Look{Width: 100}))
}

func TestAReportWithoutASpansFile(t *testing.T) {
	r := example(t)
	r.Spans, r.Next = nil, nil
	got := written(t, r, report.Look{Width: 100})
	assert.NotContains(t, got, "Dearest sessions")
	assert.True(t, strings.HasSuffix(got, "Totals\nmetrics  16.25 USD, 1,253 calls\n"), got)
}

// growing has one more call and one more session that ended on its page every time it is read.
type growing struct {
	t     *testing.T
	calls int
	reads int
}

func (g *growing) page(context.Context) (*report.Page, error) {
	g.reads++
	if g.reads == 1 {
		return nil, errors.New("not yet")
	}
	g.calls++
	n := string(rune('0' + g.calls))
	return page(g.t, "genai_calls_total{outcome=\"ok\"} "+n+"\ngenai_session_outcome{outcome=\"failed\"} "+n+"\n"), nil
}

func (g *growing) spans() (*report.Spans, error) {
	return &report.Spans{Calls: g.calls - 1}, nil
}

func TestGatheringWaitsForCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &growing{t: t}
		began := time.Now()
		sources := report.Sources{Page: g.page, Spans: g.spans}
		p, s, err := sources.Gather(t.Context(), report.Expected{Page: 3, Spans: 3}, time.Minute)
		require.NoError(t, err)
		assert.InDelta(t, 4, p.Calls(), 0, "the page had them before the file")
		assert.Equal(t, 3, s.Calls)
		assert.Equal(t, 4*time.Second, time.Since(began))
	})
}

func TestGatheringGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &growing{t: t}
		sources := report.Sources{Page: g.page, Spans: g.spans}
		p, _, err := sources.Gather(t.Context(), report.Expected{Page: 1000}, 2500*time.Millisecond)
		require.ErrorIs(t, err, report.ErrCallsMissing)
		require.EqualError(t, err, "calls are missing: the metrics page has 2 of 1,000, after waiting 2.5s")
		assert.InDelta(t, 2, p.Calls(), 0, "what there is can still be printed")

		g = &growing{t: t}
		sources = report.Sources{Page: g.page, Spans: g.spans}
		_, _, err = sources.Gather(t.Context(), report.Expected{Spans: 8}, 2500*time.Millisecond)
		require.EqualError(t, err, "calls are missing: the spans file has 1 of 8, after waiting 2.5s")

		g = &growing{t: t}
		sources = report.Sources{Page: g.page}
		_, _, err = sources.Gather(t.Context(), report.Expected{}, time.Minute)
		require.EqualError(t, err, "not yet", "nothing to wait for: one try")

		g = &growing{t: t}
		sources = report.Sources{Page: g.page}
		_, _, err = sources.Gather(t.Context(), report.Expected{Page: 1, Ended: 3, Scores: 4}, 2500*time.Millisecond)
		require.ErrorIs(t, err, report.ErrOutcomesMissing)
		require.EqualError(t, err, "outcomes of sessions are missing: the metrics page has 2 of 3, after waiting 2.5s")

		g = &growing{t: t}
		sources = report.Sources{Page: g.page}
		_, _, err = sources.Gather(t.Context(), report.Expected{Page: 1, Ended: 2, Scores: 4}, 2500*time.Millisecond)
		require.ErrorIs(t, err, report.ErrScoresMissing)
		require.EqualError(t, err, "scores are missing: the metrics page has 0 of 4, after waiting 2.5s")

		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1500*time.Millisecond, cancel)
		_, _, err = sources.Gather(ctx, report.Expected{Page: 1000}, time.Minute)
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestFetchingThePage(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		assert.Contains(t, r.Header.Get("Accept"), "text/plain;version=0.0.4")
		_, err := w.Write([]byte("genai_calls_total{outcome=\"ok\"} 4\n"))
		assert.NoError(t, err)
	}))
	p, err := report.FetchPage(t.Context(), server.URL+"/metrics")
	require.NoError(t, err)
	assert.InDelta(t, 4, p.Calls(), 0)
	_, err = report.FetchPage(t.Context(), server.URL+"/other")
	require.EqualError(t, err, "read metrics: "+server.URL+"/other answered 404 Not Found")
	server.Close()
	_, err = report.FetchPage(t.Context(), server.URL+"/metrics")
	require.ErrorContains(t, err, "connection refused; is the collector running?")
}
