package genairedactionprocessor

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/metadatatest"
)

// The contract of this processor beyond what it masks: original text is in no
// log line, no error and no metric, whatever fails.
func TestOriginalTextIsNowhere(t *testing.T) {
	const text = "jane.doe"
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `[{"entity_type":"`+address+`","start":0,"end":99999}]`)
	}))
	t.Cleanup(broken.Close)
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "cannot read "+address, http.StatusUnprocessableEntity)
	}))
	t.Cleanup(refusing.Close)

	for name, config := range map[string]*Config{
		"plain":             defaults(),
		"detailed":          defaults(func(c *Config) { c.Summary = SummaryDetailed }),
		"counting":          defaults(func(c *Config) { c.Action = redact.Count }),
		"over the budget":   defaults(func(c *Config) { c.Scan.MaxBytes = 4 }),
		"previews":          withContent(redact.PreviewContent, nil),
		"hashes":            withContent(redact.HashContent, nil),
		"a wrong analyzer":  withRemote(broken.URL, nil),
		"a failed analyzer": withRemote(refusing.URL, func(c *RemoteConfig) { c.OnFailure = FailOpen }),
		"no analyzer":       withRemote("http://user:jane.doe@localhost:1/", nil),
	} {
		for _, fails := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/panics=%t", name, fails), func(t *testing.T) {
				core, lines := observer.New(zapcore.DebugLevel)
				telemetry := componenttest.NewTelemetry()
				t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
				set := metadatatest.NewSettings(telemetry)
				set.Logger = zap.New(core)
				p, err := newProcessor(set.TelemetrySettings, config)
				require.NoError(t, err)
				if fails {
					p.engine = failing{p.engine}
				}
				require.NoError(t, p.start(t.Context(), componenttest.NewNopHost()))
				_, err = p.processTraces(t.Context(), everywhere(t))
				require.NoError(t, err)
				logs, _ := oneRecord(t, address, map[string]any{address: address})
				_, err = p.processLogs(t.Context(), logs)
				require.NoError(t, err)
				require.NoError(t, p.shutdown(t.Context()))

				for _, line := range lines.All() {
					assert.NotContains(t, fmt.Sprint(line.Message, line.ContextMap()), text)
				}
				var metrics metricdata.ResourceMetrics
				require.NoError(t, telemetry.Reader.Collect(t.Context(), &metrics))
				require.NotEmpty(t, metrics.ScopeMetrics)
				assert.NotContains(t, fmt.Sprintf("%+v", dumpMetrics(&metrics)), text)
			})
		}
	}
}

var encoder = attribute.DefaultEncoder()

func dumpMetrics(metrics *metricdata.ResourceMetrics) (all []string) {
	for _, scope := range metrics.ScopeMetrics {
		for _, m := range scope.Metrics {
			all = append(all, m.Name, m.Description)
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, point := range data.DataPoints {
					all = append(all, point.Attributes.Encoded(encoder))
				}
			case metricdata.Gauge[int64]:
				for _, point := range data.DataPoints {
					all = append(all, point.Attributes.Encoded(encoder))
				}
			case metricdata.Histogram[float64]:
				for _, point := range data.DataPoints {
					all = append(all, point.Attributes.Encoded(encoder))
				}
			}
		}
	}
	return all
}

func TestErrorsOfTheConfigurationShowNoKeys(t *testing.T) {
	config := defaults(func(c *Config) {
		c.Key, c.Encrypt.Key = "jane.doe", "jane.doe"
		c.Remote.GetOrInsertDefault().HTTP.Endpoint = "ftp://u:jane.doe@host"
	})
	err := config.Validate()
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "jane.doe")
}
