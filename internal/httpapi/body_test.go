package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

type named struct {
	Name string `json:"name"`
}

func post(t *testing.T, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	return r
}

func statusOf(t *testing.T, err error) int {
	t.Helper()
	var p *httpapi.ProblemError
	require.ErrorAs(t, err, &p)
	return p.Status
}

func TestReadList(t *testing.T) {
	items, alone, err := httpapi.ReadList[named](post(t, " \n{\"name\":\"a\"}"))
	require.NoError(t, err)
	assert.True(t, alone)
	assert.Equal(t, []named{{"a"}}, items)
	items, alone, err = httpapi.ReadList[named](post(t, "\t[{\"name\":\"a\"},{\"name\":\"b\"}]"))
	require.NoError(t, err)
	assert.False(t, alone)
	assert.Equal(t, []named{{"a"}, {"b"}}, items)
	for _, body := range []string{"", " ", "[", "[1]", `{"name":1}`, `{"other":1}`, `[{"other":1}]`, `{} {}`, `[] []`, "\x00"} {
		_, _, err := httpapi.ReadList[named](post(t, body))
		assert.Equal(t, http.StatusBadRequest, statusOf(t, err), body)
	}
}

func TestBodiesThatAreNone(t *testing.T) {
	r := post(t, `{"name":"a"}`)
	r.Header.Set("Content-Type", "text/plain")
	assert.Equal(t, http.StatusUnsupportedMediaType, statusOf(t, httpapi.ReadBody(r, &named{})))
	r = post(t, `{"name":"`+strings.Repeat("a", 100)+`"}`)
	r.Body = http.MaxBytesReader(nil, r.Body, 10)
	err := httpapi.ReadBody(r, &named{})
	assert.Equal(t, http.StatusRequestEntityTooLarge, statusOf(t, err))
	require.ErrorContains(t, err, "10 bytes")
	assert.NotContains(t, err.Error(), "aaa")
}

func TestProblem(t *testing.T) {
	w := httptest.NewRecorder()
	httpapi.WriteProblem(w, http.StatusServiceUnavailable, "later", 7)
	assert.Equal(t, http.StatusServiceUnavailable, w.Code)
	assert.Equal(t, "7", w.Header().Get("Retry-After"))
	assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	assert.JSONEq(t, `{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"later"}`, w.Body.String())
}
