package session

// claim is a session that only a trace holds together, which waits for a record
// that tells whose it is.
type claim struct {
	slot, serial uint32
	at           int64 // Unix nanoseconds
}

// claims are in the order they began.
type claims struct {
	waiting []claim
	done    int // of them, at the front
}

func (c *claims) push(of claim) {
	if c.done > len(c.waiting)/2 && c.done > 64 {
		// A snapshot may hold the old array: what is kept is moved to the front of another.
		c.waiting = append(make([]claim, 0, 2*(len(c.waiting)-c.done)), c.waiting[c.done:]...)
		c.done = 0
	}
	c.waiting = append(c.waiting, of)
}

func (c *claims) left() []claim { return c.waiting[c.done:] }

func (c *claims) shift(by int64) {
	shifted := append([]claim(nil), c.left()...)
	for i := range shifted {
		shifted[i].at -= by
	}
	c.waiting, c.done = shifted, 0
}

// claim sends the events of sessions that nobody claimed in time.
func (l *Ledger) claim(most int) (n int) {
	for n < most && len(l.claims.left()) > 0 {
		next := l.claims.left()[0]
		if l.now-next.at < int64(l.config.ClaimWithin) && len(l.claims.left()) <= l.config.MaxSessions {
			break
		}
		l.claims.done++
		n++
		if l.sessions.at(next.slot).serial == next.serial {
			l.touch(next.slot)
			l.claimed(next.slot)
		}
	}
	return n
}

// claimed lets a session tell its events from now on, under its present name.
func (l *Ledger) claimed(slot uint32) {
	r := l.sessions.at(slot)
	if r.flags&flagFresh == 0 {
		return
	}
	r.flags &^= flagFresh
	l.release(slot, slot)
	l.judge(slot)
	if x := l.extraOf(slot); x != nil {
		l.settleAll(x.accounts, slot)
	}
}

// release sends the events that one session held, as those of another.
func (l *Ledger) release(from, to uint32) {
	x := l.extraOf(from)
	if x == nil || !x.held {
		return
	}
	x.held = false
	serial := l.sessions.at(from).serial
	kept := make([]heldEvent, 0, len(l.held))
	for _, h := range l.held {
		if h.slot == from && h.serial == serial {
			l.send(to, h.event, h.about)
		} else {
			kept = append(kept, h)
		}
	}
	l.held = kept
}

// heldEvent waits for its session to be claimed.
type heldEvent struct {
	slot, serial uint32
	event        Event
	about        about
}

const maxHeld = 1000 // past it events are sent with the trace alone
