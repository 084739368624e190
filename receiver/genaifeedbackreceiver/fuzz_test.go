package genaifeedbackreceiver

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver/internal/metadata"
)

func handlerOf(f *testing.F, change func(*Config)) (http.Handler, *consumertest.LogsSink) {
	f.Helper()
	config := createDefaultConfig().(*Config)
	config.RateLimit.RequestsPerSecond, config.SessionRateLimit.PerMinute = 0, 0
	config.Idempotency.MaxIDs, config.MaxNames, config.MaxLabels = 100, 10, 10
	change(config)
	sink := &consumertest.LogsSink{}
	r, err := newReceiver(receivertest.NewNopSettings(metadata.Type), config, sink)
	if err != nil {
		f.Fatal(err)
	}
	r.finder = known()
	return r, sink
}

// Whatever is sent is answered as it should be, and what comes out is an event with all
// that such an event has.
func FuzzFeedback(f *testing.F) {
	for _, seed := range []string{
		`{"traceparent":"` + parent + `","thumbs":"up"}`, `{"session_id":"run-42","turn":2,"stars":4,"comment":"ok","correction":"no","user_id":"u","id":"1"}`,
		`[{"response_id":"resp-1","value":0.5,"label":"so"},{"response_id":"resp-1","thumbs":false}]`, ` [ ] `, `{}`, `{"session_id":1}`, "\xff", `[[]]`, `[null]`, `null`,
		`{"trace_id":"` + traceHex + `","span_id":"` + spanHex + `","label":"x","name":"y/z","token":"gft1.1.a"}`, `{"session_id":"\u0000","value":-0}`, `{"session_id":"s","value":1e-400}`,
	} {
		f.Add(seed)
	}
	handler, sink := handlerOf(f, func(*Config) {})
	f.Fuzz(func(t *testing.T, body string) {
		sink.Reset()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+path, strings.NewReader(body))
		request.Header.Set("Content-Type", contentJSON)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request)
		if !slices.Contains([]int{202, 400, 413}, w.Code) {
			t.Fatalf("%q is answered with %d", body, w.Code)
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%q is answered with %q", body, w.Body)
		}
		records, _ := recordsOf(sink.AllLogs())
		if w.Code != http.StatusAccepted && len(records) > 0 {
			t.Fatalf("%q is refused, and goes on", body)
		}
		for _, record := range records {
			attrs := record.Attributes()
			name, score, label := text(attrs, "gen_ai.evaluation.name"), text(attrs, "gen_ai.evaluation.score.value"), text(attrs, "gen_ai.evaluation.score.label")
			if name == "" || name != "correction" && score == "" && label == "" {
				t.Fatalf("%q becomes an event that says nothing: %v", body, attrs.AsRaw())
			}
			if value, ok := attrs.Get("gen_ai.evaluation.score.value"); ok && !(value.Double() >= 0 && value.Double() <= 1) {
				t.Fatalf("%q has the score %v", body, value.Double())
			}
			if !record.SpanID().IsEmpty() && record.TraceID().IsEmpty() {
				t.Fatalf("%q has a span without a trace", body)
			}
			for key, value := range attrs.All() {
				if !utf8.ValidString(value.AsString()) || len(value.AsString()) > 8<<10 {
					t.Fatalf("%q has %s of %d bytes", body, key, len(value.AsString()))
				}
			}
		}
	})
}

// No token is taken but the one that was issued for these ids.
func FuzzToken(f *testing.F) {
	good := issue(time.Now().Add(24*time.Hour), "", "", "run-42")
	f.Add(good, "run-42")
	f.Add(good, "run-43")
	f.Add(good+"=", "run-42")
	f.Add("gft1.99999999999.", "run-42")
	f.Add("gft1.-1.AAAA", "")
	f.Add(strings.ToUpper(good), "run-42")
	checks := tokens{secret: []byte(secret), skew: time.Minute}
	now := time.Now()
	f.Fuzz(func(t *testing.T, token, id string) {
		if err := checks.check(token, "\n\n"+id, now); err == nil && (token != good || id != "run-42") {
			t.Fatalf("%q is taken for %q", token, id)
		}
	})
}
