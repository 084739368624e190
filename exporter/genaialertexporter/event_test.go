package genaialertexporter

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestRecordsAsEvents(t *testing.T) {
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	require.NoError(t, resource.Resource().Attributes().FromRaw(map[string]any{
		"service.name": "shop", "deployment.environment.name": "prod", "service.version": "2", "host.name": "h",
	}))
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	record := records.AppendEmpty()
	record.SetEventName("genai.session.loop")
	record.SetSeverityNumber(plog.SeverityNumberError2)
	record.SetTimestamp(pcommon.NewTimestampFromTime(noon))
	record.SetTraceID(pcommon.TraceID{0xab})
	record.Body().SetStr("never read")
	require.NoError(t, record.Attributes().FromRaw(map[string]any{
		"genai.event.id": "e1", "text": "x", "whole": 7, "real": 0.25, "yes": true, "list": []any{"b", 1, []any{"deep"}, "a"}, "none": []any{},
		"map": map[string]any{"secret": 1}, "bytes": []byte("secret"), "empty": "", "service.version": "3",
	}))
	old := records.AppendEmpty() // from before records had event names and times
	old.Attributes().PutStr("event.name", "genai.session.end")
	old.SetObservedTimestamp(pcommon.NewTimestampFromTime(noon))
	records.AppendEmpty().Attributes().PutInt("event.name", 5)

	events, ignored := eventsOf(logs, map[string]bool{"genai.session.loop": true, "genai.session.end": true})
	assert.Equal(t, 1, ignored)
	assert.Equal(t, []alert.Event{
		{
			Name: "genai.session.loop", ID: "e1", Severity: alert.Error, At: noon, Service: "shop", TraceID: "ab000000000000000000000000000000",
			Attributes: map[string]string{
				"text": "x", "whole": "7", "real": "0.25", "yes": "true", "list": "b,1,a", "none": "", "service.version": "3", "deployment.environment.name": "prod",
			},
		},
		{
			Name: "genai.session.end", Severity: alert.Info, At: noon, Service: "shop",
			Attributes: map[string]string{"event.name": "genai.session.end", "service.version": "2", "deployment.environment.name": "prod"},
		},
	}, events)
}

func TestSeverities(t *testing.T) {
	for number, want := range map[plog.SeverityNumber]alert.Severity{
		plog.SeverityNumberUnspecified: alert.Info, plog.SeverityNumberDebug: alert.Info, plog.SeverityNumberInfo4: alert.Info,
		plog.SeverityNumberWarn: alert.Warning, plog.SeverityNumberWarn4: alert.Warning, plog.SeverityNumberError: alert.Error,
		plog.SeverityNumberFatal: alert.Critical, plog.SeverityNumberFatal4: alert.Critical, 1000: alert.Critical, -5: alert.Info,
	} {
		record := plog.NewLogRecord()
		record.SetSeverityNumber(number)
		assert.Equal(t, want, severityOfRecord(record), number)
	}
}

func TestARecordIsReadInBounds(t *testing.T) {
	record := plog.NewLogRecord()
	for range 10_000 {
		record.Attributes().PutStr(strings.Repeat("k", record.Attributes().Len()%500+1), "v")
	}
	list := pcommon.NewValueSlice()
	for range 10_000 {
		list.Slice().AppendEmpty().SetStr("x")
	}
	e := eventOf("genai.session.loop", record, pcommon.NewResource())
	assert.LessOrEqual(t, len(e.Attributes), maxAttributes)
	assert.LessOrEqual(t, len(textOf(list)), 2*maxItems)
}

// Whatever is in a request: it is taken, and what is told of it is bounded.
func FuzzRequests(f *testing.F) {
	marshaler := plog.ProtoMarshaler{}
	for _, e := range []event{crossing("s", 1), loop("s", "critical"), cascade("s"), end("s")} {
		request, err := marshaler.MarshalLogs(logsOf(e))
		require.NoError(f, err)
		f.Add(request)
	}
	config := createDefaultConfig().(*Config)
	config.Destinations = []DestinationConfig{{CommonConfig: CommonConfig{Name: "a", SendResolved: true}}}
	policy, err := config.policy()
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, request []byte) {
		unmarshaler := plog.ProtoUnmarshaler{}
		logs, err := unmarshaler.UnmarshalLogs(request)
		if err != nil {
			return
		}
		desk := alert.NewDesk(policy)
		events, _ := eventsOf(logs, policy.Events())
		desk.Receive(events, noon)
		desk.Changes()
		tickets, _ := desk.Next("a", 1000, noon)
		require.LessOrEqual(t, len(tickets), len(events))
		for i := range tickets {
			require.LessOrEqual(t, len(tickets[i].Incident.Key), 255)
			require.LessOrEqual(t, len(tickets[i].Incident.Summary), 1024)
		}
	})
}
