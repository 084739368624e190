package pdatawalk

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
)

// Resource walks a resource and its references to entities.
func (w *Walker) Resource(visitor Visitor, resource pcommon.Resource) {
	w.attributes(visitor, Resource, resource.Attributes())
	refs := entity.ResourceEntityRefs(resource)
	for i := range refs.Len() {
		ref := refs.At(i)
		w.SchemaURL(visitor, Resource, ref)
		if kind, changed := w.text(visitor, Position{Place: Resource}, ref.Type()); changed {
			ref.SetType(kind)
		}
		w.keyNames(visitor, ref.IdKeys())
		w.keyNames(visitor, ref.DescriptionKeys())
	}
}

// keyNames walks keys of attributes that are named elsewhere, so that they go on
// naming the same ones.
func (w *Walker) keyNames(visitor Visitor, names pcommon.StringSlice) {
	for i := range names.Len() {
		if name, changed := w.text(visitor, Position{Place: Key}, names.At(i)); changed {
			names.SetAt(i, name)
		}
	}
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
