package alert

import (
	"cmp"
	"slices"
	"time"
)

// Ticket is a notice that is being sent.
type Ticket struct {
	Notice
	// Since is when what it tells came about.
	Since    time.Time
	id       string
	revision int
}

// Next are the notices that a destination is to be sent now, at most limit: what begins before what ends before
// what is renewed, then the most severe first, then the oldest. What becomes of each is to be told by
// [Desk.Sent], [Desk.Failed], [Desk.Unsure] or [Desk.Refused]. Wait is until when there is nothing
// else to do; zero if nothing but an event changes that.
func (d *Desk) Next(destination string, limit int, now time.Time) (tickets []Ticket, wait time.Time) {
	d.Tick(now)
	route := d.route(destination)
	wait = d.wake
	if began := d.storm.Began; !began.IsZero() {
		wait = earlier(wait, began.Add(stormPeriod))
	}
	first := make([]candidate, 0, limit)
	for r := range d.waiting[destination] {
		action, at := r.due(route)
		if action == Resolve && at.After(now) {
			action, at = r.lingering(route, at)
		}
		if action != Renew && now.Sub(later(r.Changed, at)) > d.policy.MaxAge {
			d.giveUp(r, destination, action, r.Revision, DropAge)
			continue
		}
		if at.After(now) {
			wait = earlier(wait, at)
			continue
		}
		first = insert(first, candidate{r, action}, limit)
	}
	for _, c := range first {
		c.record.Deliveries[destination].inFlight = true
		c.record.isSettled, c.record.isUntold = false, false
		tickets = append(tickets, Ticket{Notice: c.record.notice(c.action, destination), Since: c.record.Changed, id: c.record.ID, revision: c.record.Revision})
	}
	return tickets, wait
}

// candidate is a notice that may be the next.
type candidate struct {
	record *record
	action Action
}

// insert puts a candidate where it belongs, if it is among the first.
func insert(first []candidate, c candidate, limit int) []candidate {
	if len(first) == limit && before(first[limit-1], c) < 0 {
		return first
	}
	at, _ := slices.BinarySearchFunc(first, c, before)
	if len(first) == limit {
		first = first[:limit-1]
	}
	return slices.Insert(first, at, c)
}

func before(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(order(a.action), order(b.action)),
		cmp.Compare(b.record.Incident.Severity, a.record.Incident.Severity),
		cmp.Compare(a.record.Opened, b.record.Opened),
	)
}

func order(a Action) int {
	switch a {
	case Trigger:
		return 0
	case Resolve:
		return 1
	default:
		return 2
	}
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Sent notes that a destination took notices.
func (d *Desk) Sent(destination string, tickets []Ticket, now time.Time) {
	for i := range tickets {
		ticket := &tickets[i]
		r := d.records[ticket.id]
		if r == nil || r.Deliveries[destination] == nil {
			continue
		}
		delivery := r.Deliveries[destination]
		delivery.inFlight, delivery.Unsure = false, false
		delivery.At, delivery.NotBefore = now, time.Time{}
		if ticket.Action == Resolve {
			delivery.Told = Told{}
			if !r.ended() { // it began anew in the meantime
				delivery.Revision = 0
			}
		} else {
			delivery.Told = Told{Name: ticket.Incident.Name, Severity: ticket.Incident.Severity}
			delivery.Revision = max(delivery.Revision, ticket.revision)
			if route := d.route(destination); r.ended() && !route.Resolves {
				delivery.Told = Told{}
			}
		}
		d.touch(r)
	}
}

// Failed notes that a destination did not take notices, and may later.
func (d *Desk) Failed(destination string, tickets []Ticket) {
	for i := range tickets {
		r := d.records[tickets[i].id]
		if r == nil || r.Deliveries[destination] == nil {
			continue
		}
		delivery := r.Deliveries[destination]
		delivery.inFlight = false
		if r.ended() && !delivery.mayKnow() {
			d.counts.drop(destination, DropEnded)
			delivery.Revision = r.Revision
		}
		d.touch(r)
	}
}

// Unsure is Failed of notices that a destination may have taken. Of what it may know of it is told the end.
func (d *Desk) Unsure(destination string, tickets []Ticket) {
	for i := range tickets {
		if r := d.records[tickets[i].id]; r != nil && r.Deliveries[destination] != nil && tickets[i].Action == Trigger {
			r.Deliveries[destination].Unsure = true
		}
	}
	d.Failed(destination, tickets)
}

// Refused notes that a destination will never take a notice.
func (d *Desk) Refused(destination string, ticket *Ticket, now time.Time) {
	r := d.records[ticket.id]
	if r == nil || r.Deliveries[destination] == nil {
		return
	}
	r.Deliveries[destination].inFlight = false
	if ticket.Action == Renew {
		r.Deliveries[destination].At = now
	}
	d.giveUp(r, destination, ticket.Action, ticket.revision, DropRefused)
}

// giveUp drops a notice.
func (d *Desk) giveUp(r *record, destination string, action Action, revision int, reason DropReason) {
	delivery := r.Deliveries[destination]
	switch action {
	case Trigger:
		delivery.Revision = revision
	case Resolve:
		delivery.Told, delivery.Unsure = Told{}, false
	case Renew:
	}
	d.counts.drop(destination, reason)
	d.touch(r)
}

// Waiting is how many notices, renewals apart, a destination is yet to be sent.
func (d *Desk) Waiting(destination string) (n int) {
	route := d.route(destination)
	for r := range d.waiting[destination] {
		if action, _ := r.due(route); action == Trigger || action == Resolve {
			n++
		}
	}
	return n
}
