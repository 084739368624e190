package genaibudgetextension

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/extensionauth"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const (
	adminToken = "an administrator's token"
	sessionKey = "the key of session tokens"
	secured    = twoBudgets + "admin_token: " + adminToken + "\nsession_tokens: {key: " + sessionKey + "}\n"
)

// tokenOf is made as the README says.
func tokenOf(tenant, id string) string {
	mac := hmac.New(sha256.New, []byte(sessionKey))
	mac.Write([]byte(tenant + "\x00" + id))
	return "gst1." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// gatekeeper is an authenticator that lets in who knows its password.
type gatekeeper struct {
	component.StartFunc
	component.ShutdownFunc
}

const password = "open sesame"

func (gatekeeper) Authenticate(ctx context.Context, sources map[string][]string) (context.Context, error) {
	if slices.Contains(sources["Authorization"], "Bearer "+password) {
		return ctx, nil
	}
	return ctx, errors.New("no password")
}

var _ extensionauth.Server = gatekeeper{}

func TestWhoMayDoWhat(t *testing.T) {
	type request struct{ method, path, body string }
	requests := map[string]request{
		"read":              {http.MethodGet, "/v1/sessions/mine/budget?tenant=acme", ""},
		"read other":        {http.MethodGet, "/v1/sessions/yours/budget?tenant=acme", ""},
		"read other tenant": {http.MethodGet, "/v1/sessions/mine/budget?tenant=globex", ""},
		"decide":            {http.MethodPost, "/v1/decisions", `{"items":[{"tenant":"acme","session":"mine"}]}`},
		"decide others":     {http.MethodPost, "/v1/decisions", `{"items":[{"tenant":"acme","session":"mine"},{"tenant":"acme","session":"yours"}]}`},
		"end":               {http.MethodPost, "/v1/sessions/mine/end?tenant=acme", ""},
		"end other":         {http.MethodPost, "/v1/sessions/yours/end?tenant=acme", ""},
		"list":              {http.MethodGet, "/v1/sessions", ""},
		"budgets":           {http.MethodGet, "/v1/budgets", ""},
		"set":               {http.MethodPut, "/v1/sessions/mine/budget?tenant=acme", `{"limit_usd": 9}`},
		"take back":         {http.MethodDelete, "/v1/sessions/mine/budget?tenant=acme", ""},
		"mint":              {http.MethodPost, "/v1/sessions/mine/token?tenant=acme", ""},
		"page":              {http.MethodGet, "/", ""},
		"health":            {http.MethodGet, "/v1/health", ""},
	}
	open := []string{"page", "health"}
	own := append([]string{"read", "decide", "end"}, open...)
	reader := append([]string{"read", "read other", "read other tenant", "decide", "decide others"}, open...)
	var all []string
	for name := range requests {
		all = append(all, name)
	}
	withAuth := secured + "auth: {authenticator: gate}\n"
	gate := host{component.MustNewID("gate"): gatekeeper{}}
	clients := map[string]struct {
		config     string
		extensions host
		headers    []string
		may        []string
		otherwise  int
	}{
		"admin":                {secured, nil, []string{"Authorization", "Bearer " + adminToken}, all, 0},
		"admin by header":      {secured, nil, []string{"X-Genai-Token", adminToken}, all, 0},
		"nobody":               {secured, nil, nil, open, http.StatusUnauthorized},
		"wrong token":          {secured, nil, []string{"Authorization", "Bearer " + adminToken + "x"}, open, http.StatusUnauthorized},
		"another scheme":       {secured, nil, []string{"Authorization", "Basic " + adminToken}, open, http.StatusUnauthorized},
		"session token":        {secured, nil, []string{"Authorization", "Bearer " + tokenOf("acme", "mine")}, own, http.StatusForbidden},
		"another's token":      {secured, nil, []string{"X-Genai-Token", tokenOf("", "mine")}, open, http.StatusForbidden},
		"forged session token": {secured, nil, []string{"X-Genai-Token", "gst1.AAAA"}, open, http.StatusForbidden},
		"behind a gate":        {withAuth, gate, []string{"Authorization", "Bearer " + password}, reader, http.StatusForbidden},
		"admin behind a gate":  {withAuth, gate, []string{"Authorization", "Bearer " + password, "X-Genai-Token", adminToken}, all, 0},
		"agent behind a gate":  {withAuth, gate, []string{"Authorization", "Bearer " + password, "X-Genai-Token", tokenOf("acme", "mine")}, own, http.StatusForbidden},
		"before the gate":      {withAuth, gate, []string{"X-Genai-Token", adminToken}, nil, http.StatusUnauthorized},
		"no token is set":      {twoBudgets + "session_tokens: {key: " + sessionKey + "}\n", nil, nil, all, 0},
	}
	for name, client := range clients {
		t.Run(name, func(t *testing.T) {
			r := start(t, client.config, client.extensions)
			r.spend(t, session.Key{Tenant: "acme", Session: "mine"}, 1, 1)
			may := map[string]bool{}
			for _, what := range client.may {
				may[what] = true
			}
			for what, q := range requests {
				a := r.ask(t, q.method, q.path, q.body, client.headers...)
				if may[what] {
					assert.Less(t, a.status, 300, "%s: %s", what, a.text)
				} else {
					assert.Equal(t, client.otherwise, a.status, what)
				}
				if a.status == http.StatusUnauthorized && what != "read" {
					assert.NotContains(t, a.text, "acme")
				}
			}
		})
	}
}

func TestTheServerMakesTheTokensOfTheRecipe(t *testing.T) {
	r := start(t, secured, nil)
	a := r.ask(t, http.MethodPost, "/v1/sessions/jane.doe%40example.org/token?tenant=acme", "", "X-Genai-Token", adminToken)
	require.Equal(t, http.StatusOK, a.status)
	assert.Equal(t, tokenOf("acme", "jane.doe@example.org"), a.body["token"])
	assert.NotContains(t, a.body["session"], "jane")
	without := start(t, twoBudgets, nil)
	assert.Equal(t, http.StatusConflict, without.ask(t, http.MethodPost, "/v1/sessions/a/token", "").status)
}

func TestAPageOfSomebodyElseCanDoNothing(t *testing.T) {
	r := start(t, twoBudgets, nil)
	assert.Equal(t, http.StatusForbidden, r.get(t, "/v1/sessions", "Host", "rebound.example.org").status)
	assert.Equal(t, http.StatusForbidden, r.ask(t, http.MethodPut, "/v1/sessions/a/budget", `{"limit_usd": 9}`, "Origin", "https://evil.example.org").status)
	assert.Equal(t, http.StatusForbidden, r.ask(t, http.MethodPost, "/v1/sessions/a/end", "", "Sec-Fetch-Site", "cross-site").status)
	assert.Equal(t, http.StatusOK, r.get(t, "/v1/sessions", "Host", "localhost:1234").status)
	assert.Equal(t, http.StatusOK, r.get(t, "/v1/sessions", "Host", "[::1]").status)
	named := start(t, secured, nil)
	assert.Equal(t, http.StatusOK, named.get(t, "/v1/sessions", "Host", "budgets.example.org", "X-Genai-Token", adminToken).status)
}

func TestOneWarningWhereEverybodyIsAnAdministrator(t *testing.T) {
	warnings := func(r *running) (found int) {
		for _, entry := range r.logs.All() {
			if entry.Level.String() == "warn" {
				found++
			}
		}
		return found
	}
	assert.Equal(t, 2, warnings(start(t, twoBudgets, nil)), "memory, and no token")
	assert.Equal(t, 1, warnings(start(t, secured, nil)), "memory")
}

func TestTheRateIsLimited(t *testing.T) {
	r := start(t, twoBudgets+"rate_limit: {requests_per_second: 0.001, burst: 3}\n", nil)
	for range 3 {
		require.Equal(t, http.StatusOK, r.get(t, "/v1/health").status)
	}
	a := r.get(t, "/v1/health")
	assert.Equal(t, http.StatusTooManyRequests, a.status)
	assert.Equal(t, "1", a.header.Get("Retry-After"))
	free := start(t, twoBudgets+"rate_limit: {requests_per_second: 0, burst: 1}\n", nil)
	for range 5 {
		require.Equal(t, http.StatusOK, free.get(t, "/v1/health").status)
	}
}
