package genaialertexporter

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/metadatatest"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

func point(n int64, pairs ...string) metricdata.DataPoint[int64] {
	var set []attribute.KeyValue
	for i := 0; i < len(pairs); i += 2 {
		set = append(set, attribute.String(pairs[i], pairs[i+1]))
	}
	return metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(set...)}
}

func TestTelemetry(t *testing.T) {
	up, down := &recorder{}, &recorder{}
	withRecorders(t, map[string]*recorder{"up": up, "down": down})
	synctest.Test(t, func(t *testing.T) {
		storage := shelftest.NewDisk()
		e := start(t, `
storage: disk
max_per_minute: 2
destinations:
  - {type: recorder, id: up, name: up}
  - {type: recorder, id: down, name: down, min_severity: error}
events:
  - {name: genai.session.tool_cascade, alert: Cascade, summary: '{{if .Service}}{{slice .Service 99}}{{end}}'}
`, shelftest.Host{shelftest.ID: storage})
		down.down()
		e.consume(t, crossing("s1", 1), loop("s2", "critical"), crossing("s3", 0.5), cascade("s4"))
		synctest.Wait()
		e.consume(t, crossing("s5", 1), crossing("s6", 1), end("s2"), end("s9"))
		synctest.Wait()
		storage.Fails.Store(true)
		require.Error(t, e.ConsumeLogs(t.Context(), logsOf(loop("s7", "warn"))))
		synctest.Wait()
		storage.Fails.Store(false)
		down.breaks(func([]alert.Notice) error { return &destination.Failure{Permanent: true, Reason: "no"} })
		batch := logsOf(end("s1"))
		batch.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().AppendEmpty() // no event at all
		require.NoError(t, e.ConsumeLogs(t.Context(), batch))
		require.NoError(t, e.ConsumeLogs(t.Context(), batch))
		synctest.Wait()

		timeless := []metricdatatest.Option{metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars()}
		metadatatest.AssertEqualGenaiAlertEvents(t, e.tel, []metricdata.DataPoint[int64]{
			point(8, "outcome", "matched"), point(2+2, "outcome", "ignored"), point(1, "outcome", "duplicate"),
		}, timeless...)
		metadatatest.AssertEqualGenaiAlertIncidents(t, e.tel, []metricdata.DataPoint[int64]{
			point(0, "severity", "info"), point(2, "severity", "warning"), point(0, "severity", "error"), point(2, "severity", "critical"),
		}, timeless...)
		metadatatest.AssertEqualGenaiAlertIncidentsSuppressed(t, e.tel, []metricdata.DataPoint[int64]{
			point(1, "reason", "rate"), point(0, "reason", "cool_down"), point(0, "reason", "full"),
		}, timeless...)
		metadatatest.AssertEqualGenaiAlertTemplateErrors(t, e.tel, []metricdata.DataPoint[int64]{point(1)}, timeless...)
		metadatatest.AssertEqualGenaiAlertOutboxSize(t, e.tel, []metricdata.DataPoint[int64]{point(0, "destination", "up"), point(1, "destination", "down")}, timeless...)
		metadatatest.AssertEqualGenaiAlertNotices(t, e.tel, []metricdata.DataPoint[int64]{
			point(5, "destination", "up", "action", "trigger", "outcome", "sent"), point(2, "destination", "up", "action", "resolve", "outcome", "sent"),
			point(1, "destination", "down", "action", "trigger", "outcome", "failed"),
			point(0, "destination", "down", "action", "renew", "outcome", "failed"), point(0, "destination", "down", "action", "resolve", "outcome", "failed"),
			point(0, "destination", "up", "action", "trigger", "outcome", "failed"), point(0, "destination", "up", "action", "renew", "outcome", "failed"),
			point(0, "destination", "up", "action", "resolve", "outcome", "failed"),
		}, timeless...)
		metadatatest.AssertEqualGenaiAlertNoticesDropped(t, e.tel, []metricdata.DataPoint[int64]{
			point(2, "destination", "down", "reason", "ended"), point(0, "destination", "down", "reason", "full"),
			point(0, "destination", "down", "reason", "age"), point(0, "destination", "down", "reason", "refused"),
			point(0, "destination", "up", "reason", "ended"), point(0, "destination", "up", "reason", "full"),
			point(0, "destination", "up", "reason", "age"), point(0, "destination", "up", "reason", "refused"),
		}, timeless...)
		metadatatest.AssertEqualGenaiAlertDeliveryLatency(t, e.tel, []metricdata.HistogramDataPoint[float64]{
			{Attributes: attribute.NewSet(attribute.String("destination", "up"))},
		}, append(timeless, metricdatatest.IgnoreValue())...)
		metadatatest.AssertEqualGenaiAlertCommits(t, e.tel, []metricdata.DataPoint[int64]{point(0, "outcome", "ok"), point(0, "outcome", "error")},
			append(timeless, metricdatatest.IgnoreValue())...)
		metadatatest.AssertEqualGenaiAlertRecordsLost(t, e.tel, []metricdata.DataPoint[int64]{point(0)}, timeless...)
		e.stop(t)
	})
	assert.NotEmpty(t, up.all())
}
