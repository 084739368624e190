package genaibudgetextension

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func TestHostileIDs(t *testing.T) {
	r := start(t, twoBudgets, nil)
	ids := map[string]string{
		"path escapes":       "../../etc/passwd",
		"escaped slashes":    "a/b/budget",
		"dots":               "..",
		"control characters": "a\x00\x1b[31m\r\nSet-Cookie: x=y",
		"not UTF-8":          "\xff\xfe",
		"markup":             `<script>alert(1)</script>"'`,
		"long":               strings.Repeat("x", 20_000),
		"other scripts":      "会话-получатель-👩‍🚀",
		"a wildcard":         "{id}",
		"a query":            "a?tenant=b#c",
	}
	for name, id := range ids {
		t.Run(name, func(t *testing.T) {
			path := "/v1/sessions/" + strings.ReplaceAll(url.PathEscape(id), ".", "%2E")
			a := r.get(t, path+"/budget")
			require.Equal(t, http.StatusOK, a.status, a.text)
			assert.Equal(t, false, a.body["known"])
			assert.Empty(t, a.header.Get("Set-Cookie"))
			key, ok := r.identity.Key("", id)
			require.True(t, ok)
			r.spend(t, key, uint64(len(id))+100, 1)
			a = r.get(t, path+"/budget")
			assert.Equal(t, true, a.body["known"])
			assert.Equal(t, http.StatusNoContent, r.ask(t, http.MethodPost, path+"/end", "").status)
		})
	}
	assert.Equal(t, http.StatusOK, r.get(t, "/v1/sessions").status)
	for _, none := range []string{"%20", "null", "0", "00000000-0000-0000-0000-000000000000"} {
		assert.Equal(t, http.StatusBadRequest, r.get(t, "/v1/sessions/"+none+"/budget").status, none)
	}
	for _, query := range []string{"wait=x", "wait=-1s", "since=-1", "since=99999999999999999999", "est_input_tokens=1e9", "max_output_tokens=x"} {
		assert.Equal(t, http.StatusBadRequest, r.get(t, "/v1/sessions/a/budget?"+query).status, query)
	}
}

func TestAMegabyteOfID(t *testing.T) {
	r := start(t, twoBudgets, nil)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/v1/sessions/"+strings.Repeat("x", 1<<20)+"/budget", http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err == nil { // or the connection was closed before all was sent
		defer response.Body.Close()
		assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, response.StatusCode)
	}
	body := `{"items": [{"session": "` + strings.Repeat("x", 1<<19) + `"}]}`
	a := r.ask(t, http.MethodPost, "/v1/decisions", body)
	require.Equal(t, http.StatusOK, a.status)
	assert.Less(t, len(a.text), 1000)
	r.refuses(t, http.StatusRequestEntityTooLarge, `{"items": [{"session": "`+strings.Repeat("x", 1<<21)+`"}]}`)
	r.refuses(t, http.StatusBadRequest, strings.Repeat(`{"items":[`, 100_000))
	a = r.ask(t, http.MethodPost, "/v1/decisions", "not gzip", "Content-Encoding", "gzip")
	assert.Equal(t, http.StatusBadRequest, a.status)
}

// refuses sends more than the server reads. It answers and closes the connection: who is
// still sending then may see only that.
func (r *running) refuses(t *testing.T, status int, body string) {
	t.Helper()
	response, err := http.Post(r.url+"/v1/decisions", "application/json", strings.NewReader(body))
	if err != nil {
		assert.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE), err)
		return
	}
	defer response.Body.Close()
	assert.Equal(t, status, response.StatusCode)
}

// What is personal in an id is found nowhere: not in the store, an answer, an
// event, a log line or a metric.
func TestNothingPersonalIsKeptOrTold(t *testing.T) {
	const email, phone, name = "jane.roe@planted-mail.com", "+49 170 9876543", "Jane Planted"
	secrets := []string{"jane.roe", "planted-mail", "9876543", "Planted"}
	memory := storetest.NewMemory()
	r := start(t, `
storage: memory_storage
session_tokens: {key: a key of some length}
budgets:
  - {name: session, scope: [session], limit_usd: 5}
  - {name: users, scope: [tenant, user.id], window: day, limit_usd: 5, overrides: [{match: {user.id: jane.roe@planted-mail.com, tenant: "+49 170 9876543"}, limit_usd: 7}]}
`, host{storageID: memory})
	ids := []string{email, phone, name, "chat of " + email, strings.Repeat("x", 60) + " " + email + strings.Repeat("y", 300)}
	var told bytes.Buffer
	number := uint64(0)
	for _, tenant := range []string{email, phone, ""} {
		for _, id := range ids {
			number++
			key, ok := r.identity.Key(tenant, id)
			require.True(t, ok)
			receipt := r.post(t, key, number, r.Private("user.id", id, key.Tenant), r.Private("gen_ai.agent.name", "agent of "+email, key.Tenant), r.Private("gen_ai.tool.name", "call "+phone, key.Tenant))
			fmt.Fprint(&told, receipt)
			path := "/v1/sessions/" + url.PathEscape(id)
			query := "?tenant=" + url.QueryEscape(tenant)
			a := r.get(t, path+"/budget"+query)
			require.Equal(t, true, a.body["known"], "the raw id finds its account: %q of %q", id, tenant)
			assert.Equal(t, "exceeded", a.body["state"])
			told.WriteString(a.text)
			told.WriteString(r.ask(t, http.MethodPut, path+"/budget"+query, `{"limit_usd": 9}`).text)
			told.WriteString(r.ask(t, http.MethodPut, path+"/budget"+query, `{"`+email+`": "`+phone+`"}`).text)
			told.WriteString(r.ask(t, http.MethodPost, path+"/token"+query, "").text)
			told.WriteString(r.ask(t, http.MethodPost, path+"/nothing"+query, "").text)
			told.WriteString(r.get(t, path+"/budget"+query+"&wait="+url.QueryEscape(name)).text)
			body, err := json.Marshal(map[string]any{"items": []any{map[string]any{"session": id, "tenant": tenant}}})
			require.NoError(t, err)
			told.WriteString(r.ask(t, http.MethodPost, "/v1/decisions", string(body)).text)
			require.Equal(t, http.StatusNoContent, r.ask(t, http.MethodPost, path+"/end"+query, "").status)
		}
	}
	override, _ := r.identity.Key(phone, email)
	assert.Contains(t, told.String(), override.Session)
	told.WriteString(r.get(t, "/v1/sessions").text)
	told.WriteString(r.get(t, "/v1/budgets").text)
	fmt.Fprintf(&told, "%+v", r.Report(time.Now()))
	for _, event := range r.Events(0, 1000) {
		text, err := json.Marshal(event)
		require.NoError(t, err)
		told.Write(text)
	}
	for _, entry := range r.logs.All() {
		fmt.Fprintln(&told, entry.Message, entry.ContextMap())
	}
	require.NoError(t, r.Shutdown(context.WithoutCancel(t.Context())))
	for key, value := range memory.Dump() {
		told.WriteString(key)
		told.Write(value)
	}
	require.Greater(t, told.Len(), 50_000)
	for _, secret := range secrets {
		assert.False(t, bytes.Contains(told.Bytes(), []byte(secret)), "%s: %s", secret, around(told.String(), secret))
	}
	assert.Equal(t, 3, strings.Count(fmt.Sprint(r.Budgets()[1].Overrides[0].Match), "["), "map[ and two tokens")
}

func around(text, secret string) string {
	at := strings.Index(text, secret)
	if at < 0 {
		return ""
	}
	return text[max(0, at-100):min(len(text), at+100)]
}

func (r *running) post(t *testing.T, key session.Key, number uint64, user, agent, tool string) session.Receipt {
	t.Helper()
	now := time.Now().UnixNano()
	postings := []session.Posting{
		{Kind: session.Call, Tenant: key.Tenant, Session: key.Session, Start: now, End: now, Agent: agent, Model: "m", Cost: 6e9, Priced: true, Scope: []string{user}},
		{Kind: session.Tool, Tenant: key.Tenant, Session: key.Session, Start: now, End: now, Agent: agent, Tool: tool, Scope: []string{user}, Failed: true},
	}
	for i := range postings {
		postings[i].Span[0], postings[i].Span[7], postings[i].Trace[0] = byte(i+1), byte(number), byte(number)
	}
	receipts := make([]session.Receipt, len(postings))
	require.NoError(t, r.Post(t.Context(), postings, receipts))
	return receipts[0]
}

func TestMetricsTellWhatIsDone(t *testing.T) {
	r := start(t, secured+"storage: memory_storage\n", host{storageID: storetest.NewMemory()})
	r.spend(t, session.Key{Session: "a"}, 1, 1)
	r.spend(t, session.Key{Session: "a"}, 1, 1)
	r.get(t, "/v1/sessions/a/budget")
	r.get(t, "/v1/sessions/jane.doe%40example.org/budget", "X-Genai-Token", adminToken)
	for name, want := range map[string]int64{
		"otelcol_genai_budget.postings": 2, "otelcol_genai_budget.duplicates": 1, "otelcol_genai_budget.api.requests": 2,
		"otelcol_genai_budget.api.refused": 1, "otelcol_genai_budget.ids.redacted": 1, "otelcol_genai_budget.restores": 1,
	} {
		metric, err := r.tel.GetMetric(name)
		require.NoError(t, err, name)
		var sum int64
		for _, point := range metric.Data.(metricdata.Sum[int64]).DataPoints {
			sum += point.Value
		}
		assert.Equal(t, want, sum, name)
	}
	metric, err := r.tel.GetMetric("otelcol_genai_budget.size")
	require.NoError(t, err)
	for _, point := range metric.Data.(metricdata.Gauge[int64]).DataPoints {
		if kind, _ := point.Attributes.Value("kind"); kind.AsString() == "sessions" {
			assert.EqualValues(t, 1, point.Value)
		}
	}
}
