package analyzer

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func start(t *testing.T, handler http.HandlerFunc, edit func(*Settings)) *Analyzer {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	settings := Settings{
		Endpoint: server.URL, Query: Query{Language: "en", Entities: []string{"PERSON"}, MinScore: 0.5},
		Timeout: 10 * time.Second, BatchSize: 2, QueueSize: 8, Workers: 2, CacheEntries: 100,
		Observe: func(time.Duration, error) {},
	}
	if edit != nil {
		edit(&settings)
	}
	a := New(settings)
	a.Start(server.Client())
	t.Cleanup(a.Shutdown)
	return a
}

// echo finds the first three code points of each text.
func echo(w http.ResponseWriter, r *http.Request) {
	var query struct {
		Text any `json:"text"`
	}
	_ = json.NewDecoder(r.Body).Decode(&query)
	const spans = `[{"entity_type":"PERSON","start":0,"end":3,"score":0.9}]`
	if list, ok := query.Text.([]any); ok {
		fmt.Fprint(w, "["+strings.TrimSuffix(strings.Repeat(spans+",", len(list)), ",")+"]")
		return
	}
	fmt.Fprint(w, spans)
}

func TestAnalyze(t *testing.T) {
	var requests atomic.Int64
	a := start(t, func(w http.ResponseWriter, r *http.Request) { requests.Add(1); echo(w, r) }, nil)
	got := a.Analyze(t.Context(), []string{"Zoë says", "Bob", "Eve"})
	assert.Equal(t, []Answer{
		{[]Hit{{"PERSON", 0, 4, 0.9}}, Analyzed}, {[]Hit{{"PERSON", 0, 3, 0.9}}, Analyzed}, {[]Hit{{"PERSON", 0, 3, 0.9}}, Analyzed},
	}, got, "spans are bytes")
	assert.Equal(t, int64(2), requests.Load(), "two texts fit a request")
	got = a.Analyze(t.Context(), []string{"Bob", "Zoë says"})
	assert.Equal(t, Cached, got[0].Outcome)
	assert.Equal(t, []Hit{{"PERSON", 0, 4, 0.9}}, got[1].Hits)
	assert.Equal(t, int64(2), requests.Load())
}

func TestAnswersThatMakeNoSense(t *testing.T) {
	for name, answer := range map[string]string{
		"no JSON": "oops", "an object": `{"error":"x"}`, "past the end": `[{"entity_type":"P","start":0,"end":99}]`,
		"backwards": `[{"entity_type":"P","start":2,"end":1}]`, "negative": `[{"entity_type":"P","start":-1,"end":1}]`,
		"nameless": `[{"start":0,"end":1}]`, "too many": `[[],[]]`, "empty": "", "null": "null", "a null for a list": "[null]",
	} {
		t.Run(name, func(t *testing.T) {
			a := start(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }, nil)
			assert.Equal(t, Failed, a.Analyze(t.Context(), []string{"Bob"})[0].Outcome)
		})
	}
}

func TestAFailureIsNotKept(t *testing.T) {
	var down atomic.Bool
	down.Store(true)
	a := start(t, func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		echo(w, r)
	}, nil)
	assert.Equal(t, Failed, a.Analyze(t.Context(), []string{"Bob"})[0].Outcome)
	down.Store(false)
	assert.Equal(t, Analyzed, a.Analyze(t.Context(), []string{"Bob"})[0].Outcome)
}

func TestTheQueueIsBounded(t *testing.T) {
	release := make(chan struct{})
	began := make(chan struct{}, 8)
	a := start(t, func(w http.ResponseWriter, r *http.Request) {
		began <- struct{}{}
		<-release
		echo(w, r)
	}, func(s *Settings) { s.QueueSize, s.Workers, s.BatchSize = 1, 1, 1 })
	first := make(chan []Answer)
	go func() { first <- a.Analyze(context.Background(), []string{"Bob"}) }()
	<-began // the only worker is busy
	second := make(chan []Answer)
	go func() { second <- a.Analyze(context.Background(), []string{"Eve", "Ann", "Kim"}) }()
	// One of the three waits in the queue, the others do not fit.
	require.Eventually(t, func() bool { return len(a.queue) == 1 }, 5*time.Second, time.Millisecond)
	close(release)
	assert.Equal(t, Analyzed, (<-first)[0].Outcome)
	var full int
	for _, answer := range <-second {
		if answer.Outcome == QueueFull {
			full++
		}
	}
	assert.Equal(t, 2, full)
}

func TestTimeout(t *testing.T) {
	release := make(chan struct{})
	a := start(t, func(http.ResponseWriter, *http.Request) { <-release }, func(s *Settings) { s.Timeout = 10 * time.Millisecond })
	defer close(release)
	assert.Equal(t, TimedOut, a.Analyze(t.Context(), []string{"Bob"})[0].Outcome)
}

func TestErrorsHoldNoTextAndNoURL(t *testing.T) {
	_, err := ask(t.Context(), http.DefaultClient, "http://user:hunter2@127.0.0.1:1/", &Query{}, []string{"Bob's secret"})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "Bob")
	assert.NotContains(t, err.Error(), "hunter2")
}

func TestTheCacheIsBounded(t *testing.T) {
	c := newCache(100)
	for i := range 1000 {
		c.put(c.key(strconv.Itoa(i)), nil)
	}
	assert.LessOrEqual(t, c.len(), 101)
	_, ok := c.get(c.key("999"))
	assert.True(t, ok)
	_, ok = c.get(c.key("1"))
	assert.False(t, ok)
}

func TestShutdownWithoutStart(*testing.T) {
	a := New(Settings{QueueSize: 1, CacheEntries: 1})
	a.Shutdown()
	a.Shutdown()
}

func TestOutcomesHaveNames(t *testing.T) {
	names := map[string]bool{}
	for o := range OutcomeCount {
		names[o.String()] = true
	}
	assert.Len(t, names, int(OutcomeCount))
	assert.Equal(t, "unknown", OutcomeCount.String())
}
