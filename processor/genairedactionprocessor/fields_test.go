package genairedactionprocessor

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
)

// apiKey has the form of a vendor's key, put together so that no scanner takes it for one.
var apiKey = "sk-ant-" + "api03-" + strings.Repeat("aB3dE5gH7jK9", 7) + "mN2pQ4rS-" + "AA"

var bothSecrets = "write to " + address + " with " + apiKey + " please"

// filler sets every field of a pdata value that can hold text, found by
// reflection, so that a field that pdata gains is set as well: it must then be
// masked, and named in the lists below.
type filler struct {
	t      *testing.T
	fields []string // Type.Setter, once each
	kind   string   // of the metric that is filled: SetEmptyGauge
	body   pcommon.ValueType
}

func (f *filler) note(field string) {
	if !slices.Contains(f.fields, field) {
		f.fields = append(f.fields, field)
	}
}

func (f *filler) fill(holder string, value any) {
	f.t.Helper()
	switch v := value.(type) {
	case pcommon.Map:
		f.note(holder)
		f.attributes(v)
	case pcommon.Value:
		f.note(holder)
		f.value(v)
	case pcommon.TraceState:
		f.note(holder)
		v.FromRaw("vendor=" + address + ",other=" + apiKey)
	case pcommon.StringSlice:
		f.note(holder)
		v.Append(bothSecrets)
	case pcommon.Resource:
		f.note("Resource.EntityRefs")
		f.members(entity.ResourceEntityRefs(v))
		f.members(v)
	default:
		f.members(v)
	}
}

// members fills what the methods of a value lead to.
func (f *filler) members(value any) {
	v := reflect.ValueOf(value)
	kind := v.Type()
	for i := range kind.NumMethod() {
		method, call := kind.Method(i), v.Method(i)
		signature := call.Type()
		name := kind.Name() + "." + method.Name
		switch {
		case strings.HasPrefix(method.Name, "Set") && signature.NumIn() == 1 && signature.In(0).Kind() == reflect.String:
			f.note(name)
			call.Call([]reflect.Value{reflect.ValueOf(bothSecrets)})
		case signature.NumIn() != 0 || signature.NumOut() != 1 || signature.Out(0).Kind() != reflect.Struct:
		case kind == reflect.TypeFor[pmetric.Metric]() && method.Name != "Metadata" && method.Name != f.kind: // one of
		case kind != reflect.TypeFor[pmetric.Metric]() && strings.HasPrefix(method.Name, "SetEmpty"): // an optional number
		default:
			f.fill(name, call.Call(nil)[0].Interface())
		}
	}
}

func (f *filler) attributes(attrs pcommon.Map) {
	require.NoError(f.t, attrs.FromRaw(map[string]any{
		"text": bothSecrets, "bytes": []byte(bothSecrets), "by " + bothSecrets: true,
		"list":   []any{bothSecrets, []byte(bothSecrets), []any{bothSecrets, map[string]any{"in": bothSecrets}}},
		"map":    map[string]any{"inner": bothSecrets, bothSecrets: "a key", "deep": map[string]any{"er": []any{map[string]any{bothSecrets: bothSecrets}}}},
		"json":   `{"` + bothSecrets + `":["` + bothSecrets + `",{"nested":"{\"text\":\"` + bothSecrets + `\"}"}]}`,
		"number": int64(cardNumber),
	}))
}

func (f *filler) value(v pcommon.Value) {
	attrs := pcommon.NewMap()
	f.attributes(attrs)
	switch f.body {
	case pcommon.ValueTypeMap:
		attrs.CopyTo(v.SetEmptyMap())
	case pcommon.ValueTypeSlice:
		attrs.CopyTo(v.SetEmptySlice().AppendEmpty().SetEmptyMap())
	case pcommon.ValueTypeBytes:
		v.SetEmptyBytes().FromRaw([]byte(bothSecrets))
	default:
		v.SetStr(bothSecrets)
	}
}

// Fields that all signals have.
var sharedFields = []string{
	"EntityRef.DescriptionKeys", "EntityRef.IdKeys", "EntityRef.SetSchemaUrl", "EntityRef.SetType",
	"InstrumentationScope.Attributes", "InstrumentationScope.SetName", "InstrumentationScope.SetVersion",
	"Resource.Attributes", "Resource.EntityRefs",
}

func assertFilled(t *testing.T, f *filler, own ...string) {
	t.Helper()
	slices.Sort(f.fields)
	assert.ElementsMatch(t, append(slices.Clone(sharedFields), own...), f.fields)
}

// assertNothingLeft looks for the values, and for pieces of them, in all that leaves.
func assertNothingLeft(t *testing.T, before, after [][]byte) {
	t.Helper()
	for i := range after {
		for _, secret := range []string{address, "jane.doe", apiKey, apiKey[len(apiKey)-40:]} {
			assert.True(t, bytes.Contains(before[i], []byte(secret)), "%s was never there", secret)
			at := bytes.Index(after[i], []byte(secret))
			assert.Negative(t, at, "%q", after[i][max(0, at-100):max(0, at)+len(secret)])
		}
		assert.True(t, bytes.Contains(after[i], []byte(masked)))
		assert.False(t, bytes.Contains(after[i], []byte("4111111111111111")))
	}
}

func TestEveryFieldOfTracesIsMasked(t *testing.T) {
	traces := ptrace.NewTraces()
	f := &filler{t: t}
	f.fill("", traces)
	assertFilled(
		t, f, "ResourceSpans.SetSchemaUrl", "ScopeSpans.SetSchemaUrl",
		"Span.Attributes", "Span.SetName", "Span.TraceState", "Status.SetMessage",
		"SpanEvent.Attributes", "SpanEvent.SetName", "SpanLink.Attributes", "SpanLink.TraceState",
	)
	marshal := func(traces ptrace.Traces) [][]byte {
		binary, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
		require.NoError(t, err)
		return [][]byte{binary, []byte(tracesJSON(t, traces))}
	}
	before := marshal(traces)
	sink := new(consumertest.TracesSink)
	require.NoError(t, startTraces(t, defaults(), settings(), sink).ConsumeTraces(t.Context(), traces))
	assertNothingLeft(t, before, marshal(sink.AllTraces()[0]))
}

func TestEveryFieldOfLogsIsMasked(t *testing.T) {
	for _, body := range []pcommon.ValueType{pcommon.ValueTypeStr, pcommon.ValueTypeMap, pcommon.ValueTypeSlice, pcommon.ValueTypeBytes} {
		t.Run(body.String(), func(t *testing.T) {
			logs := plog.NewLogs()
			f := &filler{t: t, body: body}
			f.fill("", logs)
			assertFilled(
				t, f, "ResourceLogs.SetSchemaUrl", "ScopeLogs.SetSchemaUrl",
				"LogRecord.Attributes", "LogRecord.Body", "LogRecord.SetEventName", "LogRecord.SetSeverityText",
			)
			marshal := func(logs plog.Logs) [][]byte {
				binary, err := (&plog.ProtoMarshaler{}).MarshalLogs(logs)
				require.NoError(t, err)
				return [][]byte{binary, []byte(logsJSON(t, logs))}
			}
			before := marshal(logs)
			sink := new(consumertest.LogsSink)
			require.NoError(t, startLogs(t, defaults(), settings(), sink).ConsumeLogs(t.Context(), logs))
			assertNothingLeft(t, before, marshal(sink.AllLogs()[0]))
		})
	}
}

func TestEveryFieldOfMetricsIsMasked(t *testing.T) {
	kinds := map[string][]string{
		"SetEmptyGauge":                {"NumberDataPoint.Attributes", "Exemplar.FilteredAttributes"},
		"SetEmptySum":                  {"NumberDataPoint.Attributes", "Exemplar.FilteredAttributes"},
		"SetEmptyHistogram":            {"HistogramDataPoint.Attributes", "Exemplar.FilteredAttributes"},
		"SetEmptyExponentialHistogram": {"ExponentialHistogramDataPoint.Attributes", "Exemplar.FilteredAttributes"},
		"SetEmptySummary":              {"SummaryDataPoint.Attributes"},
	}
	for method := range reflect.TypeFor[pmetric.Metric]().Methods() {
		if strings.HasPrefix(method.Name, "SetEmpty") {
			assert.Contains(t, kinds, method.Name, "a kind of metric that is not tried")
		}
	}
	for kind, own := range kinds {
		t.Run(kind, func(t *testing.T) {
			metrics := pmetric.NewMetrics()
			f := &filler{t: t, kind: kind}
			f.fill("", metrics)
			assertFilled(t, f, append(own, "ResourceMetrics.SetSchemaUrl", "ScopeMetrics.SetSchemaUrl",
				"Metric.Metadata", "Metric.SetDescription", "Metric.SetName", "Metric.SetUnit")...)
			marshal := func(metrics pmetric.Metrics) [][]byte {
				binary, err := (&pmetric.ProtoMarshaler{}).MarshalMetrics(metrics)
				require.NoError(t, err)
				return [][]byte{binary, []byte(metricsJSON(t, metrics))}
			}
			before := marshal(metrics)
			sink := new(consumertest.MetricsSink)
			require.NoError(t, startMetrics(t, defaults(), settings(), sink).ConsumeMetrics(t.Context(), metrics))
			assertNothingLeft(t, before, marshal(sink.AllMetrics()[0]))
		})
	}
}
