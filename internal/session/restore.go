package session

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"iter"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// Restore makes a ledger of the chunks of a snapshot. Anything that is missing or
// not as it was written is an error, never less money. Under other budgets, an
// account stays if its budget has the same name, scope and window.
func Restore(c Config, chunks iter.Seq2[[]byte, error]) (*Ledger, error) {
	l, err := New(c)
	if err != nil {
		return nil, err
	}
	r := restoring{ledger: l, owners: map[uint32]uint32{}}
	for chunk, err := range chunks {
		if err != nil {
			return nil, fmt.Errorf("snapshot: chunk %d: %w", r.sequence, err)
		}
		if err := r.chunk(chunk); err != nil {
			return nil, fmt.Errorf("snapshot: chunk %d: %w", r.sequence, err)
		}
		r.sequence++
	}
	if !r.last {
		return nil, fmt.Errorf("snapshot: the last chunk is missing after %d: %w", r.sequence, ErrCorrupt)
	}
	if err := r.finish(); err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	return l, nil
}

// restoring is a ledger that is being read back.
type restoring struct {
	ledger   *Ledger
	head     imageHead
	scopedTo []int // for each budget of the image, that of the configuration; -1 for none
	ownTo    []int
	changed  bool // budgets or their limits did
	// ownChanged and scopedChanged say whose limits did, by their place in the ledger.
	ownChanged, scopedChanged []bool
	sequence                  uint32
	last                      bool

	owners map[uint32]uint32 // slot of a session by its serial
}

func (r *restoring) chunk(chunk []byte) error {
	if len(chunk) < chunkHeader || r.last {
		return ErrCorrupt
	}
	if chunk[0] == 0 || chunk[0] > imageVersion {
		return fmt.Errorf("version %d: %w", chunk[0], ErrVersion)
	}
	body := chunk[chunkHeader:]
	sum := crc32.Update(crc32.Checksum(chunk[:10], castagnoli), castagnoli, body)
	switch {
	case binary.LittleEndian.Uint32(chunk[2:]) != r.sequence:
		return fmt.Errorf("number %d in its place: %w", binary.LittleEndian.Uint32(chunk[2:]), ErrCorrupt)
	case binary.LittleEndian.Uint32(chunk[6:]) != uint32(len(body)), sum != binary.LittleEndian.Uint32(chunk[10:]):
		return fmt.Errorf("checksum: %w", ErrCorrupt)
	}
	r.last = chunk[1] == 1
	c := coder{version: chunk[0], in: reader{rest: body}}
	if r.sequence == 0 {
		c.head(&r.head)
		if c.in.failed || !r.begin() {
			return fmt.Errorf("head: %w", ErrCorrupt)
		}
	}
	for len(c.in.rest) > 0 && !c.in.failed {
		r.entry(&c)
	}
	if c.in.failed {
		return fmt.Errorf("entry: %w", ErrCorrupt)
	}
	return nil
}

// begin takes over the head.
func (r *restoring) begin() bool {
	l, h := r.ledger, &r.head
	l.now, l.clock, l.traces.clock, l.graves.clock = h.now, h.clock, h.traceClock, h.graveClock
	l.changes, l.events.last, l.serials, l.counts = h.changes, h.lastEvent, h.serials, h.counts
	l.accounts.sweep = max(h.sweep, 1)
	l.outcomes = h.outcomes
	l.seen.born = h.born
	l.seen.young = &generation{calls: h.young}
	if h.hasOld {
		l.seen.old = &generation{calls: h.old}
	}
	for _, o := range h.overflow {
		l.overflow[o.tenant] = o.spend
	}
	if !slices.Equal(h.attributes, l.config.Attributes) {
		l.replay.width = len(l.config.Attributes)
		l.replay.attributes = make([]int, 0, len(h.attributes))
		for _, name := range h.attributes {
			l.replay.attributes = append(l.replay.attributes, slices.Index(l.config.Attributes, name))
		}
		r.changed = true
	}
	r.matchBudgets()
	if int(h.accounts) > l.config.MaxAccounts+len(h.scoped)+hardSlack {
		return false
	}
	l.accounts.slab.grow(h.accounts)
	return true
}

// hardSlack is how many slots of accounts more than the bound an image may have, as
// after the bound was lowered.
const hardSlack = 1 << 18

// matchBudgets finds for each budget of the image that of the configuration.
func (r *restoring) matchBudgets() {
	l := r.ledger
	r.ownChanged, r.scopedChanged = make([]bool, len(l.own)), make([]bool, len(l.scoped))
	match := func(from *imageBudget, to *budget.Budget, revision *uint32, limits *bool) bool {
		now := imageOf(to, 0, 0)
		if !from.sameAccounts(&now) {
			return false
		}
		*revision = from.revision
		if !slices.Equal(from.limits, now.limits) {
			*revision++
			*limits, r.changed = true, true
		}
		r.changed = r.changed || !slices.Equal(from.thresholds, now.thresholds)
		return true
	}
	for i := range r.head.own {
		at := slices.IndexFunc(l.own, func(b ownBudget) bool { return b.Name == r.head.own[i].name })
		if at >= 0 && !match(&r.head.own[i], l.own[at].Budget, &l.own[at].revision, &r.ownChanged[at]) {
			at = -1
		}
		r.changed = r.changed || at != i
		r.ownTo = append(r.ownTo, at)
	}
	for i := range r.head.scoped {
		at := slices.IndexFunc(l.scoped, func(b scopedBudget) bool { return b.Name == r.head.scoped[i].name })
		if at >= 0 && !match(&r.head.scoped[i], l.scoped[at].Budget, &l.scoped[at].revision, &r.scopedChanged[at]) {
			at = -1
		}
		if at >= 0 {
			l.scoped[at].overflow = r.head.scoped[i].overflow
		}
		r.changed = r.changed || at != i
		r.scopedTo = append(r.scopedTo, at)
	}
	r.changed = r.changed || len(r.head.own) != len(l.own) || len(r.head.scoped) != len(l.scoped)
	l.image = r.scopedTo
}

// entry reads one entry.
func (r *restoring) entry(c *coder) {
	l := r.ledger
	switch imageTag(c.in.byte()) {
	case tagNames:
		var part []string
		codeSlice(c, &part, func(text *string) { codeText(c, text) })
		for _, text := range part {
			if len(l.names.texts) >= hardNames+1 {
				c.in.fail()
				return
			}
			l.names.add(text)
		}
	case tagClaims:
		var part []claim
		codeSlice(c, &part, c.claim)
		l.claims.waiting = append(l.claims.waiting, part...)
	case tagHeld:
		var part []heldEvent
		codeSlice(c, &part, c.heldEvent)
		l.held = append(l.held, part...)
	case tagEvents:
		var part []Event
		codeSlice(c, &part, c.event)
		l.events.waiting = append(l.events.waiting, part...)
	case tagSeen:
		r.seen(c)
	case tagAccount:
		r.account(c)
	case tagGrave:
		r.grave(c)
	case tagTrace:
		r.trace(c)
	case tagSession:
		r.session(c)
	default:
		c.in.fail()
	}
}

func (r *restoring) seen(c *coder) {
	s := &r.ledger.seen
	to := s.young
	if c.in.byte() == 1 {
		to = s.old
	}
	var n uint32
	if b := c.in.bytes(4); b != nil {
		n = binary.LittleEndian.Uint32(b)
	}
	if to == nil || int64(n)*8 > int64(len(c.in.rest)) {
		c.in.fail()
		return
	}
	for range n {
		if entry := c.in.fixed(); entry != 0 {
			to.add(s.seed, entry)
		}
	}
}

func (r *restoring) account(c *coder) {
	l := r.ledger
	at := c.in.uint32()
	var a account
	c.account(&a)
	if c.in.failed || at == 0 || at >= l.accounts.slab.used || l.accounts.slab.at(at).serial != 0 || a.serial == 0 ||
		a.state > budget.Exceeded || len(a.key) == 0 || int(a.key[0]) >= len(r.scopedTo) ||
		!validScope(a.key[1:], len(r.head.scoped[a.key[0]].scope)) {
		c.in.fail()
		return
	}
	image := int(a.key[0])
	if a.scoped = r.scopedTo[image]; a.scoped < 0 {
		return // its budget is no more
	}
	b := &l.scoped[a.scoped]
	if b.Window.Kind == budget.Rolling && (len(a.steps) != budget.RollingSteps || a.step < 0 || a.step >= len(a.steps)) ||
		b.Window.Kind != budget.Rolling && len(a.steps) != 0 {
		c.in.fail()
		return
	}
	a.key = string([]byte{byte(a.scoped)}) + a.key[1:]
	*l.accounts.slab.at(at) = a
	l.accounts.slab.live++
	l.accounts.index.add(l.hash([]byte(a.key)), at)
}

// validScope reports whether a key holds so many values and nothing else.
func validScope(key string, values int) bool {
	for range values {
		if len(key) < 2 {
			return false
		}
		size := int(key[0]) | int(key[1])<<8
		if len(key) < 2+size {
			return false
		}
		key = key[2+size:]
	}
	return key == ""
}

func (r *restoring) grave(c *coder) {
	l := r.ledger
	at := l.graves.slab.take()
	c.grave(l, at)
	if c.in.failed {
		return
	}
	g := l.graves.slab.at(at)
	l.graves.index.add(binary.LittleEndian.Uint32(g.hash[:]), at)
}

func (r *restoring) trace(c *coder) {
	l := r.ledger
	at := l.traces.slab.take()
	e := l.traces.slab.at(at)
	c.trace(e)
	if c.in.failed || e.serial == 0 {
		c.in.fail()
		return
	}
	l.traces.index.add(l.hashTrace(e.tenant, e.trace), at)
}

func (r *restoring) session(c *coder) {
	l := r.ledger
	slot := l.sessions.take()
	c.session(l, slot)
	s := l.sessions.at(slot)
	if c.in.failed || s.serial == 0 || r.owners[s.serial] != 0 {
		c.in.fail()
		return
	}
	r.owners[s.serial] = slot
	l.byKey.add(l.hash(l.keys.key(s.key)), slot)
	if s.flags&flagBreach != 0 {
		l.breaches = append(l.breaches, slot)
	}
}

// finish puts together what refers to each other.
func (r *restoring) finish() error {
	r.relink()
	if err := r.own(); err != nil {
		return err
	}
	r.freeAccounts()
	if r.changed {
		r.rejudge()
		r.ledger.replay.renumbered = true
	}
	for slot := uint32(1); slot < r.ledger.sessions.used; slot++ {
		r.ledger.dearest.add(r.ledger, slot)
	}
	r.ledger.image = nil
	return nil
}

// relink puts sessions, traces and graves in the order in which they came.
func (r *restoring) relink() {
	l := r.ledger
	each := func(used uint32, at func(uint32) int64, link func(uint32)) {
		slots := make([]uint32, 0, used)
		for slot := uint32(1); slot < used; slot++ {
			slots = append(slots, slot)
		}
		slices.SortFunc(slots, func(a, b uint32) int { return cmp.Compare(at(a), at(b)) })
		for _, slot := range slots {
			link(slot)
		}
	}
	each(l.sessions.used, func(slot uint32) int64 { return l.sessions.at(slot).arrival }, func(slot uint32) {
		s := l.sessions.at(slot)
		if s.flags&flagEnded == 0 {
			l.states[s.state]++
		}
		if s.flags&flagTrace != 0 {
			l.unclaimed++
		}
		l.link(slot, s.list)
	})
	each(l.graves.slab.used, func(at uint32) int64 { return l.graves.slab.at(at).at }, l.graves.link)
	each(l.traces.slab.used, func(at uint32) int64 { return l.traces.slab.at(at).seen }, func(at uint32) {
		e := l.traces.slab.at(at)
		e.session = r.owners[e.serial]
		l.traces.link(at)
	})
	for i := range l.claims.waiting {
		l.claims.waiting[i].slot = r.owners[l.claims.waiting[i].serial]
	}
	for i := range l.held {
		l.held[i].slot = r.owners[l.held[i].serial]
	}
}

// own gives sessions the accounts that have them in their scope.
func (r *restoring) own() error {
	l := r.ledger
	for slot := uint32(1); slot < l.sessions.used; slot++ {
		x := l.extraOf(slot)
		if x == nil || x.accounts == 0 {
			continue
		}
		last := &x.accounts
		for at := x.accounts; at != 0; {
			if at >= l.accounts.slab.used {
				return fmt.Errorf("account %d of %d: %w", at, l.accounts.slab.used, ErrCorrupt)
			}
			a := l.accounts.slab.at(at)
			if a.owner != 0 || a.serial == 0 && !r.changed {
				return fmt.Errorf("account %d of two sessions: %w", at, ErrCorrupt)
			}
			if a.serial == 0 { // its budget is no more, and what was behind it stays without an owner
				*last = 0
				break
			}
			a.owner, last = slot, &a.nextOwned
			at = a.nextOwned
		}
	}
	return nil
}

// freeAccounts takes over which slots are free, in the order in which they are taken.
func (r *restoring) freeAccounts() {
	slab := &r.ledger.accounts.slab
	known := make([]bool, slab.used)
	for _, at := range r.head.free {
		if at > 0 && at < slab.used && slab.at(at).serial == 0 && !known[at] {
			known[at] = true
			slab.free = append(slab.free, at)
		}
	}
	for at := uint32(1); at < slab.used; at++ {
		if slab.at(at).serial == 0 && !known[at] {
			slab.free = append(slab.free, at)
		}
	}
	for i := range r.ledger.scoped {
		if at := r.ledger.scoped[i].overflow; at >= slab.used || at != 0 && !slab.at(at).overflow {
			r.ledger.scoped[i].overflow = 0
		}
	}
}
