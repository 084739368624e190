package session

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// imageHead is what is known of a ledger before its sessions are: the budgets it
// was kept under, its clocks and counters.
type imageHead struct {
	attributes []string
	own        []imageBudget
	scoped     []imageBudget

	now, clock, traceClock, graveClock, born int64
	changes, lastEvent                       uint64
	serials, sweep, accounts                 uint32
	young, old                               int // calls
	hasOld                                   bool
	free                                     []uint32 // slots of accounts
	overflow                                 []overflowOf
	outcomes                                 outcomes
	counts                                   Counts
}

// imageBudget is what tells whether a budget is still the same.
type imageBudget struct {
	name       string
	scope      []string
	window     string
	length     int64
	location   string
	thresholds []float64
	limits     []string // its limit, and what it is overridden with
	revision   uint32
	overflow   uint32
}

type overflowOf struct {
	tenant string
	spend  budget.Spend
}

func (c *coder) head(h *imageHead) {
	text := func(s *string) { codeText(c, s) }
	codeSlice(c, &h.attributes, text)
	codeSlice(c, &h.own, c.budget)
	codeSlice(c, &h.scoped, c.budget)
	for _, n := range [...]*int64{&h.now, &h.clock, &h.traceClock, &h.graveClock, &h.born} {
		codeInt(c, n)
	}
	codeUint(c, &h.changes)
	codeUint(c, &h.lastEvent)
	for _, n := range [...]*uint32{&h.serials, &h.sweep, &h.accounts} {
		codeUint(c, n)
	}
	codeInt(c, &h.young)
	codeInt(c, &h.old)
	c.bool(&h.hasOld)
	codeSlice(c, &h.free, func(slot *uint32) { codeUint(c, slot) })
	codeSlice(c, &h.overflow, func(o *overflowOf) {
		codeText(c, &o.tenant)
		c.spend(&o.spend)
	})
	h.counts.each(func(n *int64) { codeInt(c, n) })
	if c.knowsOutcomes() {
		c.outcomes(&h.outcomes)
	}
}

func (c *coder) budget(b *imageBudget) {
	text := func(s *string) { codeText(c, s) }
	codeText(c, &b.name)
	codeSlice(c, &b.scope, text)
	codeText(c, &b.window)
	codeInt(c, &b.length)
	codeText(c, &b.location)
	codeSlice(c, &b.thresholds, c.float)
	codeSlice(c, &b.limits, text)
	codeUint(c, &b.revision)
	codeUint(c, &b.overflow)
}

// head is the head of an image taken now.
func (l *Ledger) head() imageHead {
	h := imageHead{
		attributes: l.config.Attributes,
		now:        l.now, clock: l.clock, traceClock: l.traces.clock, graveClock: l.graves.clock, born: l.seen.born,
		changes: l.changes, lastEvent: l.events.last,
		serials: l.serials, sweep: l.accounts.sweep, accounts: l.accounts.slab.used,
		free: slices.Clone(l.accounts.slab.free), counts: l.counts, outcomes: l.outcomes,
	}
	if l.seen.young != nil {
		h.young = l.seen.young.calls
	}
	if l.seen.old != nil {
		h.old, h.hasOld = l.seen.old.calls, true
	}
	for i := range l.own {
		h.own = append(h.own, imageOf(l.own[i].Budget, l.own[i].revision, 0))
	}
	for i := range l.scoped {
		h.scoped = append(h.scoped, imageOf(l.scoped[i].Budget, l.scoped[i].revision, l.scoped[i].overflow))
	}
	for tenant, spend := range l.overflow {
		h.overflow = append(h.overflow, overflowOf{tenant, spend})
	}
	return h
}

func imageOf(b *budget.Budget, revision, overflow uint32) imageBudget {
	location := ""
	if b.Window.Location != nil {
		location = b.Window.Location.String()
	}
	return imageBudget{
		name: b.Name, scope: b.Scope, window: string(b.Window.Kind), length: int64(b.Window.Length), location: location,
		thresholds: b.Thresholds, limits: limitsOf(b), revision: revision, overflow: overflow,
	}
}

// sameAccounts reports whether two budgets add up the same.
func (b *imageBudget) sameAccounts(other *imageBudget) bool {
	return b.name == other.name && slices.Equal(b.scope, other.scope) &&
		b.window == other.window && b.length == other.length && b.location == other.location
}

// movedBits takes the thresholds that were told to where they are now.
func movedBits(crossed uint32, from []float64, first int, to []float64, newFirst int) (moved uint32) {
	for i, threshold := range from {
		if crossed&(1<<(first+i)) == 0 {
			continue
		}
		if at := slices.Index(to, threshold); at >= 0 {
			moved |= 1 << (newFirst + at)
		}
	}
	return moved
}
