package session

import (
	"encoding/binary"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// account is what one value of a budget's scope has spent within a window.
type account struct {
	key        string // of the budget, and the values of its scope
	scoped     int    // the budget, among Ledger.scoped
	serial     uint32
	start, end int64 // of the window in Unix nanoseconds; for a rolling one of its last step
	arrival    int64
	changed    uint64
	spend      budget.Spend
	limit      budget.Limit
	state      budget.State
	crossed    uint32
	overflow   bool

	owner     uint32 // the session in its scope, 0 for none
	nextOwned uint32

	steps []budget.Spend // of a rolling window; the last is at step
	step  int
	first int64  // when its first window began to be watched; 0 until then
	past  []past // windows that are over, for budgets with an expectation
}

// past is a window that is over.
type past struct {
	start int64
	nano  budget.NanoUSD
}

// accounts are all of them.
type accounts struct {
	slab  slab[account]
	index index
	sweep uint32 // where the next one looks
}

func (a *accounts) init() { a.sweep = 1 }

func (l *Ledger) findAccount(key []byte) uint32 {
	return l.accounts.index.find(l.hash(key), func(at uint32) bool { return l.accounts.slab.at(at).key == string(key) })
}

// appendScope appends the key of an account; it reports false where an attribute
// of the scope is missing.
func (l *Ledger) appendScope(dst []byte, scoped int, slot uint32, p *Posting) ([]byte, bool) {
	b := &l.scoped[scoped]
	dst = append(dst, byte(scoped))
	for _, part := range b.parts {
		switch part {
		case partSession:
			if slot == 0 {
				return dst, false
			}
			dst = appendSized(dst, l.keys.key(l.sessions.at(slot).key))
		case partTenant:
			dst = appendSized(dst, shorten(p.Tenant))
		default:
			if part >= len(p.Scope) || p.Scope[part] == "" {
				return dst, false
			}
			dst = appendSized(dst, shorten(p.Scope[part]))
		}
	}
	return dst, true
}

func appendSized[T string | []byte](dst []byte, text T) []byte {
	return append(binary.LittleEndian.AppendUint16(dst, uint16(len(text))), text...)
}

// openAccount returns the account of a key, which begins if there is none. Past the
// bound it is one that has no limit, for all those without room.
func (l *Ledger) openAccount(scoped int, key []byte) (at uint32, overflowed bool) {
	if at := l.findAccount(key); at != 0 {
		return at, false
	}
	if l.accounts.slab.live-len(l.scoped) < l.config.MaxAccounts {
		return l.newAccount(scoped, string(key)), false
	}
	l.counts.AccountsOverflown++
	b := &l.scoped[scoped]
	if b.overflow == 0 {
		rest := []byte{byte(scoped)}
		for range b.parts {
			rest = appendSized(rest, OverflowName)
		}
		b.overflow = l.newAccount(scoped, string(rest))
		own := l.accounts.slab.at(b.overflow)
		own.overflow, own.limit = true, budget.Limit{}
	}
	return b.overflow, true
}

func (l *Ledger) newAccount(scoped int, key string) uint32 {
	at := l.accounts.slab.take()
	l.touchAccount(at)
	l.serials++
	a := l.accounts.slab.at(at)
	a.key, a.scoped, a.serial, a.arrival = key, scoped, l.serials, l.now
	a.limit = l.accountLimit(a)
	l.accounts.index.add(l.hash([]byte(key)), at)
	l.roll(at)
	return at
}

// accountLimit is that of the budget, or of the first override that matches.
func (l *Ledger) accountLimit(a *account) budget.Limit {
	b := &l.scoped[a.scoped]
	if len(b.Overrides) == 0 {
		return b.Limit
	}
	scope := l.scopeOf(a)
	for _, o := range b.Overrides {
		all := true
		for attribute, value := range o.Match {
			all = all && scope[attribute] == value
		}
		if all {
			return o.Limit
		}
	}
	return b.Limit
}

// scopeOf are the attributes and values that an account is for, without the session.
func (l *Ledger) scopeOf(a *account) map[string]string {
	b := &l.scoped[a.scoped]
	var scope map[string]string
	rest := a.key[1:]
	for i, part := range b.parts {
		size := int(rest[0]) | int(rest[1])<<8
		value := rest[2 : 2+size]
		rest = rest[2+size:]
		if part == partSession {
			continue
		}
		if scope == nil {
			scope = make(map[string]string, len(b.parts))
		}
		scope[b.Scope[i]] = value
	}
	return scope
}

// ownerKey is the key of the session in an account's scope, and where it begins in
// the account's.
func (l *Ledger) ownerKey(a *account) (key string, at int) {
	at = 1
	for _, part := range l.scoped[a.scoped].parts {
		size := int(a.key[at]) | int(a.key[at+1])<<8
		if part == partSession {
			return a.key[at+2 : at+2+size], at
		}
		at += 2 + size
	}
	return "", 0
}

// charge books what a posting spent to all budgets with accounts of their own.
func (l *Ledger) charge(slot uint32, p *Posting, spend budget.Spend, receipt *Receipt) {
	for i := range l.scoped {
		key, ok := l.appendScope(l.scratch[:0], i, slot, p)
		l.scratch = key
		if !ok {
			if slot != 0 || !l.scoped[i].sessions {
				l.note(receipt, MissingScope)
			}
			continue
		}
		at, overflowed := l.openAccount(i, key)
		if overflowed {
			l.note(receipt, Overflowed)
		}
		l.book(at, spend, slot)
		if slot == 0 {
			continue
		}
		a := l.accounts.slab.at(at)
		l.charged.set(slot, i, at, a.serial)
		if l.scoped[i].sessions && a.owner == 0 && !a.overflow {
			x := l.needExtra(slot)
			a.owner, a.nextOwned, x.accounts = slot, x.accounts, at
		}
	}
}

// book adds to an account and tells what it crossed.
func (l *Ledger) book(at uint32, spend budget.Spend, slot uint32) {
	l.touchAccount(at)
	l.roll(at)
	a := l.accounts.slab.at(at)
	a.arrival = l.now
	a.spend.Add(spend)
	if a.steps != nil {
		a.steps[a.step].Add(spend)
	}
	l.settle(at, slot)
}

// settle finds the state of an account, and tells what it crossed.
func (l *Ledger) settle(at, slot uint32) {
	a := l.accounts.slab.at(at)
	b := &l.scoped[a.scoped]
	if a.overflow {
		return
	}
	nextCall := budget.NanoUSD(0)
	if slot != 0 {
		nextCall = l.sessions.at(slot).pace.NextCall()
	}
	state := a.limit.StateOf(a.spend, nextCall)
	if state != a.state {
		l.changes++
		a.state, a.changed = state, l.changes
	}
	if b.sessions && slot != 0 && l.sessions.at(slot).flags&flagFresh != 0 {
		return // it is told of the session that claims it
	}
	for i, threshold := range b.Thresholds {
		if a.crossed&(1<<i) != 0 || !a.limit.Reached(a.spend, threshold) {
			continue
		}
		a.crossed |= 1 << i
		l.tellAccount(a, Threshold, threshold, slot)
	}
}

// tellAccount tells that an account reached a threshold, or is below it again. The
// slot is that of the session at hand, 0 for none.
func (l *Ledger) tellAccount(a *account, kind EventKind, threshold float64, slot uint32) {
	b := &l.scoped[a.scoped]
	e := Event{
		Kind: kind, At: l.now, Trace: l.cause.trace, Span: l.cause.span,
		Service: l.names.text(l.cause.service), Agent: l.names.text(l.cause.agent),
		Crossing: &Crossing{
			Budget: b.Name, Mode: b.Mode, Threshold: threshold, Limit: a.limit, Spend: a.spend,
			State: a.state, Window: a.start, Revision: b.revision, Scope: l.scopeOf(a),
		},
	}
	if kind == Recovered { // by time or by a limit, whatever record comes with it
		e.Trace, e.Span, e.Service, e.Agent = TraceID{}, SpanID{}, e.Crossing.Scope["service.name"], e.Crossing.Scope["gen_ai.agent.name"]
	}
	e.ID = e.crossingID([]byte(a.key[1:]))
	e.Tenant = e.Crossing.Scope[budget.ScopeTenant]
	switch {
	case b.sessions && slot != 0:
		l.address(slot, &e)
	case b.sessions:
		l.addressOwner(a, &e)
	}
	l.emit(e)
}

// addressOwner writes whose an event of an account is whose session is over.
func (l *Ledger) addressOwner(a *account, e *Event) {
	owner, _ := l.ownerKey(a)
	key := splitKey([]byte(owner))
	e.Tenant = key.Tenant
	if isTraceKey([]byte(owner)) {
		copy(e.Trace[:], owner[len(owner)-len(e.Trace):])
	} else {
		e.Session = key.Session
	}
}

// disown lets accounts go whose session is over. They stay until their window is.
func (a *accounts) disown(l *Ledger, first uint32) {
	for at := first; at != 0; {
		l.touchAccount(at)
		own := a.slab.at(at)
		at, own.owner, own.nextOwned = own.nextOwned, 0, 0
	}
}

// look brings accounts up to the ledger's time, some at each call, and forgets
// those that say nothing any more.
func (l *Ledger) look(most int) {
	a := &l.accounts
	for range min(most, int(a.slab.used)) {
		if a.sweep >= a.slab.used {
			a.sweep = 1
			return
		}
		at := a.sweep
		a.sweep++
		if own := a.slab.at(at); own.serial == 0 {
			continue
		}
		l.touchAccount(at)
		l.roll(at)
		if l.stale(a.slab.at(at)) {
			l.closeAccount(at)
		}
	}
}

func (l *Ledger) stale(a *account) bool {
	b := &l.scoped[a.scoped]
	if a.overflow || a.owner != 0 {
		return false
	}
	if b.Window.Kind == budget.SessionWindow {
		return l.now-a.arrival > int64(l.config.Remember)
	}
	return a.spend == (budget.Spend{}) && (b.Expected == nil || l.now-a.arrival > int64(b.Expected.Lookback))
}

func (l *Ledger) closeAccount(at uint32) {
	l.touchAccount(at)
	l.accounts.index.remove(l.hash([]byte(l.accounts.slab.at(at).key)), at)
	l.accounts.slab.put(at)
}

func (a *accounts) shift(by int64) {
	for at := uint32(1); at < a.slab.used; at++ {
		if own := a.slab.at(at); own.serial != 0 {
			own.arrival -= by // windows are begun anew as their time is out of them
		}
	}
}
