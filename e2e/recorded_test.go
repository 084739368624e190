package e2e

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

// cost is a line of testdata/costs.jsonl: what a recorded call costs, worked out
// by hand from the usage that upstream recorded and the maker's price list.
type cost struct {
	Fixture, File, Span string
	SpanID              string `json:"span_id"`
	Cost                string // decimal USD; "" for none
	Status              string
}

func readCosts(t *testing.T) []cost {
	t.Helper()
	var costs []cost
	for line := range bytes.Lines(readFile(t, "../testdata/costs.jsonl")) {
		var c cost
		require.NoError(t, json.Unmarshal(line, &c))
		costs = append(costs, c)
	}
	require.Greater(t, len(costs), 150)
	return costs
}

// isDuplicate names the recorded spans whose call another span of their file
// records too, by what their SOURCE says of the instrumentations.
func (c *cost) isDuplicate() bool {
	switch c.Fixture {
	case "openinference_js": // the Anthropic SDK makes a span of its own inside
		return c.Span == "Anthropic Messages"
	case "openinference_langgraph_double": // LangChain's and the SDK's, in traces of their own; LangChain's lost cache writes
		return c.Span == "OpenAI Chat Completions" || c.Span == "ChatAnthropic"
	case "pydantic_ai_logfire": // the server asks the client to make the call
		return c.Span == "chat mcp-sampling"
	default:
		return false
	}
}

// recordedBatch is one file of testdata/, marked with the place it came from.
type recordedBatch struct {
	fixture, file string
	traces        ptrace.Traces
}

func recordedBatches(t *testing.T) []recordedBatch {
	t.Helper()
	fixtures, err := recorded.Fixtures()
	require.NoError(t, err)
	var batches []recordedBatch
	for _, fixture := range fixtures {
		for _, file := range fixture.Traces {
			traces, err := fixture.ReadTraces(file)
			require.NoError(t, err)
			for _, resource := range traces.ResourceSpans().All() {
				resource.Resource().Attributes().PutStr("service.namespace", fixture.Name)
				for _, scope := range resource.ScopeSpans().All() {
					for _, span := range scope.Spans().All() {
						span.Attributes().PutStr("test.fixture", fixture.Name)
						span.Attributes().PutStr("test.file", file)
					}
				}
			}
			batches = append(batches, recordedBatch{fixture.Name, file, traces})
		}
	}
	require.Greater(t, len(batches), 50)
	return batches
}

func allRecorded(t *testing.T) []ptrace.Traces {
	t.Helper()
	var all []ptrace.Traces
	for _, b := range recordedBatches(t) {
		all = append(all, b.traces)
	}
	return all
}

// Snapshots of tests repeat trace, span and response ids from file to file, so resends are not recognised here.
const countEverything = `
connectors::genai_metrics::duplicates::max_spans: 0
service::pipelines::traces::processors: [memory_limiter, genai_normalizer, genai_cost, genai_redaction]
`

// Every recorded span goes in over OTLP; what comes out has the expected
// provider, model, tokens and cost, and the Prometheus page the expected sums.
func TestRecordedTelemetry(t *testing.T) {
	c := startCollector(t, countEverything)
	var sent int
	for _, b := range recordedBatches(t) {
		c.sendTraces(t, b.traces)
		sent += b.traces.SpanCount()
	}
	marker := newBatch() // sent last: when it is on the page, all of them are
	add(t, marker.service(t, "marker", "1"), 9, 9, 0, chat(nil))
	c.sendTraces(t, marker.Traces)
	sent++
	costs := readCosts(t)
	page := c.pageWhen(t, 1, "genai_calls_total", "job", "marker")
	spans := c.spans(t)
	require.Len(t, spans, sent, "nothing is lost")

	t.Run("usage", func(t *testing.T) { assertRecordedUsage(t, spans) })
	t.Run("cost", func(t *testing.T) { assertRecordedCosts(t, spans, costs) })
	t.Run("page", func(t *testing.T) { assertRecordedPage(t, page, costs) })
}

func find(spans []ptrace.Span, fixture, file, name, id string) (ptrace.Span, bool) {
	i := slices.IndexFunc(spans, func(s ptrace.Span) bool {
		return s.Name() == name && (id == "" || s.SpanID().String() == id) && text(s, "test.fixture") == fixture && text(s, "test.file") == file
	})
	if i < 0 {
		return ptrace.Span{}, false
	}
	return spans[i], true
}

func text(span ptrace.Span, key string) string {
	value, _ := span.Attributes().Get(key)
	return value.AsString()
}

func assertRecordedUsage(t *testing.T, spans []ptrace.Span) {
	t.Helper()
	fixtures, err := recorded.Fixtures()
	require.NoError(t, err)
	for _, fixture := range fixtures {
		cases, err := fixture.Cases()
		require.NoError(t, err)
		for _, want := range cases {
			where := fixture.Name + "/" + want.File + ": " + want.Span
			span, ok := find(spans, fixture.Name, want.File, want.Span, want.SpanID)
			if !assert.True(t, ok, "%s is lost", where) {
				continue
			}
			var got genai.Record
			genai.Read(span.Attributes(), &got)
			if want.Provider != "" {
				assert.Equal(t, want.Provider, got.Provider, where)
			}
			if want.Model != "" {
				assert.Contains(t, []string{got.RequestModel, got.ResponseModel}, want.Model, where)
			}
			if want.Operation != "" {
				assert.Equal(t, want.Operation, string(got.Operation), where)
			}
			if want.Usage == nil {
				assert.False(t, got.Usage.Known, "%s: no usage is not a usage of zero", where)
				continue
			}
			assert.Equal(t,
				[]int64{want.Usage.Input, want.Usage.Output, want.Usage.CacheRead, want.Usage.CacheWrite, want.Usage.Reasoning},
				[]int64{got.Usage.Input, got.Usage.Output, got.Usage.CacheRead, got.Usage.CacheWrite, got.Usage.Reasoning},
				"%s: input, output, cache read, cache write, reasoning", where)
		}
	}
}

func assertRecordedCosts(t *testing.T, spans []ptrace.Span, costs []cost) {
	t.Helper()
	for i := range costs {
		want := &costs[i]
		where := want.Fixture + "/" + want.File + ": " + want.Span
		span, ok := find(spans, want.Fixture, want.File, want.Span, want.SpanID)
		require.True(t, ok, where)
		attrs := span.Attributes().AsRaw()
		if want.isDuplicate() {
			assert.Equal(t, "duplicate", attrs["genai.cost.status"], where)
			continue
		}
		assert.Equal(t, want.Status, attrs["genai.cost.status"], where)
		if want.Cost == "" {
			assert.NotContains(t, attrs, "genai.cost.total", where)
			continue
		}
		total, _ := attrs["genai.cost.total"].(float64)
		assert.InDelta(t, decimal(t, want.Cost), total, 0, where)
	}
}

func assertRecordedPage(t *testing.T, page []series, costs []cost) {
	t.Helper()
	want := map[string]*big.Rat{}
	for i := range costs {
		c := &costs[i]
		if want[c.Fixture] == nil {
			want[c.Fixture] = new(big.Rat)
		}
		if c.Cost != "" && !c.isDuplicate() {
			exact, ok := new(big.Rat).SetString(nano(t, c.Cost))
			require.True(t, ok)
			want[c.Fixture].Add(want[c.Fixture], exact)
		}
	}
	for fixture, total := range want {
		if fixture == "openinference_js" {
			// The SDK's own spans, which are charged instead, are no lines of costs.jsonl:
			// twice 20 x 3 + 1000 x 0.30 + 100 x 3.75 + 80 x 6 + 60 x 15 (0.002115) and
			// once 25 x 3 + 1180 x 0.30 + 95 x 3.75 + 40 x 15 (0.00138525), cut to nano-dollars.
			sdk, _ := new(big.Rat).SetString("0.00561525")
			total.Add(total, sdk)
		}
		requireDecimal(t, total.FloatString(9), sum(page, "genai_cost_usd_total", "service_namespace", fixture), fixture)
	}
}

// nano rounds a decimal half to even to nine digits, as an account does for each call.
func nano(t *testing.T, s string) string {
	t.Helper()
	_, fraction, _ := strings.Cut(s, ".")
	if len(fraction) <= 9 {
		return s
	}
	exact, ok := new(big.Rat).SetString(s)
	require.True(t, ok)
	require.NotEqual(t, "5", strings.TrimRight(fraction[9:], "0"), "a tie: %s", s)
	return exact.FloatString(9)
}
