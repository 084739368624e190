package pdatawalk

import "go.opentelemetry.io/collector/pdata/pcommon"

// Resource walks a resource.
func (w *Walker) Resource(visitor Visitor, resource pcommon.Resource) {
	w.attributes(visitor, Resource, resource.Attributes())
}

// Scope walks an instrumentation scope.
func (w *Walker) Scope(visitor Visitor, scope pcommon.InstrumentationScope) {
	if name, changed := w.text(visitor, Position{Place: Scope}, scope.Name()); changed {
		scope.SetName(name)
	}
	if version, changed := w.text(visitor, Position{Place: Scope}, scope.Version()); changed {
		scope.SetVersion(version)
	}
	w.attributes(visitor, Scope, scope.Attributes())
}

// SchemaURL is anything that names the schema of a resource or a scope.
type SchemaURL interface {
	SchemaUrl() string
	SetSchemaUrl(string)
}

// SchemaURL walks the schema URL of a resource or a scope.
func (w *Walker) SchemaURL(visitor Visitor, place Place, holder SchemaURL) {
	if url, changed := w.text(visitor, Position{Place: place}, holder.SchemaUrl()); changed {
		holder.SetSchemaUrl(url)
	}
}

func (w *Walker) traceState(visitor Visitor, state pcommon.TraceState) {
	if raw, changed := w.text(visitor, Position{Place: TraceState}, state.AsRaw()); changed {
		state.FromRaw(raw)
	}
}
