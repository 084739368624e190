package genaisessionprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// surroundings are the resource and the scope of a record. They are read when the
// first record asks: most batches have none that does.
type surroundings struct {
	resource, scope reading

	resourceAttrs, scopeAttrs pcommon.Map
	resourceKnown, scopeKnown bool
}

func (s *surroundings) enterResource(resource pcommon.Resource) {
	s.resourceAttrs, s.resourceKnown = resource.Attributes(), false
}

func (s *surroundings) enterScope(scope pcommon.InstrumentationScope) {
	s.scopeAttrs, s.scopeKnown = scope.Attributes(), false
}

func (s *surroundings) know(p *plan) {
	if !s.resourceKnown {
		p.resource.read(s.resourceAttrs, &s.resource)
		s.resourceKnown = true
	}
	if !s.scopeKnown {
		p.record.read(s.scopeAttrs, &s.scope)
		s.scopeKnown = true
	}
}

// forget lets go of a batch.
func (s *surroundings) forget() {
	s.resource.forget()
	s.scope.forget()
	s.resourceAttrs, s.scopeAttrs = pcommon.Map{}, pcommon.Map{}
	s.resourceKnown, s.scopeKnown = false, false
}

func (r *reading) forget() {
	clear(r.scopes)
	*r = reading{scopes: r.scopes}
}

// session is the best name of the session there is, and where it was found.
func (s *surroundings) session(own *reading) (id string, found source) {
	switch {
	case own.key != 0:
		return own.session, sourceRecord
	case s.scope.key != 0:
		return s.scope.session, sourceScope
	case s.resource.key != 0:
		return s.resource.session, sourceResource
	default:
		return "", sourceNone
	}
}

// claim is what the record says of its tenant.
func (s *surroundings) claim(own *reading) string {
	return first(own.tenant, s.scope.tenant, s.resource.tenant)
}

// value is that of an attribute of budgets, the nearest to the record.
func (s *surroundings) value(own *reading, i int) string {
	return first(own.scopes[i], s.scope.scopes[i], s.resource.scopes[i])
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
