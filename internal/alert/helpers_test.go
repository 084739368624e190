package alert

import (
	"fmt"
	"maps"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// counter is a desk with a clock, and with destinations that take all they are told.
type counter struct {
	*Desk
	t      *testing.T
	now    time.Time
	events int
}

func policy(edits ...func(*Policy)) *Policy {
	p := &Policy{
		Rules: Builtin(), Destinations: []Route{{Name: "a", Resolves: true}},
		CoolDown: 5 * time.Minute, MaxHold: 24 * time.Hour, MaxIncidents: 1000, MaxMembers: 100, MaxEvents: 1000, MaxAge: 24 * time.Hour,
	}
	for _, edit := range edits {
		edit(p)
	}
	return p
}

func opened(t *testing.T, p *Policy) *counter {
	t.Helper()
	return &counter{Desk: NewDesk(p), t: t, now: noon}
}

// get gives the desk events at once, each with an id of its own unless it has one.
func (c *counter) get(events ...Event) {
	for i := range events {
		if events[i].ID == "" {
			c.events++
			events[i].ID = "event-" + strconv.Itoa(c.events)
		}
		if events[i].At.IsZero() {
			events[i].At = c.now
		}
	}
	c.Receive(events, c.now)
}

func (c *counter) later(d time.Duration) { c.now = c.now.Add(d) }

// told is what a destination is told until there is nothing left, in short.
func (c *counter) told(destination string) (said []string) {
	c.t.Helper()
	for {
		tickets, _ := c.Next(destination, 10, c.now)
		if len(tickets) == 0 {
			return said
		}
		for i := range tickets {
			said = append(said, fmt.Sprintf("%s %s %s", tickets[i].Action, tickets[i].Incident.Name, tickets[i].Incident.Severity))
		}
		require.Less(c.t, len(said), 1000, "it does not end")
		c.Sent(destination, tickets, c.now)
	}
}

// sending is what a destination is being told, which has not answered yet.
func (c *counter) sending(destination string) []Ticket {
	tickets, _ := c.Next(destination, 1000, c.now)
	return tickets
}

// waiting is what a destination that is down would be told.
func (c *counter) waiting(destination string) []Ticket {
	tickets := c.sending(destination)
	c.Failed(destination, tickets)
	return tickets
}

func ofSession(name, session string, more map[string]string) Event {
	attributes := map[string]string{"session.id": session, "service.name": "shop"}
	maps.Copy(attributes, more)
	return Event{Name: name, Severity: Warning, Service: "shop", Attributes: attributes}
}

func crossed(session, threshold string) Event {
	return ofSession("genai.budget.threshold", session, map[string]string{
		"genai.budget.name": "session", "genai.budget.threshold": threshold, "genai.budget.unit": "usd", "genai.budget.limit": "5", "genai.budget.spend": "4.25",
		"genai.budget.mode": "enforce",
	})
}

func recovered(session, from string) Event {
	e := crossed(session, from)
	e.Name = "genai.budget.recovered"
	return e
}

// ofUser is an event of the account of a user, that a call of a service led to.
func ofUser(name, user, service, threshold string) Event {
	return Event{Name: name, Severity: Error, Service: service, Attributes: map[string]string{
		"service.name": service, "user.id": user, "genai.budget.scope": "user.id", "genai.budget.window_start": "2026-11-20T00:00:00Z",
		"genai.budget.name": "user-day", "genai.budget.threshold": threshold, "genai.budget.limit": "10", "genai.budget.spend": "10",
	}}
}

func looped(session, level string) Event {
	return ofSession("genai.session.loop", session, map[string]string{"level": level, "gen_ai.tool.name": "search", "genai.loop.repeats": "8"})
}

func ended(session string) Event { return ofSession("genai.session.end", session, nil) }
