package session

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// ownBudget is a budget that is kept in the account of the session itself.
type ownBudget struct {
	*budget.Budget
	first     int // bit of its first threshold among those crossed
	overrides []ownMatch
	revision  uint32 // of its limits in the configuration
}

// ownMatch is an override: which attributes must have which values.
type ownMatch struct {
	tenant    string
	anyTenant bool
	attribute []int
	value     []string
}

// scopedBudget is a budget with accounts of its own.
type scopedBudget struct {
	*budget.Budget
	parts    []int // attributes of the scope; partSession, partTenant
	sessions bool  // the session is one of them
	revision uint32
	overflow uint32 // the account of those for which there is no room
}

const (
	partSession = -1
	partTenant  = -2
)

// ownScope reports whether a budget's accounts are sessions, and never begin anew.
func ownScope(b *budget.Budget) bool {
	return b.Window.Kind == budget.SessionWindow && slices.Contains(b.Scope, budget.ScopeSession) &&
		!slices.ContainsFunc(b.Scope, func(name string) bool { return name != budget.ScopeSession && name != budget.ScopeTenant })
}

func (l *Ledger) compileBudgets() {
	bit := 0
	for i := range l.config.Budgets {
		b := &l.config.Budgets[i]
		if b.Mode == "" {
			b.Mode = budget.Enforce
		}
		if !ownScope(b) {
			l.scoped = append(l.scoped, compileScoped(b, l.config.Attributes))
			continue
		}
		own := ownBudget{Budget: b, first: bit}
		for _, o := range b.Overrides {
			own.overrides = append(own.overrides, compileMatch(o.Match, l.config.Attributes))
		}
		l.own = append(l.own, own)
		l.matching = l.matching || len(own.overrides) > 0
		bit += len(b.Thresholds)
	}
}

func compileScoped(b *budget.Budget, attributes []string) scopedBudget {
	s := scopedBudget{Budget: b, sessions: slices.Contains(b.Scope, budget.ScopeSession)}
	for _, name := range b.Scope {
		switch name {
		case budget.ScopeSession:
			s.parts = append(s.parts, partSession)
		case budget.ScopeTenant:
			s.parts = append(s.parts, partTenant)
		default:
			s.parts = append(s.parts, slices.Index(attributes, name))
		}
	}
	return s
}

func compileMatch(match map[string]string, attributes []string) ownMatch {
	m := ownMatch{anyTenant: true}
	for i, name := range attributes {
		if value, ok := match[name]; ok {
			m.attribute, m.value = append(m.attribute, i), append(m.value, value)
		}
	}
	if tenant, ok := match[budget.ScopeTenant]; ok {
		m.tenant, m.anyTenant = tenant, false
	}
	return m
}

func (m *ownMatch) matches(p *Posting) bool {
	if !m.anyTenant && m.tenant != p.Tenant {
		return false
	}
	for i, attribute := range m.attribute {
		if attribute >= len(p.Scope) || p.Scope[attribute] != m.value[i] {
			return false
		}
	}
	return true
}

// match finds the overrides of a session's limits that a posting's attributes speak
// for; of several the first in the configuration counts, whichever comes first.
// It reports whether another one holds for a session that was there before.
func (l *Ledger) match(slot uint32, p *Posting) (changed bool) {
	for i := range l.own {
		for o := range l.own[i].overrides {
			current := 0
			if x := l.extraOf(slot); x != nil {
				current = int(x.overrides[i])
			}
			if current != 0 && current <= o+1 {
				break
			}
			if !l.own[i].overrides[o].matches(p) {
				continue
			}
			x := l.needExtra(slot)
			x.overrides[i] = uint8(o + 1)
			if l.sessions.at(slot).flags&flagNew == 0 {
				x.limitRevision++
				changed = true
			}
			break
		}
	}
	return changed
}

// limit is what holds for a session.
func (l *Ledger) limit(x *extra, own int) budget.Limit {
	b := &l.own[own]
	switch {
	case x == nil:
		return b.Limit
	case x.limited:
		return x.limit
	case x.overrides[own] > 0 && int(x.overrides[own]) <= len(b.Overrides):
		return b.Overrides[x.overrides[own]-1].Limit
	default:
		return b.Limit
	}
}
