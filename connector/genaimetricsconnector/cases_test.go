package genaimetricsconnector

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/pmetrictest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/metadata"
)

// A case is a folder of testdata: config.yaml, then for each interval an
// input.yaml and an output.yaml (input.2.yaml and output.2.yaml in the second, …).
// An interval without an input is quiet, one without an output must write nothing.
// Times are exact: the clock of a bubble starts with the year 2000.
// Outputs were reckoned apart from this code.
func TestCases(t *testing.T) {
	folders, err := filepath.Glob("testdata/*/config.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	for _, folder := range folders {
		dir := filepath.Dir(folder)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { runCase(t, dir) })
		})
	}
}

func runCase(t *testing.T, dir string) {
	t.Helper()
	config := loadConfig(t, filepath.Join(dir, "config.yaml"))
	sink := new(consumertest.MetricsSink)
	c := newConnector(t, config, sink)
	require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
	for interval := range intervals(t, dir) {
		if input := step(dir, "input", interval); exists(input) {
			traces, err := golden.ReadTraces(input)
			require.NoError(t, err)
			traces.MarkReadOnly()
			require.NoError(t, c.ConsumeTraces(t.Context(), traces))
		}
		time.Sleep(config.Interval)
		synctest.Wait()
		assertOutput(t, step(dir, "output", interval), sink.AllMetrics())
		sink.Reset()
	}
	require.NoError(t, c.Shutdown(t.Context()))
}

func assertOutput(t *testing.T, output string, actual []pmetric.Metrics) {
	t.Helper()
	if !exists(output) {
		assert.Empty(t, actual, "%s is not there", output)
		return
	}
	expected, err := golden.ReadMetrics(output)
	require.NoError(t, err)
	require.Len(t, actual, 1, output)
	assert.NoError(t, pmetrictest.CompareMetrics(expected, actual[0], pmetrictest.IgnoreResourceMetricsOrder(),
		pmetrictest.IgnoreMetricsOrder(), pmetrictest.IgnoreMetricDataPointsOrder(), pmetrictest.IgnoreDatapointAttributesOrder()), output)
	assert.NoError(t, pmetrictest.ValidateMetrics(actual[0]), output)
}

// step names the file of an interval.
func step(dir, name string, interval int) string {
	if interval == 0 {
		return filepath.Join(dir, name+".yaml")
	}
	return filepath.Join(dir, fmt.Sprintf("%s.%d.yaml", name, interval+1))
}

// intervals is how many intervals a case speaks of.
func intervals(t *testing.T, dir string) int {
	t.Helper()
	const most = 10
	for n := most; n > 0; n-- {
		if exists(step(dir, "input", n-1)) || exists(step(dir, "output", n-1)) {
			return n
		}
	}
	require.Fail(t, "a case without input", dir)
	return 0
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func loadConfig(t *testing.T, file string) *Config {
	t.Helper()
	conf, err := confmaptest.LoadConf(file)
	require.NoError(t, err)
	sub, err := conf.Sub("genai_metrics")
	require.NoError(t, err)
	config, ok := NewFactory().CreateDefaultConfig().(*Config)
	require.True(t, ok)
	require.NoError(t, sub.Unmarshal(config))
	require.NoError(t, config.Validate())
	return config
}

func newConnector(tb testing.TB, config *Config, next consumer.Metrics) connector.Traces {
	tb.Helper()
	settings := connectortest.NewNopSettings(metadata.Type)
	settings.BuildInfo.Version = "1.2.3"
	c, err := NewFactory().CreateTracesToMetrics(tb.Context(), settings, config, next)
	require.NoError(tb, err)
	return c
}
