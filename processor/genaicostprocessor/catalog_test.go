package genaicostprocessor

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-genai/otelcol-genai/processor/genaicostprocessor/internal/metadatatest"
)

// priceList is a list of acme's models m0, m1 ..., of which a million input tokens cost so much.
func priceList(asOf string, usd, models int) string {
	var list []string
	for i := range models {
		list = append(list, fmt.Sprintf(`{"id":"m%d","match":{"equals":"m%d"},"prices":{"input_mtok":%d,"output_mtok":0}}`, i, i, usd))
	}
	return fmt.Sprintf(`{"as_of":%q,"source":"test","providers":[{"id":"acme","name":"Acme","models":[%s]}]}`, asOf, strings.Join(list, ","))
}

// listServer answers with a list that the test changes, and counts what it was asked.
type listServer struct {
	*httptest.Server
	list  atomic.Value // string; a status such as 503
	asked atomic.Int64
}

func newListServer(t *testing.T, list string) *listServer {
	t.Helper()
	s := &listServer{}
	s.list.Store(list)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		text := s.list.Load().(string)
		etag := fmt.Sprintf("%q", text[:min(len(text), 40)])
		switch {
		case text == "503":
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.Header.Get("If-None-Match") == etag:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", etag)
			_, _ = w.Write([]byte(text))
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// acmeCall is a call with a million input tokens.
func acmeCall(model string) map[string]any {
	return map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "acme", "gen_ai.request.model": model,
		"gen_ai.usage.input_tokens": 1_000_000, "gen_ai.usage.output_tokens": 0,
	}
}

func overridesOf(t *testing.T, text string) []map[string]any {
	t.Helper()
	retrieved, err := confmap.NewRetrievedFromYAML([]byte(text))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	config := createDefaultConfig().(*Config)
	require.NoError(t, conf.Unmarshal(config))
	return config.Overrides
}

// Overrides go before files, files before the fetched list, that before the embedded one.
func TestOrderOfPrices(t *testing.T) {
	server := newListServer(t, priceList("2026-10-01", 1, 3))
	file := filepath.Join(t.TempDir(), "prices.json")
	require.NoError(t, os.WriteFile(file, []byte(priceList("2026-10-01", 2, 2)), 0o600))
	config := createDefaultConfig().(*Config)
	config.Catalog.URL, config.Catalog.Files = server.URL, []string{file}
	config.Overrides = overridesOf(t, `
overrides:
  - {id: acme, name: Acme, models: [{id: m0, match: {equals: m0}, prices: {input_mtok: 3.25, output_mtok: 0}}]}
`)
	require.NoError(t, config.Validate())
	traces := ptrace.NewTraces()
	for _, model := range []string{"m0", "m1", "m2"} {
		addSpan(t, traces, acmeCall(model))
	}
	addSpan(t, traces, sonnet())
	got := runTraces(t, config, traces)
	assert.InDelta(t, 3.25, got[0]["genai.cost.total"], 0, "of the configuration")
	assert.InDelta(t, 2, got[1]["genai.cost.total"], 0, "of the file")
	assert.InDelta(t, 1, got[2]["genai.cost.total"], 0, "fetched")
	assert.Equal(t, "acme/m2@2026-10-01", got[2]["genai.cost.price"])
	assert.InDelta(t, 0.005715, got[3]["genai.cost.total"], 0, "embedded")
}

// A list that cannot be had or cannot be right leaves the prices as they are; a good one takes their place.
func TestPricesAreRefreshed(t *testing.T) {
	server := newListServer(t, priceList("2026-10-01", 1, 10))
	config := createDefaultConfig().(*Config)
	config.Catalog.URL, config.Catalog.Refresh = strings.Replace(server.URL, "http://", "http://user:hunter2@", 1), 10*time.Millisecond
	logs, log := observed()
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	set := metadatatest.NewSettings(telemetry)
	set.Logger = log
	sink := &consumertest.TracesSink{}
	p := start(t, config, set, sink)
	price := func() float64 {
		sink.Reset()
		traces := ptrace.NewTraces()
		addSpan(t, traces, acmeCall("m0"))
		require.NoError(t, p.ConsumeTraces(t.Context(), traces))
		cost, _ := sink.AllTraces()[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().AsRaw()["genai.cost.total"].(float64)
		return cost
	}
	askedAgain := func() {
		before := server.asked.Load()
		require.Eventually(t, func() bool { return server.asked.Load() >= before+2 }, 5*time.Second, time.Millisecond)
	}
	require.InDelta(t, 1, price(), 0, "the first call has the prices of the list")
	for name, list := range map[string]string{
		"down": "503", "no list": "<html>hunter2</html>", "a mistake": strings.Replace(priceList("2026-10-02", 9, 10), "9", "-9", 1),
		"an older one": priceList("2026-09-30", 9, 10), "a rest of it": priceList("2026-10-02", 9, 6), "an empty one": priceList("2026-10-02", 9, 0),
		"no date": priceList("", 9, 10),
	} {
		server.list.Store(list)
		askedAgain()
		require.InDelta(t, 1, price(), 0, name)
	}
	server.list.Store(priceList("2026-10-02", 5, 8))
	require.Eventually(t, func() bool { return price() == 5 }, 5*time.Second, time.Millisecond)
	askedAgain()
	require.NoError(t, p.Shutdown(t.Context()))

	for _, entry := range logs.All() {
		assert.NotContains(t, fmt.Sprint(entry.Message, entry.ContextMap()), "hunter2")
	}
	got, err := telemetry.GetMetric("otelcol_genai_cost.catalog.fetches")
	require.NoError(t, err)
	outcomes := map[string]int64{}
	for _, point := range got.Data.(metricdata.Sum[int64]).DataPoints {
		outcome, _ := point.Attributes.Value("outcome")
		outcomes[outcome.AsString()] = point.Value
	}
	assert.Equal(t, int64(2), outcomes["ok"], outcomes)
	assert.Positive(t, outcomes["unchanged"], outcomes)
	assert.GreaterOrEqual(t, outcomes["failed"], int64(7), outcomes)
}

// A server that is down holds up no start.
func TestAStartWithoutTheList(t *testing.T) {
	server := newListServer(t, "503")
	server.Close()
	config := createDefaultConfig().(*Config)
	config.Catalog.URL = server.URL
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
	p := start(t, config, metadatatest.NewSettings(telemetry), consumertest.NewNop())
	metadatatest.AssertEqualGenaiCostCatalogFetches(t, telemetry, []metricdata.DataPoint[int64]{
		{Attributes: attribute.NewSet(attribute.String("outcome", "failed")), Value: 1},
	}, metricdatatest.IgnoreTimestamp())
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestWrongCatalogs(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"no URL":                {`catalog: {url: "prices.json"}`, []string{`catalog.url must be a URL with http or https and a host, got scheme "" and host ""`}},
		"another scheme":        {`catalog: {url: "ftp://user:hunter2@x/prices"}`, []string{`catalog.url must be a URL with http or https and a host, got scheme "ftp" and host "x"`}},
		"no URL at all":         {`catalog: {url: "http://x/%zz"}`, []string{"catalog.url must be a URL with http or https, got 12 bytes that are none"}},
		"without a unit":        {`catalog: {refresh: 24}`, []string{"catalog.refresh must be at least 1m0s, got 24ns (a number needs its unit"}},
		"overrides of no model": {`overrides: [{id: acme, modells: []}]`, []string{"overrides", "modells"}},
		"a negative override": {
			`{catalog: {refresh: 1s}, overrides: [{id: acme, name: A, models: [{id: m, match: {equals: m}, prices: {input_mtok: -3}}]}]}`,
			[]string{"overrides", "input_mtok", "-3", "catalog.refresh must be at least 1m0s, got 1s"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			retrieved, err := confmap.NewRetrievedFromYAML([]byte(test.text))
			require.NoError(t, err)
			conf, err := retrieved.AsConf()
			require.NoError(t, err)
			config := createDefaultConfig().(*Config)
			require.NoError(t, conf.Unmarshal(config))
			err = config.Validate()
			require.Error(t, err)
			for _, want := range test.want {
				require.ErrorContains(t, err, want)
			}
			assert.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func observed() (*observer.ObservedLogs, *zap.Logger) {
	core, logs := observer.New(zap.DebugLevel)
	return logs, zap.New(core)
}
