package genaisessionprocessor

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

// Whatever a span says, it passes: nothing is lost and nothing panics.
func FuzzConsumeTraces(f *testing.F) {
	fixtures, err := recorded.Fixtures()
	require.NoError(f, err)
	for _, fixture := range fixtures {
		for _, file := range fixture.Traces[:min(2, len(fixture.Traces))] {
			traces, err := fixture.ReadTraces(file)
			require.NoError(f, err)
			data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
			require.NoError(f, err)
			f.Add(data)
		}
	}
	sink := &consumertest.TracesSink{}
	p := startTraces(f, defaults(), newIdle(), nop(), sink)
	f.Fuzz(func(t *testing.T, data []byte) {
		traces, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
		if err != nil {
			t.Skip()
		}
		want := traces.SpanCount()
		sink.Reset()
		require.NoError(t, p.ConsumeTraces(t.Context(), traces))
		require.Equal(t, want, sink.SpanCount())
	})
}

func FuzzConsumeLogs(f *testing.F) {
	logs := plog.NewLogs()
	scope := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty()
	for name := range events {
		record := scope.LogRecords().AppendEmpty()
		record.SetEventName(name)
		if err := record.Attributes().FromRaw(claudeRequest(1, "0.1")); err != nil {
			f.Fatal(errors.New("seed"))
		}
	}
	data, err := (&plog.ProtoMarshaler{}).MarshalLogs(logs)
	require.NoError(f, err)
	f.Add(data)
	sink := &consumertest.LogsSink{}
	p := startLogs(f, defaults(), newIdle(), nop(), sink)
	f.Fuzz(func(t *testing.T, data []byte) {
		logs, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(data)
		if err != nil {
			t.Skip()
		}
		want := logs.LogRecordCount()
		sink.Reset()
		require.NoError(t, p.ConsumeLogs(t.Context(), logs))
		require.Equal(t, want, sink.LogRecordCount())
	})
}
