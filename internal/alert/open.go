package alert

import (
	"maps"
	"math"
	"strconv"
	"time"
)

// maxWindow bounds how long after an event the window of its budget may end: a month, and the day that clocks differ by.
const maxWindow = 32 * 24 * time.Hour

// open opens an incident, or notes that it still holds, or got worse.
func (d *Desk) open(rule *Rule, e *Event, now time.Time) {
	about := rule.subject(e)
	identity, id := about.labels, rule.slug(e)+"/"+digestLabels(about.labels)
	who := id
	if len(d.policy.GroupBy) > 0 {
		identity = make([]Label, 0, len(d.policy.GroupBy))
		for _, name := range d.policy.GroupBy {
			identity = append(identity, Label{name, d.groupValue(name, e)})
		}
		id = rule.Alert + "/" + digestLabels(identity)
	}
	r := d.records[id]
	if r == nil {
		if !d.makeRoom(rule.severity(e)) {
			d.counts.Full++
			return
		}
		d.opened++
		r = &record{ID: id, Opened: d.opened, place: d.places.take(), Deliveries: map[string]*delivery{}}
		d.records[id] = r
	}
	fresh := d.compose(rule, e, now)
	if r.Revision == 0 {
		d.identify(&fresh, rule, e, identity)
	} else {
		fresh.Key, fresh.Labels, fresh.Source = r.Incident.Key, r.Incident.Labels, r.Incident.Source
	}
	switch {
	case r.Revision == 0:
		d.begin(r, &fresh, e, now)
	case r.ended():
		d.reopen(r, &fresh, e, now)
	default:
		d.update(r, &fresh, e, now)
	}
	d.join(r, who, member{Session: about.session, Budget: about.budget, Threshold: thresholdOf(e)})
	r.Until = d.until(rule, e, now)
	d.touch(r)
}

// identify writes what stays the same as long as an incident is known.
func (d *Desk) identify(incident *Incident, rule *Rule, e *Event, identity []Label) {
	source, hash := e.source(), digestLabels(identity)
	if len(d.policy.GroupBy) > 0 {
		source, hash = serviceOf(identity), digest(rule.Alert, hash)
	}
	incident.Source = line(source, maxValue)
	incident.Key = keyOf(rule.slug(e), source, hash)
	incident.Labels = labelsOf(identity, incident.Source)
}

func (d *Desk) groupValue(name string, e *Event) string {
	if name == attrService {
		return e.source()
	}
	return e.Attributes[name]
}

func serviceOf(labels []Label) string {
	for _, l := range labels {
		if l.Name == attrService {
			return l.Value
		}
	}
	return ""
}

func thresholdOf(e *Event) float64 {
	threshold, err := strconv.ParseFloat(e.Attributes[attrThreshold], 64)
	if err != nil || math.IsNaN(threshold) || math.IsInf(threshold, 0) {
		return 0
	}
	return threshold
}

// begin tells a new incident, if there are not too many.
func (d *Desk) begin(r *record, fresh *Incident, e *Event, now time.Time) {
	r.Incident = *fresh
	r.Revision, r.Changed = 1, now
	r.HeldBack = !d.admit(fresh, now)
	d.address(r, e)
}

// reopen tells an incident that had ended. Who was told of it a moment ago is told later,
// unless it is worse, and who does not know yet that it had ended is told nothing.
func (d *Desk) reopen(r *record, fresh *Incident, e *Event, now time.Time) {
	was := r.Incident.Severity
	r.Incident = *fresh
	r.Revision, r.Changed = r.Revision+1, now
	r.HeldBack = !d.admit(fresh, now)
	d.address(r, e)
	cool := now.Before(r.Quiet) && fresh.Severity <= was && !r.HeldBack
	for _, delivery := range r.Deliveries {
		if cool && !delivery.knows() && !delivery.At.IsZero() {
			delivery.NotBefore = r.Quiet
		}
	}
	r.skipKnown()
	if cool {
		d.counts.CooledDown++
	}
}

// update notes that an incident still holds. One that got worse is told anew.
func (d *Desk) update(r *record, fresh *Incident, e *Event, now time.Time) {
	was := r.Incident
	if fresh.Severity < was.Severity {
		return
	}
	fresh.Began = was.Began
	r.Incident = *fresh
	if fresh.Severity == was.Severity {
		r.Incident.Name = was.Name // by which a destination may know it
		return
	}
	r.Revision, r.Changed = r.Revision+1, now
	if r.HeldBack {
		r.HeldBack = !d.admit(fresh, now)
	}
	d.address(r, e)
	for _, delivery := range r.Deliveries {
		delivery.NotBefore = time.Time{}
	}
	r.skipKnown()
}

// address adds the destinations that want an incident.
func (d *Desk) address(r *record, e *Event) {
	attributes := maps.Clone(e.Attributes)
	if attributes == nil {
		attributes = map[string]string{}
	}
	attributes["alert"], attributes[attrService] = r.Incident.Name, e.source()
	for i := range d.policy.Destinations {
		route := &d.policy.Destinations[i]
		if r.Deliveries[route.Name] == nil && route.wants(r.Incident.Severity, attributes) {
			r.Deliveries[route.Name] = &delivery{}
		}
	}
}

// join adds whom an incident is about. Of too many that are told as one, those past the bound do not keep it open.
func (d *Desk) join(r *record, who string, m member) {
	known, ok := r.Members[who]
	m.Threshold = max(m.Threshold, known.Threshold)
	if ok || len(r.Members) < d.policy.MaxMembers {
		d.forget(r)
		if r.Members == nil {
			r.Members = map[string]member{}
		}
		r.Members[who] = m
		d.remember(r)
	}
	if len(d.policy.GroupBy) > 0 {
		r.Incident.Details = counted(r.Incident.Details, len(r.Members))
	}
}

const toldAsOne = "Told as one"

// counted are details with how many are told as one before them.
func counted(details []Label, members int) []Label {
	if len(details) > 0 && details[0].Name == toldAsOne {
		details = details[1:]
	}
	return append([]Label{{toldAsOne, strconv.Itoa(members)}}, details...)
}

// until is when an incident ends by itself: with the window of its budget, or after it was held long enough.
func (d *Desk) until(rule *Rule, e *Event, now time.Time) time.Time {
	if end, err := time.Parse(time.RFC3339, e.Attributes[attrWindowEnd]); err == nil && end.After(now) && end.Before(now.Add(maxWindow)) {
		return end
	}
	if rule.Hold > 0 {
		return now.Add(rule.Hold)
	}
	return now.Add(d.policy.MaxHold)
}

// makeRoom makes room for an incident of a severity, and reports whether there is some. What
// is over and told goes first, then the least severe that nobody was told of, oldest first.
func (d *Desk) makeRoom(severity Severity) bool {
	if len(d.records) < d.policy.MaxIncidents {
		return true
	}
	var victim *record
	for _, r := range d.records {
		if (r.isSettled || r.isUntold && r.Incident.Severity <= severity) && (victim == nil || goesBefore(r, victim)) {
			victim = r
		}
	}
	if victim == nil {
		return false
	}
	if !victim.isSettled {
		for name, delivery := range victim.Deliveries {
			if delivery.Revision < victim.Revision && !victim.HeldBack {
				d.counts.drop(name, DropFull)
			}
		}
	}
	d.remove(victim)
	return true
}

func goesBefore(a, b *record) bool {
	switch {
	case a.isSettled != b.isSettled:
		return a.isSettled
	case a.Incident.Severity != b.Incident.Severity:
		return a.Incident.Severity < b.Incident.Severity
	default:
		return a.Opened < b.Opened
	}
}
