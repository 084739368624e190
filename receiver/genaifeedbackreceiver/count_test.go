package genaifeedbackreceiver

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// counted asserts the sum of a counter over the points with the given attributes.
func (r *running) counted(t *testing.T, name string, want int64, labels ...string) {
	t.Helper()
	assert.Equal(t, want, r.count(t, name, labels...), "%s %v", name, labels)
}

func (r *running) count(t *testing.T, name string, labels ...string) (total int64) {
	t.Helper()
	found, err := r.tel.GetMetric("otelcol_" + name)
	if err != nil {
		return 0
	}
	sum, ok := found.Data.(metricdata.Sum[int64])
	require.True(t, ok, name)
points:
	for _, point := range sum.DataPoints {
		for i := 0; i < len(labels); i += 2 {
			value, ok := point.Attributes.Value(attribute.Key(labels[i]))
			if !ok || value.String() != labels[i+1] {
				continue points
			}
		}
		total += point.Value
	}
	return total
}
