package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What clients may take of the API is bounded, and what is refused is counted.
func TestClientsOfTheAPIAreBounded(t *testing.T) {
	overlay, own := telemetryOfItself(t)
	c := startCollector(t, overlay, `
extensions::genai_budget::rate_limit: {requests_per_second: 0.01, burst: 8}
extensions::genai_budget::api: {max_waiters: 1, max_streams: 1, max_wait: 3s}
`)
	path := sessionPath("a", "budget")
	waiting := c.later(t, path+"?wait=1h&since=0")
	stream := c.listen(t, sessionPath("a", "events"))
	defer stream.stop()
	require.Equal(t, http.StatusOK, stream.status)
	require.Eventually(t, func() bool {
		return sum(itself(t, own), "otelcol_genai_budget_size", "kind", "waiters").Sign() > 0
	}, soon, 10*time.Millisecond)

	for what, a := range map[string]answer{
		"a second long poll": c.api(t, http.MethodGet, path+"?wait=1h&since=0", ""),
		"a second stream":    c.listen(t, sessionPath("b", "events")).answer,
	} {
		assert.Equal(t, http.StatusServiceUnavailable, a.status, what)
		assert.NotEmpty(t, a.header.Get("Retry-After"), what)
		assertProblem(t, a)
	}
	assert.Equal(t, http.StatusOK, c.api(t, http.MethodGet, path, "").status, "who does not wait is answered")
	statuses := map[int]int{}
	for range 10 {
		a := c.api(t, http.MethodGet, path, "")
		if statuses[a.status]++; a.status == http.StatusTooManyRequests {
			assert.NotEmpty(t, a.header.Get("Retry-After"))
			assertProblem(t, a)
		}
	}
	assert.Equal(t, map[int]int{http.StatusOK: 3, http.StatusTooManyRequests: 7}, statuses)
	refused := func(reason string) string {
		return sum(itself(t, own), "otelcol_genai_budget_api_refused", "reason", reason).FloatString(0)
	}
	assert.Equal(t, "1", refused("waiters"))
	assert.Equal(t, "1", refused("streams"))
	assert.Equal(t, "7", refused("rate_limit"))
	assert.Equal(t, http.StatusNoContent, (<-waiting).status, "a wait is as long as max_wait allows")
}
