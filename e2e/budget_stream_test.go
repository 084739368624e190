package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// told is one server-sent event.
type told struct{ id, name, data string }

// listener reads a stream of server-sent events.
type listener struct {
	answer

	events chan told
	stop   func()
}

// listen opens a stream. Where it is refused the answer has the problem.
func (c *collector) listen(t *testing.T, path string, headers ...string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.budget+path, http.NoBody)
	require.NoError(t, err)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request) //nolint:bodyclose // stop closes it
	require.NoError(t, err)
	l := &listener{answer: answer{status: response.StatusCode, header: response.Header}, events: make(chan told, 1000)}
	l.stop = func() {
		cancel()
		response.Body.Close()
	}
	t.Cleanup(l.stop)
	if response.StatusCode != http.StatusOK {
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		l.text = string(text)
		return l
	}
	go l.read(response.Body)
	return l
}

func (l *listener) read(body io.Reader) {
	defer close(l.events)
	var e told
	for lines := bufio.NewScanner(body); lines.Scan(); {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.name != "" {
				l.events <- e
			}
			e = told{}
		}
	}
}

// until reads events until these are all there, each once, in whatever order they come:
// thresholds as their share, other events by their name, and the state after a number of calls.
func (l *listener) until(t *testing.T, want ...string) (seen []told) {
	t.Helper()
	timeout := time.After(soon)
	for open := slices.Clone(want); len(open) > 0; {
		select {
		case e, ok := <-l.events:
			require.True(t, ok, "the stream ended before %s", open)
			seen = append(seen, e)
			if i := slices.Index(open, e.label(t)); i >= 0 {
				open = slices.Delete(open, i, i+1)
			}
		case <-timeout:
			require.Fail(t, "not told", "%s; only %+v", open, seen)
		}
	}
	return seen
}

// thresholds are those among events, with the ids under which the stream goes on.
func thresholds(t *testing.T, events []told) (labels, ids []string) {
	t.Helper()
	for _, e := range events {
		if e.name == "threshold" {
			labels, ids = append(labels, e.label(t)), append(ids, e.id)
		}
	}
	return labels, ids
}

// label is what an event is about, in short.
func (e told) label(t *testing.T) string {
	t.Helper()
	var body struct {
		standing

		Crossing struct{ Threshold float64 }
	}
	require.NoError(t, json.Unmarshal([]byte(e.data), &body), e.data)
	switch e.name {
	case "threshold":
		return fmt.Sprint(body.Crossing.Threshold)
	case "state":
		return fmt.Sprintf("%d calls", body.Calls)
	case "limit-changed":
		return "limit " + body.Limit.String()
	default:
		return e.name
	}
}

// A stream tells where a session stands, each threshold, and changes of the limit;
// who comes back gets what he missed, once.
func TestStreamOfEvents(t *testing.T) {
	c := startCollector(t, `
extensions::genai_budget::budgets: [{name: session, scope: [session], limit_usd: 0.035, thresholds: [0.2, 0.5, 0.8, 1]}]
`)
	path := sessionPath("streamed", "events")
	s := c.listen(t, path)
	require.Equal(t, http.StatusOK, s.status)
	assert.Equal(t, "text/event-stream", s.header.Get("Content-Type"))
	s.until(t, "0 calls")
	c.spend(t, "streamed", numbered(1, 2)...)
	c.spend(t, "somebody else", numbered(100, 20)...)
	seen := s.until(t, "0.2", "2 calls")
	labels, ids := thresholds(t, seen)
	require.Equal(t, []string{"0.2"}, labels)
	for _, e := range seen {
		assert.NotContains(t, e.data, "somebody else")
	}

	s.stop()
	c.spend(t, "streamed", numbered(3, 3)...)
	c.spend(t, "streamed", numbered(6, 3)...)
	s = c.listen(t, path, "Last-Event-ID", ids[0])
	labels, _ = thresholds(t, s.until(t, "0.5", "0.8", "8 calls"))
	assert.Equal(t, []string{"0.5", "0.8"}, labels, "what was missed, once and in order")

	a := c.api(t, http.MethodPut, sessionPath("streamed", "budget"), `{"limit_usd": 1}`)
	require.Equal(t, http.StatusOK, a.status, a.text)
	s.until(t, "limit 1")
	require.Equal(t, http.StatusNoContent, c.api(t, http.MethodPost, sessionPath("streamed", "end"), "").status)
	s.until(t, "end")

	t.Run("over a restart", func(t *testing.T) {
		c.shutdown(t)
		c.start(t)
		s := c.listen(t, path, "Last-Event-ID", ids[0])
		s.until(t, "reset", "8 calls")
	})
	t.Run("an id that is none", func(t *testing.T) {
		s := c.listen(t, path, "Last-Event-ID", "the last one")
		assert.Equal(t, http.StatusBadRequest, s.status)
		assertProblem(t, s.answer)
	})
}
