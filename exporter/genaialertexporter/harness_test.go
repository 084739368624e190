package genaialertexporter

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

// host has extensions.
// running is an exporter that was started, whose destinations are recorders.
type running struct {
	exporter.Logs
	exporter *alertExporter
	logs     *observer.ObservedLogs
	tel      *componenttest.Telemetry
}

type recorderConfig struct {
	ID string `mapstructure:"id"`
}

func (*recorderConfig) Validate() error { return nil }

// withRecorders has destinations of type recorder be these, by their id. It is undone when the test ends.
func withRecorders(tb testing.TB, recorders map[string]*recorder) {
	tb.Helper()
	kinds["recorder"] = kindOf(
		func() *recorderConfig { return &recorderConfig{} },
		func(_ context.Context, config *recorderConfig, _ map[component.ID]component.Component, _ component.TelemetrySettings) (destination.Destination, error) {
			return &wire{recorder: recorders[config.ID]}, nil
		})
	tb.Cleanup(func() { delete(kinds, "recorder") })
}

func load(tb testing.TB, text string) (*Config, error) {
	tb.Helper()
	var raw map[string]any
	require.NoError(tb, yaml.Unmarshal([]byte(text), &raw))
	config := createDefaultConfig().(*Config)
	err := confmap.NewFromStringMap(raw).Unmarshal(config)
	return config, err
}

// start starts an exporter with a configuration in YAML.
func start(tb testing.TB, text string, extensions shelftest.Host) *running {
	tb.Helper()
	config, err := load(tb, text)
	require.NoError(tb, err)
	require.NoError(tb, config.Validate())
	core, logs := observer.New(zapcore.DebugLevel)
	tel := componenttest.NewTelemetry()
	set := exporter.Settings{ID: component.NewID(metadata.Type), TelemetrySettings: tel.NewTelemetrySettings()}
	set.Logger = zap.New(core)
	inner, err := newAlertExporter(set, config)
	require.NoError(tb, err)
	created, err := inner.logs(tb.Context(), set)
	require.NoError(tb, err)
	if extensions == nil {
		extensions = shelftest.Host{}
	}
	require.NoError(tb, created.Start(tb.Context(), extensions))
	return &running{Logs: created, exporter: inner, logs: logs, tel: tel}
}

// kill ends an exporter as a process is ended that is killed: from now on nothing of it
// reaches the disk or a destination.
func (r *running) kill(tb testing.TB, storage *shelftest.Disk) {
	tb.Helper()
	for _, o := range r.exporter.outlets {
		o.to.(*wire).cut.Store(true)
	}
	storage.Kill()
	_ = r.Shutdown(context.WithoutCancel(tb.Context())) // for its goroutines; what it says is of no interest
}

func (r *running) stop(tb testing.TB) {
	tb.Helper()
	require.NoError(tb, r.Shutdown(context.WithoutCancel(tb.Context())))
}

// consume gives the exporter events in one batch.
func (r *running) consume(tb testing.TB, events ...event) {
	tb.Helper()
	require.NoError(tb, r.ConsumeLogs(tb.Context(), logsOf(events...)))
}

// event is one of the ledger's, as the genai_budget receiver writes it.
type event struct {
	name       string
	severity   plog.SeverityNumber
	service    string
	attributes map[string]any
}

var lastID int

func logsOf(events ...event) plog.Logs {
	logs := plog.NewLogs()
	for _, e := range events {
		resource := logs.ResourceLogs().AppendEmpty()
		resource.Resource().Attributes().PutStr("service.name", e.service)
		record := resource.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
		record.SetEventName(e.name)
		record.SetSeverityNumber(e.severity)
		record.SetTimestamp(pcommon.NewTimestampFromTime(time.Now()))
		record.SetTraceID(pcommon.TraceID{1, 2})
		if err := record.Attributes().FromRaw(e.attributes); err != nil {
			panic(err)
		}
		record.Attributes().PutStr("service.name", e.service)
		if _, ok := record.Attributes().Get("genai.event.id"); !ok {
			lastID++
			record.Attributes().PutStr("genai.event.id", strconv.Itoa(lastID))
		}
	}
	return logs
}

func crossing(session string, threshold float64) event {
	e := event{name: "genai.budget.threshold", severity: plog.SeverityNumberWarn, service: "shop", attributes: map[string]any{
		"session.id": session, "genai.budget.name": "session", "genai.budget.threshold": threshold, "genai.budget.unit": "usd",
		"genai.budget.limit": 5.0, "genai.budget.spend": 5 * threshold, "genai.budget.state": "exceeded", "genai.budget.mode": "enforce",
	}}
	if threshold >= 1 {
		e.severity = plog.SeverityNumberError
	}
	return e
}

func loop(session, level string) event {
	return event{name: "genai.session.loop", severity: plog.SeverityNumberWarn, service: "shop", attributes: map[string]any{
		"session.id": session, "gen_ai.tool.name": "search", "genai.loop.repeats": 3, "genai.loop.wasted_usd": 0.5, "level": level,
	}}
}

func cascade(session string) event {
	return event{name: "genai.session.tool_cascade", severity: plog.SeverityNumberWarn, service: "shop", attributes: map[string]any{
		"session.id": session, "gen_ai.tool.name": "fetch", "count": 3, "distance": 0,
	}}
}

func end(session string) event {
	return event{name: "genai.session.end", severity: plog.SeverityNumberInfo, service: "shop", attributes: map[string]any{
		"session.id": session, "genai.session.reason": "ended", "genai.session.cost": 5.5,
	}}
}

func severities(told []told) (severities []alert.Severity) {
	for i := range told {
		severities = append(severities, told[i].Incident.Severity)
	}
	return severities
}
