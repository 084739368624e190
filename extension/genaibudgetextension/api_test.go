package genaibudgetextension

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const twoBudgets = `
budgets:
  - {name: session, scope: [session], limit_usd: 5}
  - {name: service-day, scope: [service.name], window: day, limit_usd: 200}
`

func TestAnUnknownSessionHasTheBudgetThatWouldApply(t *testing.T) {
	r := start(t, twoBudgets, nil)
	a := r.get(t, "/v1/sessions/never-seen/budget")
	assert.Equal(t, http.StatusOK, a.status)
	assert.Equal(t, false, a.body["known"])
	assert.Equal(t, "unknown", a.body["reason"])
	assert.Equal(t, "ok", a.body["state"])
	assert.Equal(t, "continue", a.body["advice"])
	assert.Equal(t, "session", a.body["budget"])
	assert.InDelta(t, 5.0, a.body["limit_usd"], 0)
	assert.InDelta(t, 0.0, a.body["spent_usd"], 0)
	assert.Equal(t, "no-store", a.header.Get("Cache-Control"))
}

func TestASessionsBudget(t *testing.T) {
	r := start(t, twoBudgets, nil)
	r.spend(t, session.Key{Session: "a"}, 1, 4_000_000_001)
	r.spend(t, session.Key{Session: "a"}, 2, 119_999_999)
	a := r.get(t, "/v1/sessions/a/budget")
	assert.Equal(t, true, a.body["known"])
	assert.Equal(t, "one more call would exceed the budget session", a.body["reason"])
	assert.Contains(t, a.text, `"spent_usd":4.12,`, "exact")
	assert.Contains(t, a.text, `"remaining_usd":0.88,`)
	assert.InDelta(t, 0.824, a.body["utilization"], 1e-9)
	assert.Equal(t, "exhausting", a.body["state"])
	assert.Equal(t, true, a.body["would_exceed"])
	assert.InDelta(t, 4.000000001, a.body["next_call_estimate_usd"], 1e-12)
	assert.Equal(t, `"session-usd";r=880`, a.header.Get("RateLimit"))
	scopes := a.body["scopes"].([]any)
	require.Len(t, scopes, 2)
	assert.Equal(t, "session", scopes[0].(map[string]any)["scope"])
	assert.Equal(t, "service-day", scopes[1].(map[string]any)["budget"])
	assert.Less(t, a.body["freshness"].(map[string]any)["last_event_age_s"], 5.0)

	hinted := r.get(t, "/v1/sessions/a/budget?est_input_tokens=1000&max_output_tokens=1000&model=gpt-4o-mini")
	assert.Equal(t, false, hinted.body["would_exceed"], "a small call fits")
	assert.Equal(t, "price_book", hinted.body["estimate"].(map[string]any)["source"])
	// 1000 tokens at 0.15 and 1000 at 0.60 USD a million
	assert.InDelta(t, 0.00075, hinted.body["estimate"].(map[string]any)["usd"], 1e-12)
	assert.NotEqual(t, a.header.Get("ETag"), hinted.header.Get("ETag"))
	dear := r.get(t, "/v1/sessions/a/budget?est_input_tokens=100000000&model=gpt-4o-mini")
	assert.Equal(t, true, dear.body["would_exceed"])
	assert.Equal(t, "stop", dear.body["advice"])
	unpriced := r.get(t, "/v1/sessions/a/budget?est_input_tokens=1000&model=no-such-model")
	assert.Equal(t, "last_calls", unpriced.body["estimate"].(map[string]any)["source"])
}

func TestETagsAndRevisions(t *testing.T) {
	r := start(t, twoBudgets, nil)
	r.spend(t, session.Key{Session: "a"}, 1, 1)
	a := r.get(t, "/v1/sessions/a/budget")
	tag := a.header.Get("ETag")
	revision := fmt.Sprintf("%.0f", a.body["revision"])
	assert.Contains(t, tag, `"rev-`+revision)
	same := r.get(t, "/v1/sessions/a/budget", "If-None-Match", `"other", W/`+tag)
	assert.Equal(t, http.StatusNotModified, same.status)
	assert.Empty(t, same.text)
	assert.Equal(t, http.StatusNoContent, r.get(t, "/v1/sessions/a/budget?since="+revision).status)
	r.spend(t, session.Key{Session: "a"}, 2, 1)
	assert.Equal(t, http.StatusOK, r.get(t, "/v1/sessions/a/budget", "If-None-Match", tag).status)
	assert.Equal(t, http.StatusOK, r.get(t, "/v1/sessions/a/budget?wait=20s&since="+revision).status, "a change that was missed is told at once")

	other := start(t, strings.Replace(twoBudgets, "limit_usd: 5", "limit_usd: 6", 1), nil)
	other.spend(t, session.Key{Session: "a"}, 1, 1)
	assert.Equal(t, http.StatusOK, other.get(t, "/v1/sessions/a/budget", "If-None-Match", tag).status, "other budgets, another answer")
}

func TestALongPollIsAnsweredByAChange(t *testing.T) {
	r := start(t, twoBudgets+"write_timeout: 50ms\nread_timeout: 50ms\n", nil)
	r.spend(t, session.Key{Session: "a"}, 1, 1)
	for name, condition := range map[string]func(a answer) (string, []string){
		"since": func(a answer) (string, []string) { return fmt.Sprintf("&since=%.0f", a.body["revision"]), nil },
		"ETag":  func(a answer) (string, []string) { return "", []string{"If-None-Match", a.header.Get("ETag")} },
	} {
		t.Run(name, func(t *testing.T) {
			query, headers := condition(r.get(t, "/v1/sessions/a/budget"))
			began := time.Now()
			answers := make(chan answer, 1)
			go func() { answers <- r.get(t, "/v1/sessions/a/budget?wait=30s"+query, headers...) }() //nolint:testifylint // a failure is one of the test, wherever it is
			require.Eventually(t, func() bool { n, _ := r.api.Waiting(); return n == 1 }, 5*time.Second, time.Millisecond)
			time.Sleep(100 * time.Millisecond) // longer than the server's deadlines
			r.spend(t, session.Key{Session: "a"}, uint64(began.UnixNano()), 1)
			a := <-answers
			assert.Equal(t, http.StatusOK, a.status)
			assert.Equal(t, true, a.body["known"])
			assert.Less(t, time.Since(began), 20*time.Second)
		})
	}
	a := r.get(t, "/v1/sessions/a/budget")
	a = r.get(t, fmt.Sprintf("/v1/sessions/a/budget?wait=100ms&since=%.0f", a.body["revision"]))
	assert.Equal(t, http.StatusNoContent, a.status, "nothing happened")
	assert.NotEmpty(t, a.header.Get("ETag"))
	a = r.get(t, "/v1/sessions/unknown/budget?wait=100ms&since=0")
	assert.Equal(t, http.StatusNoContent, a.status)
}

func TestWaitersAndStreamsAreBounded(t *testing.T) {
	r := start(t, twoBudgets+"api: {max_waiters: 1, max_streams: 1}\n", nil)
	revision := func() string { return fmt.Sprintf("%.0f", r.get(t, "/v1/sessions/a/budget").body["revision"]) }()
	answers := make(chan answer, 1)
	go func() { answers <- r.get(t, "/v1/sessions/a/budget?wait=30s&since="+revision) }() //nolint:testifylint // a failure is one of the test, wherever it is
	require.Eventually(t, func() bool { n, _ := r.api.Waiting(); return n == 1 }, 5*time.Second, time.Millisecond)
	refused := r.get(t, "/v1/sessions/b/budget?wait=30s&since="+revision)
	assert.Equal(t, http.StatusServiceUnavailable, refused.status)
	assert.Equal(t, "1", refused.header.Get("Retry-After"))
	_, stop := r.listen(t, "/v1/sessions/a/events")
	refused = r.get(t, "/v1/sessions/b/events")
	assert.Equal(t, http.StatusServiceUnavailable, refused.status)
	stop()
	require.Eventually(t, func() bool { _, n := r.api.Waiting(); return n == 0 }, 5*time.Second, time.Millisecond)
	r.stop(t) // a shutdown does not wait for them
	assert.Equal(t, http.StatusNoContent, (<-answers).status)
}

func next(t *testing.T, events <-chan sse) sse {
	t.Helper()
	select {
	case e, ok := <-events:
		require.True(t, ok, "the stream ended")
		return e
	case <-time.After(10 * time.Second):
		t.Fatal("no event")
		return sse{}
	}
}

func TestAStreamTellsWhatHappens(t *testing.T) {
	r := start(t, twoBudgets+"write_timeout: 50ms\n", nil)
	events, stop := r.listen(t, "/v1/sessions/a/events")
	first := next(t, events)
	assert.Equal(t, "state", first.name)
	assert.Contains(t, first.data, `"known":false`)
	time.Sleep(100 * time.Millisecond) // longer than the server's deadline
	r.spend(t, session.Key{Session: "a"}, 1, 1)
	assert.Contains(t, next(t, events).data, `"known":true`)
	r.spend(t, session.Key{Session: "b"}, 2, 5_000_000_000)
	r.spend(t, session.Key{Session: "a"}, 3, 2_600_000_000)
	crossing := next(t, events)
	assert.Equal(t, "threshold", crossing.name, crossing.data)
	assert.Contains(t, crossing.data, `"threshold":0.5`)
	assert.Contains(t, crossing.data, `"spent_usd":2.600000001`)
	state := next(t, events)
	assert.Equal(t, "state", state.name)
	assert.Contains(t, state.data, `"state":"exhausting"`)
	stop()

	r.spend(t, session.Key{Session: "a"}, 4, 2_400_000_000)
	events, stop = r.listen(t, "/v1/sessions/a/events", "Last-Event-ID", crossing.id)
	defer stop()
	missed := next(t, events)
	assert.Equal(t, "threshold", missed.name)
	assert.Contains(t, missed.data, `"threshold":0.8`)
	assert.Contains(t, next(t, events).data, `"threshold":1`)
	state = next(t, events)
	assert.Equal(t, "state", state.name)
	assert.Contains(t, state.data, `"state":"exceeded"`)

	a := r.ask(t, http.MethodPut, "/v1/sessions/a/budget", `{"limit_usd": 20.5}`)
	require.Equal(t, http.StatusOK, a.status, a.text)
	recovered := next(t, events)
	assert.Equal(t, "recovered", recovered.name)
	assert.Contains(t, recovered.data, `"threshold":0.5`, "5 of 20.50 USD are below it")
	changed := next(t, events)
	assert.Equal(t, "limit-changed", changed.name)
	assert.Contains(t, changed.data, `"limit_usd":20.5`)

	assert.Equal(t, http.StatusBadRequest, r.get(t, "/v1/sessions/a/events", "Last-Event-ID", "x").status)
}

func TestAStreamSaysWhenEventsAreForgotten(t *testing.T) {
	r := start(t, twoBudgets+"api: {keep_events: 1}\n", nil)
	for i := range uint64(10) {
		r.spend(t, session.Key{Session: fmt.Sprint("s", i)}, i+1, 6_000_000_000)
	}
	events, stop := r.listen(t, "/v1/sessions/s0/events?last_event_id=1")
	defer stop()
	assert.Equal(t, "reset", next(t, events).name)
	assert.Equal(t, "state", next(t, events).name)
}

func TestLimitsAreSetAndTakenBack(t *testing.T) {
	r := start(t, twoBudgets, nil)
	r.spend(t, session.Key{Session: "a"}, 1, 6_000_000_000)
	a := r.get(t, "/v1/sessions/a/budget")
	require.Equal(t, "exceeded", a.body["state"])
	assert.Equal(t, "stop", a.body["advice"])
	stale := r.ask(t, http.MethodPut, "/v1/sessions/a/budget", fmt.Sprintf(`{"limit_usd": "20.123456789", "if_revision": %.0f}`, a.body["revision"].(float64)+1))
	assert.Equal(t, http.StatusPreconditionFailed, stale.status)
	set := r.ask(t, http.MethodPut, "/v1/sessions/a/budget", fmt.Sprintf(`{"limit_usd": 20.123456789, "if_revision": %.0f}`, a.body["revision"]))
	require.Equal(t, http.StatusOK, set.status, set.text)
	assert.Contains(t, set.text, `"limit_usd":20.123456789`)
	assert.Equal(t, "ok", r.get(t, "/v1/sessions/a/budget").body["state"])
	assert.Len(t, r.logs.FilterMessage("budget API").All(), 1)
	back := r.ask(t, http.MethodDelete, "/v1/sessions/a/budget", "")
	require.Equal(t, http.StatusOK, back.status)
	assert.Equal(t, "exceeded", back.body["state"])
	for _, body := range []string{
		``, `{}`, `[]`, `{"limit_usd": -1}`, `{"limit_usd": 0}`, `{"limit_usd": 1e3}`, `{"limit_usd": 0.0000000001}`, `{"limit_usd": 1, "limit": 2}`,
		`{"limit_usd": "x"}`, `{"limit_calls": 0}`, `{"limit_tokens": 1.5}`, `{"limit_usd": 1}{}`, `{"limit_usd": 99999999999999}`, `{"limit_usd": 1, "if_revision": -1}`,
	} {
		got := r.ask(t, http.MethodPut, "/v1/sessions/a/budget", body, "Content-Type", "application/json")
		assert.Equal(t, http.StatusBadRequest, got.status, body)
	}
	assert.Equal(t, http.StatusUnsupportedMediaType, r.ask(t, http.MethodPut, "/v1/sessions/a/budget", `{"limit_usd": 1}`, "Content-Type", "text/plain").status)
}

func TestSessionsAreListed(t *testing.T) {
	r := start(t, twoBudgets, nil)
	for i := range uint64(30) {
		r.spend(t, session.Key{Session: fmt.Sprint("s", i), Tenant: []string{"x", "y"}[i%2]}, i+1, int64(i)*200_000_000)
	}
	list := func(query string) (names []string, next string) {
		a := r.get(t, "/v1/sessions"+query)
		require.Equal(t, http.StatusOK, a.status, a.text)
		for _, s := range a.body["sessions"].([]any) {
			names = append(names, s.(map[string]any)["session"].(string))
		}
		next, _ = a.body["next_cursor"].(string)
		return names, next
	}
	names, cursor := list("?limit=20&sort=-spent")
	require.Len(t, names, 20)
	assert.Equal(t, []string{"s29", "s28", "s27"}, names[:3])
	rest, cursor := list("?limit=20&sort=-spent&cursor=" + url.QueryEscape(cursor))
	assert.Len(t, rest, 10)
	assert.Empty(t, cursor)
	assert.NotContains(t, rest, names[0])
	exceeded, _ := list("?state=exceeded")
	assert.Equal(t, []string{"s29", "s28", "s27", "s26", "s25"}, exceeded)
	ofX, _ := list("?tenant=x&limit=1000")
	assert.Len(t, ofX, 15)
	last, _ := list("?sort=-last_seen&limit=1")
	assert.Equal(t, []string{"s29"}, last)
	for _, query := range []string{"?state=bad", "?sort=name", "?limit=0", "?limit=1001", "?limit=x", "?cursor=%00", "?cursor=zz", "?cursor=" + strings.Repeat("A", 1025)} {
		assert.Equal(t, http.StatusBadRequest, r.get(t, "/v1/sessions"+query).status, query)
	}
}

func TestDecisions(t *testing.T) {
	r := start(t, `
budgets:
  - {name: session, scope: [session], limit_usd: 5}
`, nil)
	r.spend(t, session.Key{Session: "low"}, 1, 1_000_000_000)
	r.spend(t, session.Key{Session: "high"}, 2, 4_200_000_000)
	r.spend(t, session.Key{Session: "over"}, 3, 5_000_000_000)
	a := r.ask(t, http.MethodPost, "/v1/decisions", `{"items": [
		{"session": "new"}, {"session": "low"}, {"session": "low", "est_usd": 4.000000001}, {"session": "low", "est_usd": "4"},
		{"session": "high", "est_usd": 0.1}, {"session": "high"}, {"session": "over", "est_usd": 0},
		{"session": ""}, {"session": "low", "est_input_tokens": 1000, "model": "gpt-4o-mini"}]}`)
	require.Equal(t, http.StatusOK, a.status, a.text)
	var got []string
	for _, d := range a.body["decisions"].([]any) {
		got = append(got, d.(map[string]any)["decision"].(string))
	}
	assert.Equal(t, []string{"allow", "allow", "deny", "allow", "warn", "deny", "deny", "allow", "allow"}, got)
	assert.NotEmpty(t, a.body["decisions"].([]any)[7].(map[string]any)["error"])
	assert.Equal(t, http.StatusBadRequest, r.ask(t, http.MethodPost, "/v1/decisions", `{"items": []}`).status)
	many, err := json.Marshal(map[string]any{"items": make([]struct{}, 1001)})
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadRequest, r.ask(t, http.MethodPost, "/v1/decisions", string(many)).status)
}

// 27 USD are left of the service's day and 2 USD of the session's own, which is less
// spent: a call of 2.50 USD exceeds the budget that is not the tightest.
func TestEveryBudgetIsHeldAgainstTheNextCall(t *testing.T) {
	r := start(t, twoBudgets, nil)
	for i := range uint64(3) {
		r.spend(t, session.Key{Session: "a"}, i+1, 1_000_000_000)
	}
	r.spend(t, session.Key{Session: "b"}, 4, 170_000_000_000)

	plain := r.get(t, "/v1/sessions/a/budget").body
	assert.Equal(t, "service-day", plain["budget"], "it is the tightest")
	assert.Equal(t, false, plain["would_exceed"])
	assert.InDelta(t, 173.0, plain["budget_spent_usd"], 0)
	assert.InDelta(t, 2.0, plain["remaining_calls_estimate"].(map[string]any)["mid"], 0.5, "2 USD are left for calls of a dollar")
	scopes := plain["scopes"].([]any)
	require.Len(t, scopes, 2)
	for i, want := range []map[string]any{
		{"budget": "session", "limit_usd": 5.0, "spent_usd": 3.0, "remaining_usd": 2.0, "would_exceed": false},
		{"budget": "service-day", "limit_usd": 200.0, "spent_usd": 173.0, "remaining_usd": 27.0, "would_exceed": false},
	} {
		for key, value := range want {
			assert.Equal(t, value, scopes[i].(map[string]any)[key], key)
		}
	}

	a := r.ask(t, http.MethodPost, "/v1/decisions", `{"items": [
		{"session": "a", "est_usd": 2.5}, {"session": "a", "est_usd": 2}, {"session": "never-seen", "est_usd": 5.5}, {"session": "a", "est_usd": 28}]}`)
	decisions := a.body["decisions"].([]any)
	first := decisions[0].(map[string]any)
	assert.Equal(t, "deny", first["decision"])
	assert.Equal(t, "session", first["budget"])
	assert.Equal(t, "the call would exceed the budget session", first["reason"])
	assert.InDelta(t, 2.0, first["remaining_usd"], 0)
	assert.Equal(t, "stop", first["advice"])
	second := decisions[1].(map[string]any)
	assert.Equal(t, "warn", second["decision"], "it fits into both")
	assert.Equal(t, "deny", decisions[2].(map[string]any)["decision"], "a new session has its own budget too")
	both := decisions[3].(map[string]any)
	assert.Equal(t, "deny", both["decision"])
	assert.Equal(t, "session", both["budget"], "of two that deny it is the one with the least left")

	// gpt-4o: 100,000 input tokens and 250,000 output tokens cost 2.75 USD.
	hinted := r.get(t, "/v1/sessions/a/budget?est_input_tokens=100000&max_output_tokens=250000&model=gpt-4o")
	assert.Equal(t, true, hinted.body["would_exceed"], hinted.text)
	assert.Equal(t, "stop", hinted.body["advice"])
}

func TestAShadowBudgetBesideAnEnforcedOneSaysWhatItWould(t *testing.T) {
	r := start(t, `
budgets:
  - {name: session, scope: [session], limit_usd: 5}
  - {name: trial, scope: [session], limit_usd: 2, mode: shadow}
`, nil)
	r.spend(t, session.Key{Session: "a"}, 1, 1_000_000_000)
	a := r.ask(t, http.MethodPost, "/v1/decisions", `{"items": [{"session": "a", "est_usd": 3}]}`)
	decision := a.body["decisions"].([]any)[0].(map[string]any)
	assert.Equal(t, "allow", decision["decision"])
	assert.Equal(t, "deny", decision["would"])
	assert.Equal(t, "continue", decision["advice"])
}

func TestAShadowBudgetDeniesNothing(t *testing.T) {
	r := start(t, "budgets: [{name: trial, scope: [session], limit_usd: 1, mode: shadow}]", nil)
	r.spend(t, session.Key{Session: "a"}, 1, 2_000_000_000)
	a := r.ask(t, http.MethodPost, "/v1/decisions", `{"items": [{"session": "a"}]}`)
	d := a.body["decisions"].([]any)[0].(map[string]any)
	assert.Equal(t, "allow", d["decision"])
	assert.Equal(t, "deny", d["would"])
	assert.Equal(t, "exceeded", d["state"])
	assert.NotEqual(t, "stop", r.get(t, "/v1/sessions/a/budget").body["advice"])
}

func TestBudgetsHealthAndPage(t *testing.T) {
	r := start(t, twoBudgets, nil)
	r.spend(t, session.Key{Session: "a"}, 1, 150_000_000_000)
	a := r.get(t, "/v1/budgets")
	budgets := a.body["budgets"].([]any)
	require.Len(t, budgets, 2)
	day := budgets[1].(map[string]any)
	assert.Equal(t, "day", day["window"])
	account := day["accounts"].([]any)[0].(map[string]any)
	assert.Equal(t, map[string]any{"service.name": "shop"}, account["scope"])
	assert.InDelta(t, 150.0, account["spent_usd"], 0)
	assert.InDelta(t, 0.75, account["utilization"], 1e-12)

	health := r.get(t, "/v1/health")
	assert.Equal(t, map[string]any{"status": "ok", "store": "memory", "began": "memory", "pending_bytes": 0.0}, health.body)

	for path, kind := range map[string]string{"/": "text/html", "/page.js": "text/javascript", "/page.css": "text/css"} {
		page := r.get(t, path)
		assert.Equal(t, http.StatusOK, page.status)
		assert.Contains(t, page.header.Get("Content-Type"), kind)
		assert.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'none'")
		for _, outside := range []string{"http://", "https://", "innerHTML", "onclick", "style="} {
			assert.NotContains(t, page.text, outside, path)
		}
	}
	assert.Equal(t, http.StatusNotFound, r.get(t, "/v2/nothing").status)
	wrong := r.ask(t, http.MethodPost, "/v1/sessions", "{}")
	assert.Equal(t, http.StatusMethodNotAllowed, wrong.status)
	assert.Equal(t, "GET", wrong.header.Get("Allow"))
}

func TestASessionEnds(t *testing.T) {
	r := start(t, twoBudgets, nil)
	r.spend(t, session.Key{Session: "a"}, 1, 1_000_000_000)
	assert.Equal(t, http.StatusNoContent, r.ask(t, http.MethodPost, "/v1/sessions/a/end", "").status)
	a := r.get(t, "/v1/sessions/a/budget")
	assert.InDelta(t, 1.0, a.body["spent_usd"], 0, "its spend is not forgotten")
}
