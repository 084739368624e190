package genaifeedbackreceiver

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver/internal/metadata"
)

func TestStrangersCannotScore(t *testing.T) {
	later := time.Now().Add(time.Hour)
	good := issue(later, "", "", "run-42")
	tests := map[string]struct {
		body   string
		reason string // "" for accepted
	}{
		"the token of the session":              {object(t, "session_id", "run-42", "thumbs", "up", "token", good), ""},
		"and of a turn of it":                   {object(t, "session_id", "run-42", "turn", 2, "thumbs", "up", "token", good), ""},
		"one for all its ids":                   {object(t, "trace_id", traceHex, "session_id", "run-42", "thumbs", "up", "token", issue(later, traceHex, "", "run-42")), ""},
		"of a trace, told as traceparent":       {object(t, "traceparent", parent, "thumbs", "up", "token", issue(later, traceHex, "", "")), ""},
		"of an answer":                          {object(t, "response_id", "resp-1", "thumbs", "up", "token", issue(later, "", "resp-1", "")), ""},
		"expired within the skew of clocks":     {object(t, "session_id", "run-42", "thumbs", "up", "token", issue(time.Now().Add(-30*time.Second), "", "", "run-42")), ""},
		"none":                                  {object(t, "session_id", "run-42", "thumbs", "up"), "token"},
		"of another session":                    {object(t, "session_id", "run-43", "thumbs", "up", "token", good), "token"},
		"of the session, and a trace with it":   {object(t, "session_id", "run-42", "trace_id", traceHex, "thumbs", "up", "token", good), "token"},
		"of the session, and an answer with it": {object(t, "session_id", "run-42", "response_id", "resp-1", "thumbs", "up", "token", good), "token"},
		"of a session as that of an answer":     {object(t, "response_id", "run-42", "thumbs", "up", "token", good), "token"},
		"another time":                          {object(t, "session_id", "run-42", "thumbs", "up", "token", strings.Replace(good, "gft1.", "gft1.9", 1)), "token"},
		"another end":                           {object(t, "session_id", "run-42", "thumbs", "up", "token", good[:len(good)-2]+"AA"), "token"},
		"no end":                                {object(t, "session_id", "run-42", "thumbs", "up", "token", good[:strings.LastIndexByte(good, '.')]), "token"},
		"no prefix":                             {object(t, "session_id", "run-42", "thumbs", "up", "token", strings.TrimPrefix(good, "gft1.")), "token"},
		"nothing signed":                        {object(t, "session_id", "run-42", "thumbs", "up", "token", "gft1.9999999999."), "token"},
		"expired":                               {object(t, "session_id", "run-42", "thumbs", "up", "token", issue(time.Now().Add(-2*time.Minute), "", "", "run-42")), "token_expired"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := start(t, withSecret, known(), nil)
			answer := r.post(t, test.body)
			if test.reason == "" {
				assert.Equal(t, http.StatusAccepted, answer.status, answer.body)
				assert.Equal(t, 1, r.sink.LogRecordCount())
				return
			}
			assert.Equal(t, http.StatusUnauthorized, answer.status, answer.body)
			assert.Zero(t, r.sink.LogRecordCount())
			r.counted(t, "genai_feedback.refused", 1, "reason", test.reason)
			assert.NotContains(t, answer.body, secret)
			assert.NotContains(t, answer.body, "gft1.")
		})
	}
}

// The token is that of the examples, worked out by openssl:
// printf '4102444800\n\nresp-1\nrun-42' | openssl dgst -sha256 -hmac 'a secret of some length' -binary | basenc --base64url | tr -d =
func TestTokenIsTheDocumentedOne(t *testing.T) {
	checks := tokens{secret: []byte(secret)}
	assert.NoError(t, checks.check("gft1.4102444800.38Ec8GBw2QWHnsOgqV4EFpTAndZuqPN0ZvU_lrbIHZI", "\nresp-1\nrun-42", time.Now()))
}

func TestPagesOfOthersAndOtherNames(t *testing.T) {
	r := start(t, "", known(), nil)
	body := `{"session_id":"run-42","thumbs":"up"}`
	assert.Equal(t, http.StatusForbidden, r.post(t, body, "Host", "evil.example").status, "a name that somebody made lead here")
	assert.Equal(t, http.StatusUnsupportedMediaType, r.post(t, body, "Content-Type", "text/plain").status, "what a page may send without asking")
	assert.Zero(t, r.sink.LogRecordCount())

	withToken := start(t, withSecret, known(), nil)
	assert.Equal(t, http.StatusAccepted, withToken.post(t, object(t, "session_id", "run-42", "thumbs", "up", "token", issue(time.Now().Add(time.Hour), "", "", "run-42")), "Host", "feedback.example").status)
}

func TestCORS(t *testing.T) {
	r := start(t, "cors: {allowed_origins: [https://app.example]}", known(), nil)
	preflight := func(origin string) reply {
		return r.send(t, http.MethodOptions, http.NoBody, "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	}
	ours := preflight("https://app.example")
	assert.Equal(t, http.StatusNoContent, ours.status)
	assert.Equal(t, "https://app.example", ours.header.Get("Access-Control-Allow-Origin"))
	assert.Empty(t, preflight("https://evil.example").header.Get("Access-Control-Allow-Origin"))
}

// Where everybody on the machine may score, not every page that somebody on it looks at may.
func TestEveryPageNeedsASecret(t *testing.T) {
	for _, origin := range []string{"*", "https://*", "http://*"} {
		_, err := load(t, fmt.Sprintf("cors: {allowed_origins: [https://app.example, %q]}", origin))
		require.EqualError(t, err, fmt.Sprintf("cors.allowed_origins[1] must name the pages that may send where secret is not set, got %q", origin))
		_, err = load(t, fmt.Sprintf("{%s, cors: {allowed_origins: [%q]}}", withSecret, origin))
		require.NoError(t, err)
	}
	_, err := load(t, "cors: {allowed_origins: ['https://*.app.example']}")
	require.NoError(t, err)
	r := start(t, "{"+withSecret+", cors: {allowed_origins: ['*']}}", known(), nil)
	preflight := r.send(t, http.MethodOptions, http.NoBody, "Origin", "https://evil.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	assert.Equal(t, "*", preflight.header.Get("Access-Control-Allow-Origin"), "and not the page's own name, with which a browser would send what it knows")
	assert.Equal(t, http.StatusUnauthorized, r.post(t, `{"session_id":"run-42","thumbs":"up"}`, "Origin", "https://evil.example").status)
}

// Who sends a byte now and then is not waited for.
func TestASlowBodyIsGivenUp(t *testing.T) {
	require.Equal(t, 10*time.Second, createDefaultConfig().(*Config).Server.ReadTimeout)
	r := start(t, "read_timeout: 300ms", known(), nil)
	address := strings.TrimSuffix(strings.TrimPrefix(r.url, "http://"), path)
	connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	defer connection.Close()
	_, err = fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", path, address)
	require.NoError(t, err)
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(10*time.Second)))
	_, err = io.ReadAll(connection)
	require.NoError(t, err, "the server ends it")
	assert.Zero(t, r.sink.LogRecordCount())
}

func TestOnlyPostsToThePath(t *testing.T) {
	r := start(t, "", known(), nil)
	answer := r.send(t, http.MethodGet, http.NoBody)
	assert.Equal(t, http.StatusMethodNotAllowed, answer.status)
	assert.Equal(t, "POST", answer.header.Get("Allow"))
	r.url = strings.TrimSuffix(r.url, "/v1/feedback") + "/v1/feed"
	assert.Equal(t, http.StatusNotFound, r.post(t, `{}`).status)
}

func TestLargeBodies(t *testing.T) {
	tenMB := `{"session_id":"s","thumbs":"up","comment":"` + strings.Repeat("x", 10<<20) + `"}`
	t.Run("told", func(t *testing.T) {
		r := start(t, "", known(), nil)
		began := time.Now()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url, &counting{Reader: strings.NewReader(tenMB)})
		require.NoError(t, err)
		request.ContentLength = int64(len(tenMB))
		request.Header.Set("Content-Type", contentJSON)
		request.Header.Set("Expect", "100-continue")
		response, err := (&http.Transport{ExpectContinueTimeout: 10 * time.Second}).RoundTrip(request)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode)
		assert.Zero(t, request.Body.(*counting).read.Load(), "of ten megabytes nothing is sent")
		assert.Less(t, time.Since(began), 5*time.Second)
		r.counted(t, "genai_feedback.refused", 1, "reason", "body")
	})
	t.Run("not told", func(t *testing.T) {
		r := start(t, "", known(), nil)
		body := &counting{Reader: strings.NewReader(tenMB)}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url, body)
		require.NoError(t, err)
		request.ContentLength = -1
		request.Header.Set("Content-Type", contentJSON)
		response, err := http.DefaultClient.Do(request)
		if err == nil { // else the connection was closed while it still sent
			response.Body.Close()
			assert.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode)
		}
		assert.Less(t, body.read.Load(), int64(8<<20), "it is not read to its end")
		assert.Zero(t, r.sink.LogRecordCount())
	})
	t.Run("small on the wire", func(t *testing.T) {
		r := start(t, "", known(), nil)
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		_, err := w.Write([]byte(tenMB))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.Less(t, zipped.Len(), 64<<10)
		answer := r.send(t, http.MethodPost, &zipped, "Content-Encoding", "gzip")
		assert.Equal(t, http.StatusRequestEntityTooLarge, answer.status, answer.body)
		assert.Zero(t, r.sink.LogRecordCount())
	})
	t.Run("many items", func(t *testing.T) {
		r := start(t, "", known(), nil)
		answer := r.post(t, "["+strings.Repeat(`{"session_id":"s","stars":1},`, 100)+`{"session_id":"s","stars":1}]`)
		assert.Equal(t, http.StatusRequestEntityTooLarge, answer.status)
		assert.Contains(t, answer.body, "100")
		r.counted(t, "genai_feedback.refused", 1, "reason", "max_items")
	})
}

// counting counts what is read of it.
type counting struct {
	*strings.Reader
	read atomic.Int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read.Add(int64(n))
	return n, err
}

func (c *counting) Close() error { return nil }

// 100,000 posts a minute, of a few clients and for sessions that somebody makes up: what
// is past the rates is refused and counted, and what is kept has its bounds.
func TestFlood(t *testing.T) {
	const posts, clients = 100_000, 10
	config, err := load(t, "{rate_limit: {requests_per_second: 20, burst: 100, max_clients: 50}, session_rate_limit: {per_minute: 1, burst: 1, max_sessions: 4000}, idempotency: {max_ids: 40}}")
	require.NoError(t, err)
	tel := componenttest.NewTelemetry()
	defer func() { require.NoError(t, tel.Shutdown(context.WithoutCancel(t.Context()))) }()
	set := receivertest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = tel.NewTelemetrySettings()
	sink := &consumertest.LogsSink{}
	r, err := newReceiver(set, config, sink)
	require.NoError(t, err)
	r.finder = known()

	statuses := map[int]int64{}
	began := time.Now()
	for n := range posts {
		body := fmt.Sprintf(`{"session_id":"made-up-%d","thumbs":"down","id":"%d"}`, n, n)
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+path, strings.NewReader(body))
		request.Header.Set("Content-Type", contentJSON)
		request.RemoteAddr = fmt.Sprintf("192.0.2.%d:1", n%clients)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, request)
		statuses[w.Code]++
	}
	took := time.Since(began)
	t.Logf("%d posts in %s: %v", posts, took, statuses)
	require.Less(t, took, time.Minute, "the flood is to be one")
	accepted, limited := statuses[http.StatusAccepted], statuses[http.StatusTooManyRequests]
	assert.EqualValues(t, posts, accepted+limited)
	assert.LessOrEqual(t, accepted, clients*(100+int64(20*took.Seconds()+1)), "no more than the clients may send")
	assert.EqualValues(t, accepted, sink.LogRecordCount())
	running := &running{tel: tel}
	assert.Equal(t, limited, running.count(t, "genai_feedback.refused", "reason", "rate_limit")+running.count(t, "genai_feedback.refused", "reason", "session_rate_limit"))
	running.counted(t, "genai_feedback.requests", limited, "status", "429")
	running.counted(t, "genai_feedback.ids.forgotten", accepted-40)
	assert.LessOrEqual(t, r.clients.Len(), 50)
	assert.LessOrEqual(t, r.sessions.Len(), 4000)
	assert.Equal(t, 40, r.ids.len())
}

func TestLimitOfASessionTellsWhenToComeBack(t *testing.T) {
	r := start(t, "session_rate_limit: {per_minute: 2, burst: 1}", known(), nil)
	require.Equal(t, http.StatusAccepted, r.post(t, `{"session_id":"run-42","thumbs":"up"}`).status)
	again := r.post(t, `{"session_id":"run-42","thumbs":"up"}`)
	assert.Equal(t, http.StatusTooManyRequests, again.status)
	assert.Equal(t, "30", again.header.Get("Retry-After"))
	assert.Equal(t, http.StatusAccepted, r.post(t, `{"session_id":"run-43","thumbs":"up"}`).status, "of others it is not the business")
}

func TestSameIDCountsOnce(t *testing.T) {
	r := start(t, "", known(), nil)
	body := `{"session_id":"run-42","turn":1,"thumbs":"up","id":"click-1"}`
	assert.JSONEq(t, `{"status":"accepted","resolution":"span"}`, r.post(t, body).body)
	for range 3 {
		assert.JSONEq(t, `{"status":"duplicate"}`, r.post(t, body).body)
	}
	assert.JSONEq(t, `{"status":"accepted","resolution":"session"}`, r.post(t, `{"session_id":"run-43","thumbs":"up","id":"click-1"}`).body, "nobody takes the ids of others")
	assert.Equal(t, 2, r.sink.LogRecordCount())
	r.counted(t, "genai_feedback.items", 3, "outcome", "duplicate")
}

func TestIDsAreForgotten(t *testing.T) {
	d := newIDs(IdempotencyConfig{TTL: time.Minute, MaxIDs: 2})
	at := time.Unix(1_700_000_000, 0)
	take := func(id byte, now time.Time) (idState, bool) { return d.take(idKey{id}, now) }
	state, forgot := take(1, at)
	assert.Equal(t, idNew, state)
	assert.False(t, forgot)
	state, _ = take(1, at)
	assert.Equal(t, idTaken, state, "before it is settled")
	d.done(map[idKey]bool{{1}: true})
	state, _ = take(1, at.Add(59*time.Second))
	assert.Equal(t, idDone, state)
	state, _ = take(1, at.Add(2*time.Minute))
	assert.Equal(t, idNew, state, "after its time")
	d.release(map[idKey]bool{{1}: true})
	assert.Zero(t, d.len(), "what failed may come again")
	for id := range byte(3) {
		_, forgot = take(10+id, at.Add(3*time.Minute))
	}
	assert.True(t, forgot, "for want of room")
	assert.Equal(t, 2, d.len())
}

// What the pipeline does not take is not acknowledged, and is no duplicate when it comes again.
func TestNothingIsAcknowledgedThatIsLost(t *testing.T) {
	sink := &consumertest.LogsSink{}
	failing := &switching{LogsSink: sink, err: errors.New("the queue is full")}
	r := start(t, "", known(), failing)
	body := `{"session_id":"run-42","turn":1,"thumbs":"up","id":"click-1"}`
	for _, one := range []string{body, "[" + body + "]"} {
		answer := r.post(t, one)
		assert.Equal(t, http.StatusServiceUnavailable, answer.status)
		assert.Equal(t, "1", answer.header.Get("Retry-After"))
		assert.NotContains(t, answer.body, "queue")
	}
	failing.err = consumererror.NewPermanent(errors.New("never"))
	assert.Equal(t, http.StatusInternalServerError, r.post(t, body).status)
	failing.err = nil
	assert.JSONEq(t, `{"status":"accepted","resolution":"span"}`, r.post(t, body).body)
	assert.JSONEq(t, `{"status":"duplicate"}`, r.post(t, body).body)
	assert.Equal(t, 1, sink.LogRecordCount())
	r.counted(t, "genai_feedback.refused", 3, "reason", "delivery")
}

func TestNamesAndLabels(t *testing.T) {
	listed := start(t, "{name: thumb, names: [stars], labels: [good]}", known(), nil)
	say := func(r *running, name, label string) int {
		return r.post(t, fmt.Sprintf(`{"session_id":"run-42","value":1,"name":%q,"label":%q}`, name, label)).status
	}
	assert.Equal(t, http.StatusAccepted, say(listed, "stars", "good"))
	assert.Equal(t, http.StatusAccepted, say(listed, "", ""), "without a name it is the configured one")
	assert.Equal(t, http.StatusBadRequest, say(listed, "other", ""))
	assert.Equal(t, http.StatusBadRequest, say(listed, "", "other"))
	listed.counted(t, "genai_feedback.refused", 2, "reason", "name_or_label")

	bounded := start(t, "{max_names: 2, max_labels: 1}", known(), nil)
	assert.Equal(t, http.StatusAccepted, say(bounded, "a", "x"))
	assert.Equal(t, http.StatusAccepted, say(bounded, "b", "x"))
	assert.Equal(t, http.StatusBadRequest, say(bounded, "c", "x"))
	assert.Equal(t, http.StatusBadRequest, say(bounded, "a", "y"))
	assert.Equal(t, http.StatusAccepted, say(bounded, "a", "x"))
}
