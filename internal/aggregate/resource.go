package aggregate

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Resource is what tells one source of series from another; empty fields are left out.
type Resource struct {
	ServiceName      string
	ServiceNamespace string
	ServiceVersion   string
	Environment      string // deployment.environment.name
}

// resource is a Resource that has series. Series point to it, so that a lookup
// hashes a pointer and not four strings.
type resource struct {
	Resource
	series int
}

func (r *Resource) clone() Resource {
	return Resource{
		ServiceName:      strings.Clone(r.ServiceName),
		ServiceNamespace: strings.Clone(r.ServiceNamespace),
		ServiceVersion:   strings.Clone(r.ServiceVersion),
		Environment:      strings.Clone(r.Environment),
	}
}

func (r *Resource) putInto(attrs pcommon.Map) {
	putLabel(attrs, "service.name", r.ServiceName)
	putLabel(attrs, "service.namespace", r.ServiceNamespace)
	putLabel(attrs, "service.version", r.ServiceVersion)
	putLabel(attrs, "deployment.environment.name", r.Environment)
}

func putLabel(attrs pcommon.Map, key, value string) {
	if value != "" {
		attrs.PutStr(key, value)
	}
}
