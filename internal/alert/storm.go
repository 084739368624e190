package alert

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// stormPeriod is within which new incidents are counted.
	stormPeriod = time.Minute
	// rollUpHold is how long the incident of too many incidents lasts after the last one.
	rollUpHold = 10 * time.Minute
	rollUpID   = "held_back/-"
)

// storm counts the new incidents of a period by severity.
type storm struct {
	Began time.Time         `json:"began,omitzero"`
	Told  [Critical + 1]int `json:"told,omitzero"`
	Held  [Critical + 1]int `json:"held,omitzero"`
	// Alerts counts those that are held back by the name of the alert.
	Alerts map[string]int `json:"alerts,omitempty"`
	dirty  bool
}

// admit reports whether a new incident may be told, and counts it.
func (d *Desk) admit(incident *Incident, now time.Time) bool {
	severity := incident.Severity
	if d.policy.MaxPerMinute == 0 {
		return true
	}
	s := &d.storm
	s.dirty = true
	if s.Began.IsZero() {
		s.Began = now
	}
	if s.Told[severity] < d.policy.MaxPerMinute {
		s.Told[severity]++
		return true
	}
	s.Held[severity]++
	if s.Alerts == nil {
		s.Alerts = map[string]int{}
	}
	s.Alerts[incident.Name]++
	d.counts.HeldBack++
	return false
}

// rollUp ends a period, and tells in one message what was held back in it.
func (d *Desk) rollUp(now time.Time) {
	s := &d.storm
	if s.Began.IsZero() || now.Before(s.Began.Add(stormPeriod)) {
		return
	}
	began, held, alerts := s.Began, s.Held, s.Alerts
	*s = storm{dirty: true}
	total, worst, parts := 0, Severity(0), []string(nil)
	for severity := Critical; severity >= Info; severity-- {
		if n := held[severity]; n > 0 {
			total += n
			worst = max(worst, severity)
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	if total == 0 {
		return
	}
	r := d.records[rollUpID]
	if r == nil {
		d.opened++
		r = &record{ID: rollUpID, Opened: d.opened, place: d.places.take(), Deliveries: map[string]*delivery{}}
		d.records[rollUpID] = r
	}
	r.Incident = Incident{
		Key: keyOf("held_back", "", digest(rollUpID)), Name: AlertsSuppressed, Severity: worst,
		Summary:     fmt.Sprintf("%d more incidents within a minute were held back: %s", total, strings.Join(parts, ", ")),
		Description: "More new incidents came than are told within a minute. They are in the events of the ledger, on its page and in the metrics.",
		Links:       d.links(AlertsSuppressed, &Event{}), Began: began,
	}
	for _, name := range slices.Sorted(maps.Keys(alerts)) {
		r.Incident.Details = append(r.Incident.Details, Label{name, strconv.Itoa(alerts[name])})
	}
	r.Revision, r.Changed, r.Until = r.Revision+1, now, now.Add(rollUpHold)
	for i := range d.policy.Destinations {
		if route := &d.policy.Destinations[i]; worst >= route.MinSeverity && r.Deliveries[route.Name] == nil {
			r.Deliveries[route.Name] = &delivery{}
		}
	}
	d.touch(r)
}
