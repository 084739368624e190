package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	adminOfBudgets = "the administrator's token"
	keyOfTokens    = "the key of session tokens"
)

const secured = `
extensions::genai_budget::admin_token: ` + adminOfBudgets + `
extensions::genai_budget::session_tokens: {key: ` + keyOfTokens + `}
`

// tokenOf is made as the README of genai_budget says.
func tokenOf(tenant, session string) string {
	mac := hmac.New(sha256.New, []byte(keyOfTokens))
	mac.Write([]byte(tenant + "\x00" + session))
	return "gst1." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// endpoints are all of the API; {id} stands for a session.
var endpoints = []struct{ name, method, path, body string }{
	{"read", "GET", "/v1/sessions/{id}/budget", ""},
	{"poll", "GET", "/v1/sessions/{id}/budget?wait=1ms&since=0", ""},
	{"stream", "GET", "/v1/sessions/{id}/events", ""},
	{"decide", "POST", "/v1/decisions", `{"items":[{"session":"{id}","est_usd":0.01}]}`},
	{"end", "POST", "/v1/sessions/{id}/end", ""},
	{"set", "PUT", "/v1/sessions/{id}/budget", `{"limit_usd":5}`},
	{"set wrongly", "PUT", "/v1/sessions/{id}/budget", `{"limit_usd":-5}`},
	{"take back", "DELETE", "/v1/sessions/{id}/budget", ""},
	{"mint", "POST", "/v1/sessions/{id}/token", ""},
	{"list", "GET", "/v1/sessions", ""},
	{"search", "GET", "/v1/sessions?tenant={id}", ""},
	{"budgets", "GET", "/v1/budgets", ""},
	{"health", "GET", "/v1/health", ""},
	{"page", "GET", "/", ""},
	{"nowhere", "GET", "/v1/nowhere", ""},
	{"wrong method", "PATCH", "/v1/sessions/{id}/budget", ""},
}

// everybody may do these, with these answers.
var everybody = map[string]int{"health": 200, "page": 200, "nowhere": 404, "wrong method": 405}

// statusOf is what a request is answered where it is allowed.
var statusOf = map[string]int{"end": 204, "set wrongly": 400}

func TestWhoMayDoWhat(t *testing.T) {
	c := startCollector(t, secured)
	c.spend(t, "mine", 1)
	c.spend(t, "yours", 2)
	all := []string{"read", "poll", "stream", "decide", "end", "set", "set wrongly", "take back", "mint", "list", "search", "budgets"}
	own := all[:5]
	clients := map[string]struct {
		token     string
		may       []string
		otherwise int
	}{
		"no token":                    {"", nil, http.StatusUnauthorized},
		"a wrong token":               {adminOfBudgets + "s", nil, http.StatusUnauthorized},
		"a part of the right token":   {adminOfBudgets[:len(adminOfBudgets)-1], nil, http.StatusUnauthorized},
		"the key of tokens":           {keyOfTokens, nil, http.StatusUnauthorized},
		"the token of this session":   {tokenOf("", "mine"), own, http.StatusForbidden},
		"the token of another":        {tokenOf("", "yours"), nil, http.StatusForbidden},
		"the token of another tenant": {tokenOf("acme", "mine"), nil, http.StatusForbidden},
		"a forged token":              {"gst1." + strings.Repeat("A", 43), nil, http.StatusForbidden},
		"the admin token":             {adminOfBudgets, all, 0},
	}
	for name, client := range clients {
		t.Run(name, func(t *testing.T) {
			may := map[string]bool{}
			for _, what := range client.may {
				may[what] = true
			}
			for _, e := range endpoints {
				want, open := everybody[e.name]
				switch {
				case open:
				case may[e.name]:
					if want = statusOf[e.name]; want == 0 {
						want = http.StatusOK
					}
				default:
					want = client.otherwise
				}
				got := c.knock(t, client.token, e.method, e.path, e.body, "mine")
				assert.Equal(t, want, got.status, "%s: %s", e.name, got.text)
				if want >= http.StatusBadRequest {
					assertProblem(t, got, "mine", client.token)
				}
				if want == http.StatusUnauthorized || want == http.StatusForbidden {
					unknown := c.knock(t, client.token, e.method, e.path, e.body, "nobody-has-heard-of-this")
					assert.Equal(t, got.status, unknown.status, "%s tells whether a session exists", e.name)
					assert.Equal(t, got.text, unknown.text, "%s tells whether a session exists", e.name)
				}
			}
		})
	}
	t.Run("a batch with a session of somebody else", func(t *testing.T) {
		body := `{"items":[{"session":"mine"},{"session":"yours"}]}`
		assert.Equal(t, http.StatusForbidden, c.knock(t, tokenOf("", "mine"), "POST", "/v1/decisions", body, "").status)
	})
	t.Run("a token in a query counts for nothing", func(t *testing.T) {
		assert.Equal(t, http.StatusUnauthorized, c.knock(t, "", "GET", "/v1/sessions?token="+strings.ReplaceAll(adminOfBudgets, " ", "+"), "", "").status)
	})
	t.Run("the API makes the tokens of the recipe", func(t *testing.T) {
		var made struct{ Token string }
		c.knock(t, adminOfBudgets, "POST", "/v1/sessions/{id}/token?tenant=acme", "", "mine").into(t, &made)
		assert.Equal(t, tokenOf("acme", "mine"), made.Token)
	})
	c.shutdown(t)
	for _, secret := range []string{adminOfBudgets, keyOfTokens, tokenOf("", "mine")} {
		assert.NotContains(t, c.output.String(), secret, "in the log")
	}
}

// Behind an authenticator whoever it lets in may read sessions that he knows of, and no
// more; our own tokens come beside its own.
func TestWhoMayDoWhatBehindAnAuthenticator(t *testing.T) {
	c := startCollector(t, secured, `
extensions::bearertokenauth: {token: open-sesame}
extensions::genai_budget::auth: {authenticator: bearertokenauth}
service::extensions: [health_check, file_storage, bearertokenauth, genai_budget]
`)
	c.spend(t, "mine", 1)
	const gate = "Bearer open-sesame"
	for name, client := range map[string]struct {
		gate, token       string
		read, list, other int
	}{
		"a reader":         {gate, "", 200, 403, 200},
		"the admin":        {gate, adminOfBudgets, 200, 200, 200},
		"an agent":         {gate, tokenOf("", "mine"), 200, 403, 403},
		"nobody":           {"", "", 401, 401, 401},
		"our token alone":  {"", adminOfBudgets, 401, 401, 401},
		"a wrong gate":     {gate + "!", adminOfBudgets, 401, 401, 401},
		"our token at his": {"Bearer " + adminOfBudgets, "", 401, 401, 401},
	} {
		headers := []string{"Authorization", client.gate, "X-Genai-Token", client.token}
		assert.Equal(t, client.read, c.api(t, "GET", sessionPath("mine", "budget"), "", headers...).status, name)
		assert.Equal(t, client.other, c.api(t, "GET", sessionPath("yours", "budget"), "", headers...).status, name)
		assert.Equal(t, client.list, c.api(t, "GET", "/v1/sessions", "", headers...).status, name)
		set := c.api(t, "PUT", sessionPath("mine", "budget"), `{"limit_usd": 5}`, headers...)
		assert.Equal(t, client.list, set.status, name)
	}
}

// knock sends a request with a token. Of a stream only the beginning is read.
func (c *collector) knock(t *testing.T, token, method, path, body, session string) answer {
	t.Helper()
	path, body = strings.ReplaceAll(path, "{id}", session), strings.ReplaceAll(body, "{id}", session)
	if !strings.HasSuffix(path, "/events") {
		var headers []string
		if token != "" {
			headers = []string{"Authorization", "Bearer " + token}
		}
		return c.api(t, method, path, body, headers...)
	}
	s := c.listen(t, path, "Authorization", "Bearer "+token)
	defer s.stop()
	return s.answer
}

// assertProblem holds an answer against RFC 9457. It repeats nothing that was sent.
func assertProblem(t *testing.T, a answer, sent ...string) {
	t.Helper()
	assert.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
	assert.Equal(t, "no-store", a.header.Get("Cache-Control"))
	var p map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.text), &p), a.text)
	assert.InDelta(t, a.status, p["status"], 0)
	assert.Equal(t, "about:blank", p["type"])
	assert.Equal(t, http.StatusText(a.status), p["title"])
	assert.NotEmpty(t, p["detail"])
	for _, text := range sent {
		if text != "" {
			assert.NotContains(t, a.text, text)
		}
	}
}
