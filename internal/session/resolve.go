package session

// resolve finds the session of a posting, 0 for none: the one it tells, or that of
// its trace. What a trace spent before it told its session is moved there.
func (l *Ledger) resolve(p *Posting, receipt *Receipt) uint32 {
	tenant := shorten(p.Tenant)
	if p.Session != "" {
		l.scratch = appendKey(l.scratch[:0], tenant, shorten(p.Session))
		slot := l.open(l.scratch)
		if slot == 0 {
			l.note(receipt, Overflowed)
			return 0
		}
		if p.Trace != (TraceID{}) && p.Kind != Score { // who judges does not say whose a trace is
			l.bind(tenant, p.Trace, slot, receipt)
		}
		return slot
	}
	if p.Trace == (TraceID{}) {
		l.note(receipt, NoSession)
		return 0
	}
	hash := hashText(tenant)
	at := l.findTrace(hash, p.Trace)
	if at != 0 {
		if slot := l.sessionOf(at); slot != 0 {
			l.touch(slot)
			l.expireLong(slot)
			l.seeTrace(at, slot)
			return slot
		}
	}
	if p.Kind != Call && p.Kind != Tool {
		return 0 // there is nothing to book
	}
	l.scratch = appendTraceKey(l.scratch[:0], tenant, p.Trace)
	slot := l.open(l.scratch)
	switch {
	case slot == 0:
		l.note(receipt, Overflowed)
	case at != 0:
		l.seeTrace(at, slot)
	default:
		l.addTrace(hash, p.Trace, slot)
	}
	return slot
}

// bind says which session a trace belongs to: the first that one of its records
// tells.
func (l *Ledger) bind(tenant string, trace TraceID, slot uint32, receipt *Receipt) {
	hash := hashText(tenant)
	at := l.findTrace(hash, trace)
	if at == 0 {
		l.claimTrace(tenant, trace, slot)
		l.addTrace(hash, trace, slot)
		return
	}
	bound := l.sessionOf(at)
	switch {
	case bound == slot:
	case bound == 0:
		l.claimTrace(tenant, trace, slot)
	case l.sessions.at(bound).flags&flagTrace != 0:
		l.merge(bound, slot)
	default:
		l.note(receipt, Conflict)
		slot = bound
	}
	l.seeTrace(at, slot)
}

// claimTrace takes over what is still known of a trace that nobody asked for in a while.
func (l *Ledger) claimTrace(tenant string, trace TraceID, slot uint32) {
	if l.unclaimed == 0 && l.graves.unclaimed == 0 {
		return
	}
	key := appendTraceKey(l.scratch[:0], tenant, trace)
	l.scratch = key
	if from := l.find(key); from != 0 {
		l.merge(from, slot)
	} else if grave := l.graves.find(key); grave != 0 && l.graves.unclaimed > 0 {
		l.absorb(grave, slot)
	}
}
