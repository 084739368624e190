package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// answer is what the budget API answered.
type answer struct {
	status int
	header http.Header
	text   string
}

func (a answer) into(t *testing.T, value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(a.text), value), a.text)
}

// standing is where a session stands, as the API tells it.
type standing struct {
	Session     string      `json:"session"`
	Known       bool        `json:"known"`
	State       string      `json:"state"`
	Advice      string      `json:"advice"`
	Revision    uint64      `json:"revision"`
	Spent       json.Number `json:"spent_usd"`
	Limit       json.Number `json:"limit_usd"`
	Calls       int64       `json:"spent_calls"`
	Unpriced    int64       `json:"unpriced_calls"`
	WouldExceed bool        `json:"would_exceed"`
	Ended       bool        `json:"ended"` // in lists
}

// api sends a request to the budget API: headers are names and values in turn.
func (c *collector) api(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+c.budget+path, strings.NewReader(body))
	require.NoError(t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response.StatusCode, response.Header, string(text)}
}

func sessionPath(session, what string) string {
	return "/v1/sessions/" + url.PathEscape(session) + "/" + what
}

// ask is where a session of no tenant stands.
func (c *collector) ask(t *testing.T, session string) standing {
	t.Helper()
	a := c.api(t, http.MethodGet, sessionPath(session, "budget"), "")
	require.Equal(t, http.StatusOK, a.status, a.text)
	var s standing
	a.into(t, &s)
	return s
}

// list is a page of sessions, and where the next begins.
func (c *collector) list(t *testing.T, query string, headers ...string) ([]standing, string) {
	t.Helper()
	a := c.api(t, http.MethodGet, "/v1/sessions?"+query, "", headers...)
	require.Equal(t, http.StatusOK, a.status, a.text)
	var page struct {
		Sessions []standing `json:"sessions"`
		Next     string     `json:"next_cursor"`
	}
	a.into(t, &page)
	return page.Sessions, page.Next
}

// spends is what each session has spent, in nano-dollars.
func (c *collector) spends(t *testing.T) map[string]int64 {
	t.Helper()
	spends := map[string]int64{}
	for cursor := ""; ; {
		sessions, next := c.list(t, "limit=200&cursor="+url.QueryEscape(cursor))
		for _, s := range sessions {
			_, twice := spends[s.Session]
			require.False(t, twice, "%s is on two pages", s.Session)
			spends[s.Session] = nanos(t, s.Spent)
		}
		if cursor = next; cursor == "" {
			return spends
		}
	}
}

// nanos reads dollars with at most nine decimals, digit by digit.
func nanos(t *testing.T, dollars json.Number) int64 {
	t.Helper()
	whole, fraction, _ := strings.Cut(dollars.String(), ".")
	require.LessOrEqual(t, len(fraction), 9, dollars)
	n, err := json.Number(whole + fraction + strings.Repeat("0", 9-len(fraction))).Int64()
	require.NoError(t, err, dollars)
	return n
}

// chatNanos is what a call of chat costs, in nano-dollars.
const chatNanos = 3_500_000

// spend sends so many calls of a session, at chatNanos each. Their number makes them
// the calls that they are: the same number again is the same call.
func (c *collector) spend(t *testing.T, session string, numbers ...uint32) {
	t.Helper()
	b := newBatch()
	spans := b.service(t, "agent", "1")
	for _, number := range numbers {
		callOf(t, spans, number, chat(map[string]any{"session.id": session}))
	}
	c.sendTraces(t, b.Traces)
}

// numbered are the numbers of so many calls.
func numbered(from, count uint32) []uint32 {
	numbers := make([]uint32, count)
	for i := range numbers {
		numbers[i] = from + uint32(i)
	}
	return numbers
}

// callOf adds the call of a number, made now.
func callOf(t *testing.T, spans ptrace.SpanSlice, number uint32, attrs map[string]any) ptrace.Span {
	t.Helper()
	span := spans.AppendEmpty()
	span.SetTraceID(traceOf(number))
	span.SetSpanID(spanOf(number))
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(time.Now().Add(-time.Second)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(time.Now()))
	require.NoError(t, span.Attributes().FromRaw(attrs))
	return span
}

// telemetryOfItself makes the collector show all of its own metrics, and tells where.
func telemetryOfItself(t *testing.T) (overlay, address string) {
	t.Helper()
	return ownMetrics(t, "detailed")
}

// ownMetrics makes the collector show its own metrics of a level, and tells where.
func ownMetrics(t *testing.T, level string) (overlay, address string) {
	t.Helper()
	address = freePorts(t, 1)[0]
	host, port, _ := strings.Cut(address, ":")
	return fmt.Sprintf(`
service::telemetry::metrics::level: %s
service::telemetry::metrics::readers: [{pull: {exporter: {prometheus: {host: %s, port: %s}}}}]
`, level, host, port), address
}

// itself reads the collector's own metrics.
func itself(t *testing.T, address string) []series {
	t.Helper()
	status, page, err := get(t.Context(), "http://"+address+"/metrics")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	return parsePage(t, page)
}

// soon is when a session's answer must have come, on a machine with other things to do.
const soon = 10 * time.Second

func idOf(number uint32) [4]byte {
	return [4]byte{byte(number >> 24), byte(number >> 16), byte(number >> 8), byte(number)}
}

func traceOf(number uint32) (id pcommon.TraceID) {
	n := idOf(number)
	id[0] = 0xca
	copy(id[12:], n[:])
	return id
}

func spanOf(number uint32) (id pcommon.SpanID) {
	n := idOf(number)
	id[0] = 0xca
	copy(id[4:], n[:])
	return id
}
