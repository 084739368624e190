package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tenCalls is a budget that ten calls of chat spend.
const tenCalls = `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 0.035, thresholds: [0.5, 0.8, 1]}
  - {name: service-day, scope: [service.name], window: day, limit_usd: 1000}
`

// toldOf are the thresholds that were told of a session: percent and revision of the
// limit, by id.
func (s *sink) toldOf(session string) map[string]string {
	told := map[string]string{}
	for _, e := range s.all() {
		if key := crossingOf(e); e.name == "genai.budget.threshold" && key.budget == "session" && key.scope == session {
			told[e.text("genai.event.id")] = fmt.Sprintf("%d of %s", key.percent, e.text("genai.budget.limit"))
		}
	}
	return told
}

// A limit that is raised lets a session go on, and tells its thresholds again, once
// each, under another revision; also over a restart.
func TestRaisedLimitIsToldAgain(t *testing.T) {
	s := newSink(t)
	c := startCollector(t, s.config, tenCalls)
	path := sessionPath("raised", "budget")
	c.spend(t, "raised", numbered(1, 11)...)
	s.wait(t, 3, "genai.budget.threshold", "raised")
	over := c.ask(t, "raised")
	assert.Equal(t, "exceeded", over.State)
	assert.Equal(t, "stop", over.Advice)

	stale := c.api(t, http.MethodPut, path, fmt.Sprintf(`{"limit_usd": 0.084, "if_revision": %d}`, over.Revision+1))
	assert.Equal(t, http.StatusPreconditionFailed, stale.status)
	assertProblem(t, stale)
	set := c.api(t, http.MethodPut, path, fmt.Sprintf(`{"limit_usd": "0.084000000", "if_revision": %d}`, over.Revision))
	require.Equal(t, http.StatusOK, set.status, set.text)
	now := c.ask(t, "raised")
	assert.Equal(t, "ok", now.State)
	assert.Equal(t, "0.084", now.Limit.String())
	assert.Greater(t, now.Revision, over.Revision)

	c.spend(t, "raised", numbered(12, 9)...) // 20 calls of 24
	s.wait(t, 5, "genai.budget.threshold", "raised")
	c.shutdown(t)
	c.start(t)
	again := c.ask(t, "raised")
	assert.Equal(t, "0.084", again.Limit.String(), "a limit outlives a restart")
	assert.Equal(t, "warn", again.State)
	c.spend(t, "raised", numbered(1, 24)...) // of which four are new
	s.wait(t, 6, "genai.budget.threshold", "raised")
	assert.EqualValues(t, 24, c.ask(t, "raised").Calls)
	c.shutdown(t)
	counts := map[string]int{}
	for _, what := range s.toldOf("raised") {
		counts[what]++
	}
	assert.Equal(t, map[string]int{"50 of 0.035": 1, "80 of 0.035": 1, "100 of 0.035": 1, "50 of 0.084": 1, "80 of 0.084": 1, "100 of 0.084": 1}, counts)
	revisions := map[string]map[string]bool{}
	for _, e := range s.all() {
		if e.name == "genai.budget.threshold" {
			limit := e.text("genai.budget.limit")
			if revisions[limit] == nil {
				revisions[limit] = map[string]bool{}
			}
			revisions[limit][e.text("genai.budget.revision")] = true
		}
	}
	assert.Len(t, revisions["0.035"], 1)
	assert.Len(t, revisions["0.084"], 1)
	assert.NotEqual(t, revisions["0.035"], revisions["0.084"])
}

// A limit that is taken back leaves the session to the budgets, with all that it spent.
func TestLimitIsTakenBack(t *testing.T) {
	c := startCollector(t, tenCalls)
	path := sessionPath("lent", "budget")
	c.spend(t, "lent", 1)
	require.Equal(t, http.StatusOK, c.api(t, http.MethodPut, path, `{"limit_usd": 0.003}`).status)
	set := c.ask(t, "lent")
	assert.Equal(t, "exceeded", set.State)
	stale := c.api(t, http.MethodDelete, path+fmt.Sprintf("?if_revision=%d", set.Revision+1), "")
	assert.Equal(t, http.StatusPreconditionFailed, stale.status)
	back := c.api(t, http.MethodDelete, path+fmt.Sprintf("?if_revision=%d", set.Revision), "")
	require.Equal(t, http.StatusOK, back.status, back.text)
	now := c.ask(t, "lent")
	assert.Equal(t, "ok", now.State)
	assert.Equal(t, "0.035", now.Limit.String())
	assert.Equal(t, "0.0035", now.Spent.String())
	assert.Equal(t, http.StatusOK, c.api(t, http.MethodDelete, path, "").status, "there is none to take back, which is no error")
}

func TestWrongLimitsAreRefused(t *testing.T) {
	c := startCollector(t, tenCalls)
	path := sessionPath("limited", "budget")
	for _, body := range []string{
		`{}`, `[]`, `null`, `{"limit_usd": -1}`, `{"limit_usd": 0}`, `{"limit_usd": 1e3}`, `{"limit_usd": 0.0000000001}`, `{"limit_usd": "much"}`,
		`{"limit_usd": 99999999999999}`, `{"limit_usd": 1, "limit": 2}`, `{"limit_calls": 0}`, `{"limit_tokens": 1.5}`, `{"limit_usd": 1}{}`,
		`{"limit_usd": 1, "if_revision": -1}`, `{"limit_usd": NaN}`, `not JSON`,
	} {
		a := c.api(t, http.MethodPut, path, body)
		assert.Equal(t, http.StatusBadRequest, a.status, body)
		assertProblem(t, a)
	}
	a := c.api(t, http.MethodPut, path, `{"limit_usd": 1}`, "Content-Type", "text/plain")
	assert.Equal(t, http.StatusUnsupportedMediaType, a.status)
	a = c.api(t, http.MethodPut, path, `{"limit_usd": "`+strings.Repeat("1", 2<<20)+`"}`)
	assert.Equal(t, http.StatusRequestEntityTooLarge, a.status)
	assert.False(t, c.ask(t, "limited").Known, "nothing was set")

	t.Run("a session that nobody has heard of", func(t *testing.T) {
		require.Equal(t, http.StatusOK, c.api(t, http.MethodPut, sessionPath("to come", "budget"), `{"limit_calls": 2}`).status)
		c.spend(t, "to come", numbered(1, 2)...)
		assert.Equal(t, "exceeded", c.ask(t, "to come").State)
	})
}

// A gateway asks for many calls at once; what one item is not is told in its place.
func TestDecisions(t *testing.T) {
	c := startCollector(t, tenCalls, "extensions::genai_budget::api::max_items: 20\n")
	c.spend(t, "low", numbered(1, 2)...)
	c.spend(t, "high", numbered(11, 9)...)
	c.spend(t, "over", numbered(31, 10)...)
	items := []struct{ item, want string }{
		{`{"session": "new"}`, "allow"},
		{`{"session": "low"}`, "allow"},
		{`{"session": "low", "est_usd": 0.028}`, "allow"}, // all that is left
		{`{"session": "low", "est_usd": "0.028000001"}`, "deny"},
		{`{"session": "high", "est_usd": 0.001}`, "warn"},
		{`{"session": "high", "est_usd": 0.0036}`, "deny"},
		{`{"session": "over", "est_usd": 0}`, "deny"},
		{`{"session": ""}`, "allow"},
		{`{"session": "low", "est_input_tokens": 1000, "max_output_tokens": 100, "model": "gpt-4o", "provider": "openai"}`, "allow"},
		{`{"session": "low", "est_input_tokens": 1000000, "model": "gpt-4o", "provider": "openai"}`, "deny"}, // 2.50 USD
	}
	var texts []string
	for _, i := range items {
		texts = append(texts, i.item)
	}
	a := c.api(t, http.MethodPost, "/v1/decisions", `{"items": [`+strings.Join(texts, ",")+`]}`)
	require.Equal(t, http.StatusOK, a.status, a.text)
	var got struct {
		Decisions []struct{ Session, Decision, Error string }
	}
	a.into(t, &got)
	require.Len(t, got.Decisions, len(items))
	for i, d := range got.Decisions {
		assert.Equal(t, items[i].want, d.Decision, items[i].item)
		var asked struct{ Session string }
		require.NoError(t, json.Unmarshal([]byte(items[i].item), &asked))
		assert.Equal(t, asked.Session, d.Session)
		assert.Equal(t, asked.Session == "", d.Error != "", items[i].item)
	}
	for _, body := range []string{
		`{"items": []}`, `{}`, `{"items": [` + strings.Repeat(`{},`, 20) + `{}]}`, `{"items": [{"session": "low", "est_usd": -1}]}`,
		`{"items": [{"session": 1}]}`, `{"items": [{"sesion": "low"}]}`,
	} {
		a := c.api(t, http.MethodPost, "/v1/decisions", body)
		assert.Equal(t, http.StatusBadRequest, a.status, body)
		assertProblem(t, a)
	}
}

// A session that has ended is told once; what comes later is still its own.
func TestEndedSessionKeepsItsAccount(t *testing.T) {
	s := newSink(t)
	c := startCollector(t, s.config, tenCalls)
	c.spend(t, "ended", numbered(1, 6)...)
	for range 3 {
		require.Equal(t, http.StatusNoContent, c.api(t, http.MethodPost, sessionPath("ended", "end"), "").status)
	}
	assert.Equal(t, http.StatusNoContent, c.api(t, http.MethodPost, sessionPath("never seen", "end"), "").status)
	e := s.wait(t, 1, "genai.session.end", "ended")[0]
	assert.Equal(t, "ended", e.text("genai.session.reason"))
	assert.Equal(t, "6", e.text("genai.session.calls"))
	assert.InDelta(t, 0.021, e.attrs["genai.session.cost"], 0)

	c.spend(t, "ended", numbered(1, 10)...) // of which four are new
	s.wait(t, 3, "genai.budget.threshold", "ended")
	c.shutdown(t)
	c.start(t)
	now := c.ask(t, "ended")
	assert.EqualValues(t, 10, now.Calls)
	assert.Equal(t, "0.035", now.Spent.String())
	assert.Equal(t, "exceeded", now.State, "an end is no fresh budget")
	c.shutdown(t)
	assert.Len(t, s.wait(t, 1, "genai.session.end", "ended"), 1)
}
