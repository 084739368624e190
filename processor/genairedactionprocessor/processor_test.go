package genairedactionprocessor

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/metadatatest"
)

// everywhere is a batch with the address in each place that can hold text.
func everywhere(t *testing.T) ptrace.Traces {
	t.Helper()
	attrs := map[string]any{
		"note": "ask " + address, "structured": []any{map[string]any{"role": "user", "parts": []any{map[string]any{"content": address}}}},
		"json": `[{"role":"user","parts":[{"type":"text","content":"mail ` + address + `\n"}]}]`, "bytes": []byte("to " + address),
		"kept": int64(7), "flag": true,
	}
	traces, span := oneSpan(t, attrs)
	resource := traces.ResourceSpans().At(0)
	resource.Resource().Attributes().PutStr("process.command_line", "run --user "+address)
	scope := resource.ScopeSpans().At(0).Scope()
	scope.SetName("scope of " + address)
	require.NoError(t, scope.Attributes().FromRaw(attrs))
	span.SetName("chat " + address)
	span.Status().SetMessage("no such user " + address)
	span.TraceState().FromRaw("vendor=" + address)
	span.Attributes().PutStr("by "+address, "a key")
	event := span.Events().AppendEmpty()
	event.SetName("to " + address)
	require.NoError(t, event.Attributes().FromRaw(attrs))
	link := span.Links().AppendEmpty()
	link.TraceState().FromRaw("vendor=" + address)
	require.NoError(t, link.Attributes().FromRaw(attrs))
	return traces
}

func TestNothingOfASpanIsOverlooked(t *testing.T) {
	sink := new(consumertest.TracesSink)
	p := startTraces(t, defaults(), settings(), sink)
	require.NoError(t, p.ConsumeTraces(t.Context(), everywhere(t)))

	out := tracesJSON(t, sink.AllTraces()[0])
	assert.NotContains(t, out, address)
	span := sink.AllTraces()[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	assert.Equal(t, "chat "+masked, span.Name())
	assert.Equal(t, "no such user "+masked, span.Status().Message())
	got := span.Attributes().AsRaw()
	assert.Equal(t, []any{map[string]any{"role": "user", "parts": []any{map[string]any{"content": masked}}}}, got["structured"])
	assert.Equal(t, []byte("to "+masked), got["bytes"])
	assert.JSONEq(t, `[{"role":"user","parts":[{"type":"text","content":"mail [EMAIL]\n"}]}]`, got["json"].(string))
	assert.Equal(t, "a key", got["by "+masked])
	// name, message, trace state, 4 attributes and a key; event name and 4; link's trace state and 4.
	assert.Equal(t, int64(18), got["genai.redaction.count"])
}

func TestASecondRunChangesNothing(t *testing.T) {
	sink := new(consumertest.TracesSink)
	p := startTraces(t, defaults(func(c *Config) { c.Summary = SummaryDetailed }), settings(), sink)
	require.NoError(t, p.ConsumeTraces(t.Context(), everywhere(t)))
	once := tracesJSON(t, sink.AllTraces()[0])
	require.NoError(t, p.ConsumeTraces(t.Context(), sink.AllTraces()[0]))
	assert.Equal(t, once, tracesJSON(t, sink.AllTraces()[1]))
}

func TestNothingOfALogRecordIsOverlooked(t *testing.T) {
	for name, body := range map[string]any{
		"text": "from " + address, "map": map[string]any{"a": []any{address, int64(1)}}, "slice": []any{address}, "bytes": []byte(address),
	} {
		t.Run(name, func(t *testing.T) {
			logs, record := oneRecord(t, body, map[string]any{"gen_ai.input.messages": []any{map[string]any{"content": address}}})
			record.SetEventName("mail to " + address)
			record.SetSeverityText("INFO " + address)
			sink := new(consumertest.LogsSink)
			p := startLogs(t, defaults(), settings(), sink)
			require.NoError(t, p.ConsumeLogs(t.Context(), logs))
			assert.NotContains(t, logsJSON(t, sink.AllLogs()[0]), address)
			got := sink.AllLogs()[0].ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
			assert.Equal(t, "mail to "+masked, got.EventName())
			assert.Equal(t, int64(4), got.Attributes().AsRaw()["genai.redaction.count"])
			assert.Equal(t, record.Body().Type(), got.Body().Type())
		})
	}
}

func TestNothingOfAMetricIsOverlooked(t *testing.T) {
	metrics := pmetric.NewMetrics()
	metric := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	metric.SetName("calls")
	metric.SetDescription("of " + address)
	metric.Metadata().PutStr("owner", address)
	point := metric.SetEmptyHistogram().DataPoints().AppendEmpty()
	point.Attributes().PutStr("user", address)
	point.Exemplars().AppendEmpty().FilteredAttributes().PutStr("user", address)
	sink := new(consumertest.MetricsSink)
	p := startMetrics(t, defaults(), settings(), sink)
	require.NoError(t, p.ConsumeMetrics(t.Context(), metrics))
	out := metricsJSON(t, sink.AllMetrics()[0])
	assert.NotContains(t, out, address)
	assert.Equal(t, 4, strings.Count(out, masked))
	assert.NotContains(t, out, "genai.redaction", "an attribute more would be another series")
}

func TestNumbersMayBeCards(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{
		"payment.card": int64(cardNumber), "payment.card_number": float64(cardNumber), "count": int64(41), "share": 0.25,
		"inner": map[string]any{"card": int64(cardNumber)},
	})
	p := startTraces(t, defaults(), settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	got := span.Attributes().AsRaw()
	for _, value := range []any{got["payment.card"], got["payment.card_number"], got["inner"].(map[string]any)["card"]} {
		assert.IsType(t, "", value)
		assert.NotContains(t, value, "4111")
	}
	assert.Equal(t, int64(41), got["count"])
	assert.InDelta(t, 0.25, got["share"], 0)
}

func TestSummaries(t *testing.T) {
	for summary, want := range map[Summary]map[string]any{
		SummaryNone:     {},
		SummarySimple:   {"genai.redaction.count": int64(3)},
		SummaryDetailed: {"genai.redaction.count": int64(3), "genai.redaction.email_address": int64(2), "genai.redaction.credit_card": int64(1)},
	} {
		t.Run(string(summary), func(t *testing.T) {
			traces, span := oneSpan(t, map[string]any{"a": address, "b": address + "!", "card": int64(cardNumber)})
			p := startTraces(t, defaults(func(c *Config) { c.Summary = summary }), settings(), new(consumertest.TracesSink))
			require.NoError(t, p.ConsumeTraces(t.Context(), traces))
			got := span.Attributes().AsRaw()
			for _, key := range []string{"a", "b", "card"} {
				delete(got, key)
			}
			assert.Equal(t, want, got)
		})
	}
}

func TestASummaryAddsToAnEarlierOne(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{"a": address, "genai.redaction.count": int64(4)})
	p := startTraces(t, defaults(), settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Equal(t, int64(5), span.Attributes().AsRaw()["genai.redaction.count"])
}

func TestSessionsAreJoinedByToken(t *testing.T) {
	run := func(tenant string, ids ...string) []string {
		sink := new(consumertest.TracesSink)
		p := startTraces(t, defaults(func(c *Config) { c.Key = "0123456789abcdef0123456789abcdef" }), settings(), sink)
		var tokens []string
		for _, id := range ids {
			traces, span := oneSpan(t, map[string]any{"session.id": id, "user.email": id})
			traces.ResourceSpans().At(0).Resource().Attributes().PutStr("service.namespace", tenant)
			require.NoError(t, p.ConsumeTraces(t.Context(), traces))
			got := span.Attributes().AsRaw()
			assert.Equal(t, masked, got["user.email"], "only keys that records are joined by get tokens")
			tokens = append(tokens, got["session.id"].(string))
		}
		return tokens
	}
	tokens := run("shop", address, address, "john.roe@example-mail.com")
	assert.Regexp(t, `^\[EMAIL_[A-Z2-7]{13}\]$`, tokens[0])
	assert.Equal(t, tokens[0], tokens[1])
	assert.NotEqual(t, tokens[0], tokens[2])
	assert.Equal(t, tokens[0], run("shop", address)[0], "another collector with the key agrees")
	assert.NotEqual(t, tokens[0], run("bank", address)[0], "tenants have keys of their own")
}

func TestPlainSessionIDsStay(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{"session.id": "4f1c2a77-0d53-4c51-8d1f-0a9d2b7e9b1c", "gen_ai.conversation.id": "conv_5j66UpCpwteGg4YSxUnt7lPY"})
	p := startTraces(t, defaults(), settings(), new(consumertest.TracesSink))
	before := span.Attributes().AsRaw()
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Equal(t, before, span.Attributes().AsRaw())
}

// failing is an engine whose detectors fail, and quote the text when they do.
type failing struct{ engine }

func (failing) Text(s string, _ redact.Context) redact.Result            { panic("cannot read " + s) }
func (failing) Int(int64, redact.Context) redact.Result                  { panic("number") }
func (failing) Bytes(b []byte, _ redact.Context) ([]byte, redact.Result) { panic("bytes " + string(b)) }

func TestWhatFailsIsNotPassed(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{"a": address, "n": int64(12), "b": []byte(address), "m": map[string]any{"c": address}})
	span.SetName(address)
	p, err := newProcessor(settings().TelemetrySettings, defaults())
	require.NoError(t, err)
	p.engine = failing{p.engine}
	_, err = p.processTraces(t.Context(), traces)
	require.NoError(t, err)
	assert.NotContains(t, tracesJSON(t, traces), "jane")
	assert.Equal(t, markerPanic, span.Name())
	value, ok := span.Attributes().Get("genai.redaction.incomplete")
	require.True(t, ok)
	assert.True(t, value.Bool())
	require.NoError(t, p.shutdown(t.Context()))
}

func TestPastTheByteBudgetIsAMarker(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{"a": strings.Repeat("word ", 1000) + address})
	p := startTraces(t, defaults(func(c *Config) { c.Scan.MaxBytes = 1024 }), settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	got := span.Attributes().AsRaw()
	assert.NotContains(t, got["a"], address)
	assert.Less(t, len(got["a"].(string)), 2048)
	assert.Equal(t, true, got["genai.redaction.incomplete"])
}

func TestTooDeepIsAMarker(t *testing.T) {
	traces, span := oneSpan(t, nil)
	list := span.Attributes().PutEmptySlice("deep")
	for range 200 {
		list = list.AppendEmpty().SetEmptySlice()
	}
	list.AppendEmpty().SetStr(address)
	p := startTraces(t, defaults(), settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	out := tracesJSON(t, traces)
	assert.NotContains(t, out, address)
	assert.Contains(t, out, markerTooDeep)
}

func TestAllowListsSpareCandidatesNotTexts(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{"a": "ask help@our-company.com or " + address, "mail.to": address})
	p := startTraces(t, defaults(func(c *Config) {
		c.Allow = AllowConfig{Domains: []string{"our-company.com"}, Keys: []string{"mail.*"}}
	}), settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	got := span.Attributes().AsRaw()
	assert.Equal(t, "ask help@our-company.com or "+masked, got["a"])
	assert.Equal(t, address, got["mail.to"])
}

func TestRemovedKeysHaveANameStill(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{"m": map[string]any{address: "x"}})
	span.Attributes().PutStr(address, address)
	span.Attributes().PutStr("to "+address, "")
	p := startTraces(t, defaults(func(c *Config) { c.Action, c.Summary = redact.Remove, SummaryNone }), settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Equal(t, map[string]any{"m": map[string]any{"[REMOVED]": "x"}, "[REMOVED]": "", "to ": ""}, span.Attributes().AsRaw())
}

func TestShadowModeReportsAndChangesNothing(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	traces, span := oneSpan(t, map[string]any{"session.id": address})
	p := startTraces(t, defaults(func(c *Config) { c.Action = redact.Count }), metadatatest.NewSettings(telemetry), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	assert.Equal(t, map[string]any{"session.id": address}, span.Attributes().AsRaw())
	metadatatest.AssertEqualGenaiRedactionMasked(t, telemetry, []metricdata.DataPoint[int64]{
		maskedPoint(1, "EMAIL_ADDRESS", "attribute", "count"),
	}, metricdatatest.IgnoreTimestamp())
}

func maskedPoint(n int64, entity, place, action string) metricdata.DataPoint[int64] {
	return metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(
		attribute.String("entity", entity), attribute.String("place", place), attribute.String("action", action))}
}

func TestTelemetry(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	traces, span := oneSpan(t, map[string]any{"k": address, "n": int64(3), "m": map[string]any{"c": address}})
	span.SetName(address)
	span.Events().AppendEmpty().Attributes().PutStr("k", address)
	config := defaults(func(c *Config) {
		c.Rules = []RuleConfig{{Name: "order_id", Pattern: `ORD-[0-9]{6}`, Matches: []string{"ORD-123456"}, Misses: []string{"ORD-1"}}}
	})
	require.NoError(t, config.Validate())
	p := startTraces(t, config, metadatatest.NewSettings(telemetry), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))

	metadatatest.AssertEqualGenaiRedactionMasked(t, telemetry, []metricdata.DataPoint[int64]{
		maskedPoint(2, "EMAIL_ADDRESS", "attribute", "replace"),
		maskedPoint(1, "EMAIL_ADDRESS", "span_name", "replace"),
		maskedPoint(1, "EMAIL_ADDRESS", "event", "replace"),
	}, metricdatatest.IgnoreTimestamp())
	// 4 addresses, one number, the keys k, n, m and c once each.
	metadatatest.AssertEqualGenaiRedactionValues(t, telemetry, []metricdata.DataPoint[int64]{{Value: 9}}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiRedactionBytes(t, telemetry,
		[]metricdata.DataPoint[int64]{{Value: int64(4*len(address) + 8 + 4)}}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualGenaiRedactionDuration(t, telemetry,
		[]metricdata.HistogramDataPoint[float64]{{Count: 1}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreValue())
	cost, err := telemetry.GetMetric("otelcol_genai_redaction.rule.instructions")
	require.NoError(t, err)
	gauge := cost.Data.(metricdata.Gauge[int64])
	require.Len(t, gauge.DataPoints, 1)
	assert.Positive(t, gauge.DataPoints[0].Value)
	assert.Equal(t, attribute.NewSet(attribute.String("rule", "order_id")), gauge.DataPoints[0].Attributes)
}

// Most values are clean. They must cost nothing, however many they are.
func TestCleanSpansDoNotAllocate(t *testing.T) {
	for name, edit := range map[string]func(*Config){
		"content kept": func(*Config) {},
		"previews":     func(c *Config) { c.Content.Mode = redact.PreviewContent },
	} {
		t.Run(name, func(t *testing.T) {
			p := startTraces(t, defaults(edit), settings(), consumertest.NewNop())
			measure := func(n int) float64 {
				traces := ptrace.NewTraces()
				spans := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
				for range n {
					span := spans.AppendEmpty()
					span.SetName("GET /items")
					require.NoError(t, span.Attributes().FromRaw(map[string]any{
						"http.request.method": "GET", "url.full": "http://localhost/", "http.response.status_code": 200, "b": []byte("x"),
						"gen_ai.input.messages": []any{map[string]any{"role": "user", "parts": []any{map[string]any{"type": "text", "content": "hello"}}}},
					}))
				}
				return testing.AllocsPerRun(20, func() { _ = p.ConsumeTraces(t.Context(), traces) })
			}
			measure(1)
			assert.InDelta(t, measure(1), measure(500), 0)
		})
	}
}

func TestShutdownTwice(t *testing.T) {
	p, err := newProcessor(settings().TelemetrySettings, defaults())
	require.NoError(t, err)
	require.NoError(t, p.shutdown(t.Context()))
	require.NoError(t, p.start(t.Context(), componenttest.NewNopHost()))
	require.NoError(t, p.shutdown(t.Context()))
	require.NoError(t, p.shutdown(t.Context()))
}

func TestJSONStaysValid(t *testing.T) {
	traces, span := oneSpan(t, map[string]any{
		"gen_ai.tool.call.result": `{"user":{"email":"` + address + `","id":12345678901234567890,"ok":1.0},"raw":"{\"mail\":\"` + address + `\"}"}`,
	})
	p := startTraces(t, defaults(), settings(), new(consumertest.TracesSink))
	require.NoError(t, p.ConsumeTraces(t.Context(), traces))
	got := span.Attributes().AsRaw()["gen_ai.tool.call.result"].(string)
	assert.True(t, json.Valid([]byte(got)), got)
	assertBytes(t, `{"user":{"email":"[EMAIL]","id":12345678901234567890,"ok":1.0},"raw":"{\"mail\":\"[EMAIL]\"}"}`, got)
}
