package alert

import (
	"maps"
	"time"
)

// Desk keeps incidents. It is used by one goroutine at a time.
type Desk struct {
	policy  Policy
	records map[string]*record
	// bySession and byBudget find the records that an event settles.
	bySession, byBudget index
	// waiting are the records of which a destination is to be told something, now or later.
	waiting map[string]map[*record]struct{}
	seen    *memory
	storm   storm
	opened  uint64
	places  places
	dirty   map[*record]struct{}
	// wake is no later than when time alone changes something.
	wake   time.Time
	counts Counts
}

// NewDesk returns a desk on which nothing lies.
func NewDesk(policy *Policy) *Desk {
	d := &Desk{
		policy: *policy, records: map[string]*record{}, bySession: index{}, byBudget: index{},
		waiting: map[string]map[*record]struct{}{}, seen: newMemory(policy.MaxEvents), dirty: map[*record]struct{}{},
	}
	for i := range policy.Destinations {
		d.waiting[policy.Destinations[i].Name] = map[*record]struct{}{}
	}
	return d
}

// Receive takes events, in the order they happened.
func (d *Desk) Receive(events []Event, now time.Time) {
	d.Tick(now)
	for i := range events {
		e := &events[i]
		if d.seen.has(e.ID) {
			d.counts.Duplicates++
			continue
		}
		settled := d.settle(e, now)
		rule := d.rule(e)
		if rule != nil {
			d.open(rule, e, now)
		}
		if rule == nil && !settled {
			d.counts.Ignored++
			continue
		}
		d.counts.Matched++
		d.seen.add(e.ID)
	}
}

// rule is that of an event, nil where it is no incident.
func (d *Desk) rule(e *Event) *Rule {
	for i := range d.policy.Rules {
		if rule := &d.policy.Rules[i]; rule.matches(e) {
			if rule.Alert == "" {
				return nil
			}
			return rule
		}
	}
	return nil
}

// settle ends what an event says is over, and reports whether there was any.
func (d *Desk) settle(e *Event, now time.Time) bool {
	switch e.Name {
	case eventEnd:
		return d.bySession.each(e.sessionKey(), func(r *record) { d.endMembers(r, e, now, func(m member) bool { return m.Session == e.sessionKey() }) })
	case eventRecovered:
		account := e.ofBudget().budget
		from := thresholdOf(e)
		return d.byBudget.each(account, func(r *record) {
			d.endMembers(r, e, now, func(m member) bool { return m.Budget == account && m.Threshold >= from })
		})
	default:
		return false
	}
}

// endMembers takes members from an incident, which ends with its last.
func (d *Desk) endMembers(r *record, e *Event, now time.Time, over func(member) bool) {
	if r.ended() {
		return
	}
	kept := maps.Clone(r.Members)
	maps.DeleteFunc(kept, func(_ string, m member) bool { return over(m) })
	if len(kept) == len(r.Members) {
		return
	}
	d.forget(r)
	r.Members = kept
	d.remember(r)
	d.touch(r)
	if len(kept) == 0 {
		d.end(r, e.At, now)
	}
}

// end ends an incident.
func (d *Desk) end(r *record, at, now time.Time) {
	if at.Before(r.Incident.Began) || at.After(now) {
		at = now
	}
	r.Incident.Ended = at
	r.Quiet = now.Add(d.policy.CoolDown)
	r.Changed = now
	d.forget(r)
	r.Members = nil
	for name, delivery := range r.Deliveries {
		if !delivery.mayKnow() && delivery.Revision < r.Revision && !r.HeldBack {
			d.counts.drop(name, DropEnded)
			delivery.Revision = r.Revision
		}
		if route := d.route(name); route == nil || !route.Resolves {
			delivery.Told, delivery.Unsure = Told{}, false
		}
	}
	d.touch(r)
}

func (d *Desk) route(name string) *Route {
	for i := range d.policy.Destinations {
		if d.policy.Destinations[i].Name == name {
			return &d.policy.Destinations[i]
		}
	}
	return nil
}

// Tick does what time alone leads to.
func (d *Desk) Tick(now time.Time) {
	d.rollUp(now)
	if d.wake.IsZero() || now.Before(d.wake) {
		return
	}
	d.wake = time.Time{}
	for _, r := range d.records {
		if !r.ended() && !now.Before(r.Until) {
			d.end(r, r.Until, now)
		}
		if r.settled() && !now.Before(r.Quiet) {
			d.remove(r)
			continue
		}
		d.wakeAt(r.next())
	}
}

func (d *Desk) wakeAt(at time.Time) {
	if !at.IsZero() && (d.wake.IsZero() || at.Before(d.wake)) {
		d.wake = at
	}
}

// touch notes that a record changed: it is to be stored, and what waits is to be looked at again.
func (d *Desk) touch(r *record) {
	d.dirty[r] = struct{}{}
	r.isSettled, r.isUntold = r.settled(), r.untold()
	d.wakeAt(r.next())
	for i := range d.policy.Destinations {
		route := &d.policy.Destinations[i]
		if action, _ := r.due(route); action != 0 {
			d.waiting[route.Name][r] = struct{}{}
		} else {
			delete(d.waiting[route.Name], r)
		}
	}
}

// remove forgets a record.
func (d *Desk) remove(r *record) {
	d.forget(r)
	delete(d.records, r.ID)
	delete(d.dirty, r)
	for _, waiting := range d.waiting {
		delete(waiting, r)
	}
	d.places.release(r.place)
}

// remember and forget keep the indexes of a record's members.
func (d *Desk) remember(r *record) {
	for _, m := range r.Members {
		d.bySession.add(m.Session, r)
		d.byBudget.add(m.Budget, r)
	}
}

func (d *Desk) forget(r *record) {
	for _, m := range r.Members {
		d.bySession.remove(m.Session, r)
		d.byBudget.remove(m.Budget, r)
	}
}

// Open counts the incidents that hold, by severity.
func (d *Desk) Open() map[Severity]int {
	open := map[Severity]int{}
	for _, r := range d.records {
		if !r.ended() {
			open[r.Incident.Severity]++
		}
	}
	return open
}
