package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
)

// event is a log record of the genai_budget receiver.
type event struct {
	name    string
	service string
	attrs   map[string]any
	at      time.Time // when it came
	trace   pcommon.TraceID
	span    pcommon.SpanID
}

func (e event) text(key string) string {
	if value, ok := e.attrs[key]; ok {
		return fmt.Sprint(value)
	}
	return ""
}

// sink is where the collector delivers events: it has them before the collector knows,
// so that a kill loses none.
type sink struct {
	mu     sync.Mutex
	events []event
	config string
}

func newSink(t *testing.T) *sink {
	t.Helper()
	s := &sink{}
	server := httptest.NewServer(http.HandlerFunc(s.take))
	t.Cleanup(server.Close)
	s.config = fmt.Sprintf(`
exporters::otlp_http/events: {logs_endpoint: "%s/v1/logs", compression: none, sending_queue: {enabled: false}, retry_on_failure: {enabled: false}}
service::pipelines::logs/events::exporters: [otlp_http/events]
`, server.URL)
	return s
}

func (s *sink) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	request := plogotlp.NewExportRequest()
	if err != nil || request.UnmarshalProto(body) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, resource := range request.Logs().ResourceLogs().All() {
		service, _ := resource.Resource().Attributes().Get("service.name")
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				s.events = append(s.events, event{record.EventName(), service.AsString(), record.Attributes().AsRaw(), time.Now(), record.TraceID(), record.SpanID()})
			}
		}
	}
}

// all are the events so far.
func (s *sink) all() []event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// wait returns the events of a name and session, once there are so many.
func (s *sink) wait(t *testing.T, count int, name, session string) []event {
	t.Helper()
	var found []event
	require.Eventually(t, func() bool {
		found = nil
		for _, e := range s.all() {
			if e.name == name && e.text("session.id") == session {
				found = append(found, e)
			}
		}
		return len(found) >= count
	}, soon, time.Millisecond, "%d %s of %s", count, name, session)
	return found
}

// reached is a threshold that a budget reached: what the account of that budget is of,
// and the threshold in percent.
type reached struct {
	budget, scope string
	percent       int
}

// crossing is all that makes an event of a threshold the one it is.
type crossing struct {
	reached
	window, revision string
}

// assertTold holds the events against the thresholds that were reached: one event id
// for each, and none for anything else. An event may come more than once.
func assertTold(t *testing.T, want []reached, events []event) {
	t.Helper()
	ids := map[crossing]string{}
	of := map[string]crossing{}
	told := map[reached]int{}
	for _, e := range events {
		if e.name != "genai.budget.threshold" {
			continue
		}
		key := crossingOf(e)
		id := e.text("genai.event.id")
		if known, again := ids[key]; again {
			assert.Equal(t, known, id, "%+v is told under two ids", key)
			continue
		}
		ids[key] = id
		other, taken := of[id]
		assert.False(t, taken, "one id for %+v and %+v", key, other)
		of[id] = key
		told[key.reached]++
	}
	expected := map[reached]int{}
	for _, r := range want {
		expected[r]++
	}
	assert.Equal(t, expected, told)
}

func crossingOf(e event) crossing {
	key := crossing{window: e.text("genai.budget.window_start"), revision: e.text("genai.budget.revision")}
	threshold, _ := e.attrs["genai.budget.threshold"].(float64)
	key.budget, key.percent = e.text("genai.budget.name"), int(threshold*100+0.5)
	if key.scope = e.service; key.budget == "session" {
		key.scope = e.text("session.id")
	}
	return key
}
