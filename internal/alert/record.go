package alert

import "time"

// record is an incident with all that a desk knows of it. It is what is stored.
type record struct {
	ID       string   `json:"id"`
	Incident Incident `json:"incident"`
	// Members are whom the incident is about: one, or several that are told as one.
	Members map[string]member `json:"members,omitempty"`
	// Revision grows whenever the incident is to be told anew, Changed is when it did.
	Revision int       `json:"revision"`
	Changed  time.Time `json:"changed"`
	// Opened numbers incidents by age.
	Opened uint64 `json:"opened"`
	// Until is when it ends by itself, Quiet until when it is not told anew once it ended.
	Until time.Time `json:"until,omitzero"`
	Quiet time.Time `json:"quiet,omitzero"`
	// HeldBack: there were too many, and it is told of in a roll-up only.
	HeldBack bool `json:"held_back,omitempty"`
	// Deliveries are what each destination was told, by its name. A destination that does not want it has none.
	Deliveries map[string]*delivery `json:"deliveries,omitempty"`

	place int // in the store
	// What settled and untold said when the record was last touched.
	isSettled, isUntold bool
}

// member is one of whom an incident is about, and what settles it.
type member struct {
	Session   string  `json:"session,omitempty"`
	Budget    string  `json:"budget,omitempty"`
	Threshold float64 `json:"threshold,omitempty"`
}

// delivery is what a destination knows of an incident.
type delivery struct {
	// Told is as what it was told; zero where it knows of none that holds.
	Told Told `json:"told,omitzero"`
	// Revision is the last that it was told, or that was given up.
	Revision int       `json:"revision,omitempty"`
	At       time.Time `json:"at,omitzero"`
	// NotBefore is when it may be told, while a cool-down lasts.
	NotBefore time.Time `json:"not_before,omitzero"`

	// Unsure: it was told, and the answer did not come through.
	Unsure bool `json:"unsure,omitempty"`

	inFlight bool // it is being told
}

func (d *delivery) knows() bool { return d.Told.Severity != 0 }

// mayKnow is knows, of a destination whose answer is not there, too.
func (d *delivery) mayKnow() bool { return d.knows() || d.inFlight || d.Unsure }

func (r *record) ended() bool { return !r.Incident.Ended.IsZero() }

// due is what a destination is to be told of the incident next, and when; 0 for nothing.
func (r *record) due(route *Route) (Action, time.Time) {
	d := r.Deliveries[route.Name]
	switch {
	case d == nil:
		return 0, time.Time{}
	case r.ended() && (d.knows() || d.Unsure):
		return Resolve, r.Incident.Ended.Add(route.Linger)
	case r.ended() || r.HeldBack:
		return 0, time.Time{}
	case d.Revision < r.Revision:
		return Trigger, d.NotBefore
	case d.knows() && route.Renew > 0:
		return Renew, d.At.Add(route.Renew)
	default:
		return 0, time.Time{}
	}
}

// lingering is what a destination is to be told next of what is over and is to hold there until end.
func (r *record) lingering(route *Route, end time.Time) (Action, time.Time) {
	d := r.Deliveries[route.Name]
	if renewal := d.At.Add(route.Renew); d.knows() && route.Renew > 0 && renewal.Before(end) {
		return Renew, renewal
	}
	return Resolve, end
}

// skipKnown leaves out those who know of the incident as at least that bad.
func (r *record) skipKnown() {
	for _, d := range r.Deliveries {
		if d.Told.Severity >= r.Incident.Severity {
			d.Revision = r.Revision
		}
	}
}

// notice is what a destination is told. What goes on or ends is called as it was called there before.
func (r *record) notice(action Action, destination string) Notice {
	n := Notice{Action: action, Incident: r.Incident, Was: r.Deliveries[destination].Told}
	if action != Trigger && n.Was.Severity != 0 {
		n.Incident.Name, n.Incident.Severity = n.Was.Name, n.Was.Severity
	}
	return n
}

// settled reports whether every destination knows how it ended.
func (r *record) settled() bool {
	if !r.ended() {
		return false
	}
	for _, d := range r.Deliveries {
		if d.mayKnow() {
			return false
		}
	}
	return true
}

// untold reports whether no destination ever knew of it.
func (r *record) untold() bool {
	for _, d := range r.Deliveries {
		if d.mayKnow() {
			return false
		}
	}
	return true
}

// next is when time alone changes it; zero for never.
func (r *record) next() time.Time {
	switch {
	case !r.ended():
		return r.Until
	case r.settled():
		return r.Quiet
	default:
		return time.Time{}
	}
}
