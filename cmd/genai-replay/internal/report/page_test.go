package report_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
)

func page(t *testing.T, text string) *report.Page {
	t.Helper()
	page, err := report.ParsePage(strings.NewReader(text))
	require.NoError(t, err)
	return page
}

func exampleFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(text)
}

func TestSeriesOfOneModelAreSummed(t *testing.T) {
	p := page(t, exampleFile(t, "metrics.txt"))
	require.Len(t, p.Models, 3)
	opus := p.Models[0]
	assert.Equal(t, "claude-opus-4-5-20251101", opus.Name)
	assert.InDelta(t, 12.5+3.75, opus.SpendUSD, 1e-9, "two services")
	assert.InDelta(t, 1000+200+10+1, opus.Calls, 0, "services and outcomes")
	assert.InDelta(t, 120_000_000+3_000_000+500, opus.Tokens.In(), 0)
	assert.InDelta(t, 642_123+57, opus.Tokens.Out(), 0)
	assert.InDelta(t, 1211+40+2, p.Calls(), 0)
	assert.InDelta(t, 16.2521, p.SpendUSD(), 1e-9)
}

func TestQuantilesAreInterpolated(t *testing.T) {
	p := page(t, exampleFile(t, "metrics.txt"))
	// Two series: up to 5 s 60, up to 20 s 180, up to 80 s 200. 95 % of 200 is 190: half way from 20 to 80.
	p95, ok := p.Models[0].Latency.Quantile(0.95)
	assert.True(t, ok)
	assert.InDelta(t, 50, p95, 1e-9)
	// 30 of 200 is half of the first bucket, which begins at 0.
	p15, ok := p.Models[0].Latency.Quantile(0.15)
	assert.True(t, ok)
	assert.InDelta(t, 2.5, p15, 1e-9)

	// 38 of 40 lie past the last bound.
	past, ok := p.Models[1].Latency.Quantile(0.95)
	assert.False(t, ok)
	assert.InDelta(t, 20, past, 0)

	_, ok = p.Models[2].Latency.Quantile(0.95)
	assert.False(t, ok, "no histogram")
}

func TestHistogramsWithOtherBounds(t *testing.T) {
	p := page(t, `
# TYPE gen_ai_client_operation_duration_seconds histogram
gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="m",service_name="a",le="10"} 10
gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="m",service_name="a",le="+Inf"} 10
gen_ai_client_operation_duration_seconds_count{gen_ai_request_model="m",service_name="a"} 10
gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="m",service_name="b",le="20"} 10
gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="m",service_name="b",le="+Inf"} 10
gen_ai_client_operation_duration_seconds_count{gen_ai_request_model="m",service_name="b"} 10
`)
	p75, ok := p.Models[0].Latency.Quantile(0.75)
	assert.True(t, ok)
	assert.InDelta(t, 15, p75, 1e-9, "all of a at or below 10, b counted from there to 20")
}

func TestOnlyModelCallsCountForLatency(t *testing.T) {
	p := page(t, `
# TYPE gen_ai_client_operation_duration_seconds histogram
gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="m",gen_ai_operation_name="invoke_agent",le="10"} 10
gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="m",gen_ai_operation_name="invoke_agent",le="+Inf"} 10
gen_ai_client_operation_duration_seconds_count{gen_ai_request_model="m",gen_ai_operation_name="invoke_agent"} 10
`)
	assert.Empty(t, p.Models)
}

func TestTools(t *testing.T) {
	assert.Equal(t, []report.Tool{
		{Name: "book_reservation", Calls: 112, Errors: 12},
		{Name: "search_direct_flight", Calls: 1100, Errors: 0},
	}, page(t, exampleFile(t, "metrics.txt")).Tools, "the most errors first")
}

func TestCallsWithoutAPrice(t *testing.T) {
	assert.Equal(t, []report.Unpriced{
		{Model: "my-own-model", Reason: "unpriced_model", Calls: 2},
		{Model: "claude-opus-4-5-20251101", Reason: "missing_usage", Calls: 1},
	}, page(t, exampleFile(t, "metrics.txt")).Unpriced, "a series at 0 is no call")
}

func TestSeriesWithoutAModel(t *testing.T) {
	p := page(t, `
# TYPE genai_calls_total counter
genai_calls_total{otel_metric_overflow="true"} 3
genai_calls_total{outcome="ok"} 2
`)
	assert.Equal(t, "(past max_series)", p.Models[0].Name)
	assert.Equal(t, "(not told)", p.Models[1].Name)
}

func TestCountersWithoutAType(t *testing.T) {
	assert.InDelta(t, 4, page(t, "genai_calls_total{outcome=\"ok\"} 4\n").Calls(), 0)
}

func TestAPageThatIsNone(t *testing.T) {
	_, err := report.ParsePage(strings.NewReader("<html>\n"))
	require.ErrorContains(t, err, "read Prometheus page: ")
}
