package genaibudgetreceiver

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaibudgetreceiver/internal/metadata"
)

func defaults() *Config { return createDefaultConfig().(*Config) }

// logsSink takes log records, with the time at which they came, or answers with errors first.
type logsSink struct {
	mu      sync.Mutex
	errs    []error // for the next calls
	calls   int
	records []plog.LogRecord
	at      []time.Time
}

func (*logsSink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *logsSink) ConsumeLogs(_ context.Context, logs plog.Logs) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if len(s.errs) > 0 {
		err := s.errs[0]
		s.errs = s.errs[1:]
		if err != nil {
			return err
		}
	}
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				s.records = append(s.records, record)
				s.at = append(s.at, time.Now())
			}
		}
	}
	return nil
}

// called is how often it was called.
func (s *logsSink) called() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// takenAt is when an event was taken.
func (s *logsSink) takenAt(i int) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at[i]
}

// ids are those of all events that were taken, in order.
func (s *logsSink) ids() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, record := range s.records {
		id, _ := record.Attributes().Get("genai.event.id")
		ids = append(ids, id.Str())
	}
	return ids
}

// started is a receiver with both signals.
type started struct {
	metrics receiver.Metrics
	logs    receiver.Logs
}

func start(t *testing.T, config *Config, accounts session.Accounts, metrics consumer.Metrics, logs consumer.Logs) *started {
	t.Helper()
	factory, set := NewFactory(), nopSettings()
	s := &started{}
	var err error
	if metrics != nil {
		s.metrics, err = factory.CreateMetrics(t.Context(), set, config, metrics)
		require.NoError(t, err)
	}
	if logs != nil {
		s.logs, err = factory.CreateLogs(t.Context(), set, config, logs)
		require.NoError(t, err)
	}
	for _, c := range s.components() {
		require.NoError(t, c.Start(t.Context(), hostOf(accounts)))
	}
	return s
}

func (s *started) components() []component.Component {
	var all []component.Component
	if s.metrics != nil {
		all = append(all, s.metrics)
	}
	if s.logs != nil {
		all = append(all, s.logs)
	}
	return all
}

func (s *started) shutdown(t *testing.T) {
	t.Helper()
	for _, c := range s.components() {
		assert.NoError(t, c.Shutdown(context.Background()))
	}
}

// series are the points of metrics, by name and attributes, resource attributes before them.
func series(t *testing.T, metrics pmetric.Metrics) map[string]map[string]float64 {
	t.Helper()
	found := map[string]map[string]float64{}
	for _, resource := range metrics.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			for _, metric := range scope.Metrics().All() {
				points := found[metric.Name()]
				if points == nil {
					points = map[string]float64{}
					found[metric.Name()] = points
				}
				put := func(attrs pcommon.Map, value float64) {
					key := labels(resource.Resource().Attributes()) + "|" + labels(attrs)
					_, twice := points[key]
					require.False(t, twice, "%s: two points of %s", metric.Name(), key)
					points[key] = value
				}
				switch metric.Type() {
				case pmetric.MetricTypeSum:
					for _, p := range metric.Sum().DataPoints().All() {
						put(p.Attributes(), number(p))
					}
				case pmetric.MetricTypeGauge:
					for _, p := range metric.Gauge().DataPoints().All() {
						put(p.Attributes(), number(p))
					}
				case pmetric.MetricTypeHistogram:
					for _, p := range metric.Histogram().DataPoints().All() {
						put(p.Attributes(), p.Sum())
					}
				default:
					require.Fail(t, "unexpected", "%s", metric.Type())
				}
			}
		}
	}
	return found
}

func number(p pmetric.NumberDataPoint) float64 {
	if p.ValueType() == pmetric.NumberDataPointValueTypeInt {
		return float64(p.IntValue())
	}
	return p.DoubleValue()
}

func labels(attrs pcommon.Map) string {
	raw := attrs.AsRaw()
	var text strings.Builder
	for _, key := range []string{
		"service.name", "genai.budget.name", "threshold", "state", "outcome", "gen_ai.agent.name", "gen_ai.tool.name", "gen_ai.request.model",
		"deployment.environment.name", "level", "kind", "reason", "otel.metric.overflow",
	} {
		if value, ok := attrs.Get(key); ok {
			text.WriteString(" " + key + "=" + value.AsString())
			delete(raw, key)
		}
	}
	for key := range raw {
		text.WriteString(" UNEXPECTED " + key)
	}
	return text.String()
}

var sessionBudget = budget.Budget{
	Name: "session", Scope: []string{budget.ScopeSession}, Limit: budget.Limit{NanoUSD: 5_000_000_000}, Thresholds: []float64{0.5, 0.8, 1},
}

func crossing(id string, threshold float64) session.Event {
	return session.Event{
		ID: id, Kind: session.Threshold, At: time.Now().UnixNano(), Session: "s1", Tenant: "acme", Service: "shop", Agent: "planner",
		Trace: session.TraceID{1}, Span: session.SpanID{2},
		Crossing: &session.Crossing{
			Budget: "session", Mode: budget.Enforce, Threshold: threshold, Limit: sessionBudget.Limit,
			Spend: budget.Spend{NanoUSD: int64(threshold * 5_000_000_000), Calls: 3}, State: budget.Warn, Revision: 1,
		},
	}
}

var errBusy = errors.New("busy")

func nopSettings() receiver.Settings { return receivertest.NewNopSettings(metadata.Type) }
