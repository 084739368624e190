package genairedactionprocessor

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// What the messages inside pdata hold, whether or not pdata has a method for it:
// everything but numbers. Entity references came in with the telemetry long before
// there was a way to look at them. A field that is new here needs a walk in
// pdatawalk and an entry in the lists of fields_test.go.
var sharedMessages = []string{
	"AnyValue.Value", "EntityRef.DescriptionKeys", "EntityRef.IdKeys", "EntityRef.SchemaUrl", "EntityRef.Type",
	"InstrumentationScope.Name", "InstrumentationScope.Version", "KeyValue.Key",
}

func TestPdataHoldsNoOtherTexts(t *testing.T) {
	for name, signal := range map[string]struct {
		pdata []any
		texts []string
	}{
		"traces": {[]any{ptrace.NewTraces()}, []string{
			"ResourceSpans.SchemaUrl", "ScopeSpans.SchemaUrl", "Span.Name", "Span.TraceState", "SpanEvent.Name", "SpanLink.TraceState", "Status.Message",
		}},
		"logs": {[]any{plog.NewLogs()}, []string{
			"LogRecord.EventName", "LogRecord.SeverityText", "ResourceLogs.SchemaUrl", "ScopeLogs.SchemaUrl",
		}},
		"metrics": { // Data is one of those that follow
			[]any{
				pmetric.NewMetrics(), pmetric.NewMetric().SetEmptyGauge(), pmetric.NewMetric().SetEmptySum(), pmetric.NewMetric().SetEmptyHistogram(),
				pmetric.NewMetric().SetEmptyExponentialHistogram(), pmetric.NewMetric().SetEmptySummary(),
			},
			[]string{
				"Exemplar.Value", "Metric.Data", "Metric.Description", "Metric.Name", "Metric.Unit", "NumberDataPoint.Value",
				"ResourceMetrics.SchemaUrl", "ScopeMetrics.SchemaUrl",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			texts, seen := map[string]bool{}, map[reflect.Type]bool{}
			for _, pdata := range signal.pdata {
				collectTexts(reflect.TypeOf(pdata), texts, seen)
			}
			assert.ElementsMatch(t, slices.Concat(sharedMessages, signal.texts), slices.Collect(maps.Keys(texts)))
		})
	}
}

// collectTexts notes the fields that can hold text: strings, bytes, lists of
// them, and what is one of several things.
func collectTexts(message reflect.Type, texts map[string]bool, seen map[reflect.Type]bool) {
	for message.Kind() == reflect.Pointer || message.Kind() == reflect.Slice {
		message = message.Elem()
	}
	if message.Kind() != reflect.Struct || seen[message] {
		return
	}
	seen[message] = true
	for field := range message.Fields() {
		kind := field.Type
		if kind.Kind() == reflect.Slice && (kind.Elem().Kind() == reflect.String || kind.Elem().Kind() == reflect.Uint8) {
			kind = reflect.TypeFor[string]()
		}
		if kind.Kind() == reflect.String || kind.Kind() == reflect.Interface || kind.Kind() == reflect.Map {
			texts[message.Name()+"."+field.Name] = true
			continue
		}
		collectTexts(kind, texts, seen)
	}
}
