package genaimetricsconnector

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
)

// resourceOf keeps of a resource what names a service and its version; whatever
// tells one instance from another would make series without end.
func resourceOf(attrs pcommon.Map) aggregate.Resource {
	var r aggregate.Resource
	var before string // deployment.environment, the name before 1.27
	for key, value := range attrs.All() {
		switch key {
		case "service.name":
			r.ServiceName = label(value)
		case "service.namespace":
			r.ServiceNamespace = label(value)
		case "service.version":
			r.ServiceVersion = label(value)
		case "deployment.environment.name":
			r.Environment = label(value)
		case "deployment.environment":
			before = label(value)
		}
	}
	if r.Environment == "" {
		r.Environment = before
	}
	return r
}

// label reads text, or a number that somebody took a version for.
func label(value pcommon.Value) string {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		return aggregate.Label(value.Str())
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
		return value.AsString()
	default:
		return ""
	}
}
