package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// What is in an image of a ledger. References between sessions, traces and claims
// are by the serial of a session; accounts keep their slots.
type imageTag byte

const (
	tagNames imageTag = iota + 1
	tagClaims
	tagHeld
	tagEvents
	tagSeen
	tagAccount
	tagGrave
	tagTrace
	tagSession
)

// session describes a session with its lanes, its extra and what it was charged to.
func (c *coder) session(l *Ledger, slot uint32) {
	r := l.sessions.at(slot)
	var key []byte
	if c.writing {
		key = l.keys.key(r.key)
		c.dst = appendText(c.dst, key)
	} else if key = c.in.text(); !validKey(key) {
		c.in.fail()
		return
	} else {
		r.key = l.keys.put(key)
	}
	c.record(r)
	c.extraOf(l, &r.extra)
	c.lanesOf(l, r)
	c.pace(r)
	charged := l.charged.of(slot)
	for i, to := range l.imageScoped(c) {
		var one chargedAccount
		if c.writing {
			one = charged[i]
		}
		codeUint(c, &one.at)
		codeUint(c, &one.serial)
		if !c.writing && to >= 0 {
			charged[to] = one
		}
	}
}

func (c *coder) record(r *record) {
	codeUint(c, &r.serial)
	codeInt(c, &r.nano)
	codeInt(c, &r.estimated)
	codeInt(c, &r.arrival)
	codeUint(c, &r.changed)
	for i := range r.tokens {
		codeUint(c, &r.tokens[i])
	}
	for _, n := range [...]*uint32{&r.calls, &r.unpriced, &r.tools, &r.created, &r.crossed} {
		codeUint(c, n)
	}
	codeUint(c, &r.failed)
	codeUint(c, &r.toolFailed)
	for _, n := range [...]*name{&r.service, &r.agent, &r.dearModel, &r.dearTool} {
		codeUint(c, n)
	}
	c.float32(&r.modelShare)
	c.float32(&r.toolShare)
	codeUint(c, &r.flags)
	codeUint(c, &r.state)
	codeUint(c, &r.list)
	if c.knowsOutcomes() {
		c.verdict(&r.verdict)
	}
	if r.state > budget.Exceeded || r.list >= listCount {
		c.in.fail()
		r.state, r.list = 0, 0
	}
}

func (c *coder) extraOf(l *Ledger, at *uint32) {
	there := *at != 0
	if c.bool(&there); !there || c.in.failed {
		return
	}
	if !c.writing {
		*at = l.extras.take()
	}
	x := l.extras.at(*at)
	c.limit(&x.limit)
	for _, n := range [...]*int64{
		&x.surplus, &x.wasted, &x.earlier, &x.failed, &x.toolFailed, &x.loops, &x.compactions,
	} {
		codeInt(c, n)
	}
	for i := range x.tokens {
		codeInt(c, &x.tokens[i])
	}
	codeUint(c, &x.limitRevision)
	codeUint(c, &x.accounts)
	c.raw(x.overrides[:])
	for _, b := range [...]*bool{&x.limited, &x.sampled, &x.held} {
		c.bool(b)
	}
	if c.knowsOutcomes() {
		c.settled(&x.settled)
	}
}

func (c *coder) lanesOf(l *Ledger, r *record) {
	n := uint8(0)
	for at := r.lanes; c.writing && at != 0; at = l.lanes.link(at).next {
		n++
	}
	if codeUint(c, &n); n > maxLanes {
		c.in.fail()
		return
	}
	at := r.lanes
	for to := &r.lanes; n > 0 && !c.in.failed; n-- {
		whole := at&wholeLane != 0
		if c.bool(&whole); !c.writing {
			if at = l.lanes.takeQuiet(); whole {
				l.lanes.drop(at)
				at = l.lanes.takeWhole()
			}
			*to = at
		}
		link := l.lanes.link(at)
		codeUint(c, &link.hash)
		codeUint(c, &link.agent)
		own := l.lanes.lane(at)
		if c.writing {
			c.dst = own.AppendBinary(c.dst)
		} else {
			c.decode(own.DecodeBinary)
			if l.lanes.set(at, &own) != at { // a quiet one has no tools
				c.in.fail()
				return
			}
		}
		to, at = &link.next, link.next
	}
}

func (c *coder) pace(r *record) {
	if c.writing {
		c.dst = r.pace.AppendBinary(c.dst)
	} else {
		c.decode(r.pace.DecodeBinary)
	}
}

func (c *coder) decode(from func([]byte) ([]byte, error)) {
	rest, err := from(c.in.rest)
	if err != nil {
		c.in.fail()
		return
	}
	c.in.rest = rest
}

func (c *coder) grave(l *Ledger, at uint32) {
	g := l.graves.slab.at(at)
	c.raw(g.hash[:])
	codeInt(c, &g.at)
	codeUint(c, &g.changed)
	codeInt(c, &g.nano)
	codeInt(c, &g.estimated)
	codeUint(c, &g.unpriced)
	codeInt(c, &g.tokens)
	codeUint(c, &g.calls)
	codeUint(c, &g.crossed)
	codeUint(c, &g.state)
	codeUint(c, &g.flags)
	c.extraOf(l, &g.extra)
	if c.knowsOutcomes() {
		c.settled(&g.settled)
		c.verdict(&g.verdict)
	}
	if g.state > budget.Exceeded || g.flags&graveUsed == 0 {
		c.in.fail()
		g.state = 0
	}
}

func (c *coder) trace(e *traceEntry) {
	c.raw(e.trace[:])
	codeUint(c, &e.tenant)
	codeInt(c, &e.seen)
	codeUint(c, &e.serial)
}

func (c *coder) account(a *account) {
	codeText(c, &a.key)
	codeUint(c, &a.serial)
	for _, n := range [...]*int64{&a.start, &a.end, &a.arrival, &a.first} {
		codeInt(c, n)
	}
	codeUint(c, &a.changed)
	c.spend(&a.spend)
	c.limit(&a.limit)
	codeUint(c, &a.state)
	codeUint(c, &a.crossed)
	c.bool(&a.overflow)
	codeUint(c, &a.nextOwned)
	codeSlice(c, &a.steps, c.spend)
	codeInt(c, &a.step)
	codeSlice(c, &a.past, func(p *past) {
		codeInt(c, &p.start)
		codeInt(c, &p.nano)
	})
}

// imageScoped is for each budget with accounts in an image its place in the ledger.
func (l *Ledger) imageScoped(c *coder) []int {
	if !c.writing {
		return l.image
	}
	return l.scopedPlaces
}
