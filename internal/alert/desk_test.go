package alert

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatOpensAnIncident(t *testing.T) {
	tests := map[string]struct {
		event Event
		want  string // nothing for none
		key   string
		says  string
	}{
		"half of a budget":     {event: crossed("s", "0.5")},
		"four fifths of it":    {crossed("s", "0.8"), "warning GenAISessionOverBudget", "genai/budget/shop/", "Budget session of session s of shop is spent to 80 %: 4.25 USD of 5.00 USD"},
		"all of it":            {crossed("s", "1"), "critical GenAISessionOverBudget", "genai/budget/shop/", "Budget session of session s of shop is spent to 100 %: 4.25 USD of 5.00 USD"},
		"more than all of it":  {crossed("s", "1.2"), "critical GenAISessionOverBudget", "genai/budget/shop/", "Budget session of session s of shop is spent to 120 %: 4.25 USD of 5.00 USD"},
		"all of a shadow":      {with(crossed("s", "1"), "genai.budget.mode", "shadow"), "warning GenAISessionOverBudget", "genai/budget/shop/", "Budget session of session s of shop is spent to 100 %: 4.25 USD of 5.00 USD"},
		"all of a user's day":  {ofUser("genai.budget.threshold", "u", "shop", "1"), "critical GenAISpendOverBudget", "genai/budget/shop/", "Budget user-day of user.id u is spent to 100 %: 10.00 USD of 10.00 USD"},
		"most of a user's day": {ofUser("genai.budget.threshold", "u", "shop", "0.9"), "warning GenAISpendOverBudget", "genai/budget/shop/", "Budget user-day of user.id u is spent to 90 %: 10.00 USD of 10.00 USD"},
		"a loop":               {looped("s", "warn"), "warning GenAIToolLoop", "genai/loop/shop/", "Tool search loops in session s of shop: the same call 8 times, unknown USD wasted"},
		"a loop that goes on":  {looped("s", "critical"), "error GenAIToolLoop", "genai/loop/shop/", "Tool search loops in session s of shop: the same call 8 times, unknown USD wasted"},
		"a cascade": {
			ofSession("genai.session.tool_cascade", "s", map[string]string{"count": "3", "distance": "0", "gen_ai.tool.name": "fetch"}),
			"warning GenAIToolCascades", "genai/cascade/shop/", "3 tool calls in a row failed in session s of shop, first that of fetch",
		},
		"an odd result": {
			ofSession("genai.session.tool_cascade", "s", map[string]string{"count": "1", "distance": "4", "gen_ai.tool.name": "fetch"}),
			"warning GenAIToolCascades", "genai/cascade/shop/", "A tool failed in session s of shop, 4 steps after an odd result of tool fetch",
		},
		"a context": {
			ofSession("genai.session.context", "s", map[string]string{"genai.context.tokens": "250000", "genai.context.growth": "6.5"}),
			"warning GenAIContextGrowth", "genai/context/shop/", "The context of session s of shop grew to 250000 tokens, 6.50 times that of its first calls",
		},
		"a broken cache": {
			ofSession("genai.session.context", "s", map[string]string{"genai.context.cache_broken": "true", "genai.context.cache_hit": "0.25"}),
			"warning GenAICacheBroken", "genai/cache/shop/", "The prompt cache broke in session s of shop: it hits 25 % of the input",
		},
		"an end":         {event: ended("s")},
		"a recovery":     {event: recovered("s", "1")},
		"anything else":  {event: ofSession("gen_ai.client.inference.operation.details", "s", nil)},
		"without a name": {event: Event{Severity: Critical}},
		"a trace alone": {
			Event{Name: "genai.session.loop", TraceID: "0102", Service: "shop", Attributes: map[string]string{"level": "warn"}},
			"warning GenAIToolLoop", "genai/loop/shop/", "Tool unknown loops in session 0102 of shop: the same call unknown times, unknown USD wasted",
		},
		"hardly any attributes": {
			Event{Name: "genai.budget.threshold", Attributes: map[string]string{"genai.budget.threshold": "1"}},
			"critical GenAISessionOverBudget", "genai/budget/-/", "Budget unknown of an unknown service is spent to 100 %: unknown USD of unknown USD",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := opened(t, policy())
			c.get(test.event)
			waiting := c.waiting("a")
			if test.want == "" {
				assert.Empty(t, waiting)
				return
			}
			require.Len(t, waiting, 1)
			incident := waiting[0].Incident
			assert.Equal(t, test.want, incident.Severity.String()+" "+incident.Name)
			assert.Equal(t, test.says, incident.Summary)
			assert.True(t, strings.HasPrefix(incident.Key, test.key), incident.Key)
			assert.Equal(t, noon, incident.Began)
			assert.LessOrEqual(t, len(incident.Key), 255)
		})
	}
}

func with(e Event, attribute, value string) Event {
	e.Attributes[attribute] = value
	return e
}

func TestWhatIsOneIncident(t *testing.T) {
	c := opened(t, policy())
	c.get(crossed("s", "0.8"))
	assert.Equal(t, []string{"trigger GenAISessionOverBudget warning"}, c.told("a"))
	c.get(crossed("s", "1"))
	escalated := c.waiting("a")
	require.Len(t, escalated, 1)
	assert.Equal(t, Told{"GenAISessionOverBudget", Warning}, escalated[0].Was)
	assert.Equal(t, []string{"trigger GenAISessionOverBudget critical"}, c.told("a"))
	c.get(crossed("s", "1.2"), crossed("s", "1"))
	assert.Empty(t, c.told("a"), "it is no worse")
	c.get(looped("s", "warn"), crossed("other", "1"), with(crossed("s", "1"), "genai.tenant", "acme"))
	assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", "trigger GenAISessionOverBudget critical", "trigger GenAIToolLoop warning"}, c.told("a"))
	c.get(ended("s"))
	assert.Equal(t, []string{"resolve GenAISessionOverBudget critical", "resolve GenAIToolLoop warning"}, c.told("a"), "not of the same id of a tenant")
}

func TestAnAccountIsThatOfItsScope(t *testing.T) {
	c := opened(t, policy())
	c.get(ofUser("genai.budget.threshold", "u1", "shop", "0.8"), ofUser("genai.budget.threshold", "u1", "bank", "1"), ofUser("genai.budget.threshold", "u2", "shop", "1"))
	waiting := c.waiting("a")
	require.Len(t, waiting, 2, "whichever service spends")
	assert.Equal(t, []Label{{"service.name", "shop"}, {"genai.budget.name", "user-day"}, {"user.id", "u1"}}, waiting[0].Incident.Labels)
	c.told("a")
	c.get(ofUser("genai.budget.recovered", "u1", "", "1"))
	assert.Equal(t, []string{"resolve GenAISpendOverBudget critical"}, c.told("a"))
	c.get(ended("s"))
	assert.Empty(t, c.told("a"), "no session is meant")
}

// The same id at two tenants is two sessions, in an account of more than the session, too.
func TestAnAccountOfASessionIsThatOfItsTenant(t *testing.T) {
	hourly := func(name, tenant string) Event {
		e := ofUser(name, "u", "shop", "1")
		e.Attributes["genai.budget.scope"], e.Attributes["session.id"], e.Attributes["genai.tenant"] = "session.id,user.id", "s", tenant
		return e
	}
	c := opened(t, policy())
	c.get(hourly("genai.budget.threshold", "acme"), hourly("genai.budget.threshold", "other"))
	waiting := c.waiting("a")
	require.Len(t, waiting, 2)
	assert.Equal(t, "GenAISessionOverBudget", waiting[0].Incident.Name)
	c.told("a")
	c.get(hourly("genai.budget.recovered", "acme"))
	assert.Equal(t, []string{"resolve GenAISessionOverBudget critical"}, c.told("a"))
	c.get(with(ended("s"), "genai.tenant", "other"))
	assert.Equal(t, []string{"resolve GenAISessionOverBudget critical"}, c.told("a"))
}

func TestARecoveryEndsWhatIsNotReachedAnyMore(t *testing.T) {
	c := opened(t, policy())
	c.get(crossed("low", "0.8"), crossed("high", "1"), looped("high", "warn"))
	c.told("a")
	c.get(recovered("low", "1"), recovered("high", "1"))
	assert.Equal(t, []string{"resolve GenAISessionOverBudget critical"}, c.told("a"), "80 % are still reached, and the loop goes on")
	c.get(recovered("low", "0.8"))
	assert.Equal(t, []string{"resolve GenAISessionOverBudget warning"}, c.told("a"))
}

func TestAnIncidentEndsWithTime(t *testing.T) {
	c := opened(t, policy(func(p *Policy) { p.MaxHold = time.Hour }))
	c.get(looped("s", "warn"), with(ofUser("genai.budget.threshold", "u", "shop", "1"), "genai.budget.window_end", "2026-11-20T15:00:00Z"))
	c.told("a")
	c.later(59 * time.Minute)
	assert.Empty(t, c.told("a"))
	c.later(time.Minute)
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("a"))
	c.later(2*time.Hour - time.Second)
	assert.Empty(t, c.told("a"))
	_, wait := c.Next("a", 1, c.now)
	assert.Equal(t, time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC), wait)
	c.later(time.Second)
	assert.Equal(t, []string{"resolve GenAISpendOverBudget critical"}, c.told("a"))
	c.later(time.Hour)
	c.Tick(c.now)
	assert.Empty(t, c.records, "nothing is kept of what is over")
}

func TestTheSameEventCountsOnce(t *testing.T) {
	c := opened(t, policy())
	first := crossed("s", "1")
	first.ID = "e1"
	c.get(first, first)
	c.get(ended("s"))
	c.get(first)
	assert.Empty(t, c.told("a"), "it ended before it was told, and did not begin again")
	counts := c.TakeCounts()
	assert.Equal(t, 2, counts.Duplicates)
	assert.Equal(t, 2, counts.Matched)
	assert.Equal(t, map[Drop]int{{"a", DropEnded}: 1}, counts.Dropped)
}

func TestTheMemoryOfEventsIsBounded(t *testing.T) {
	m := newMemory(100)
	for i := range 10_000 {
		m.add(strings.Repeat("x", i%90) + string(rune('a'+i%26)) + time.Duration(i).String())
	}
	assert.LessOrEqual(t, len(m.ids), 100+2*pageSize)
	m.add("last")
	for i := range 100 {
		m.add(time.Duration(i).String())
	}
	assert.True(t, m.has("last"), "the last 100 are remembered")
	assert.False(t, m.has(""))
}

func TestCoolDown(t *testing.T) {
	c := opened(t, policy())
	c.get(looped("s", "warn"))
	c.told("a")
	c.get(ended("s"))
	c.told("a")
	c.later(time.Minute)
	c.get(looped("s", "warn"))
	assert.Empty(t, c.told("a"), "it ended a minute ago")
	assert.Equal(t, 1, c.TakeCounts().CooledDown)
	_, wait := c.Next("a", 1, c.now)
	assert.Equal(t, noon.Add(5*time.Minute), wait)
	c.get(looped("s", "critical"))
	assert.Equal(t, []string{"trigger GenAIToolLoop error"}, c.told("a"), "but it is worse")
	c.get(ended("s"))
	c.told("a")
	c.get(looped("s", "warn"))
	c.later(5 * time.Minute)
	assert.Equal(t, []string{"trigger GenAIToolLoop warning"}, c.told("a"), "it is still so when the cool-down is over")
}

// Whoever does not know that an incident had ended is told nothing when it begins again.
func TestAFlappingIncidentIsNotToldTwice(t *testing.T) {
	c := opened(t, policy())
	c.get(looped("s", "warn"))
	c.told("a")
	c.get(ended("s"), looped("s", "warn"), ended("s"), looped("s", "warn"))
	assert.Empty(t, c.told("a"))
	c.get(ended("s"), looped("s", "critical"))
	assert.Equal(t, []string{"trigger GenAIToolLoop error"}, c.told("a"))
}

// What begins again while its end is being told is told.
func TestAnIncidentBeginsAgainWhileItsEndIsTold(t *testing.T) {
	c := opened(t, policy())
	c.get(looped("s", "warn"))
	c.told("a")
	c.get(ended("s"))
	resolve := c.sending("a")
	require.Len(t, resolve, 1)
	c.get(looped("s", "warn"))
	c.Sent("a", resolve, c.now)
	assert.Equal(t, []string{"trigger GenAIToolLoop warning"}, c.told("a"))
}

// What ends or gets worse while it is being told is told of afterwards.
func TestAnIncidentChangesWhileItIsTold(t *testing.T) {
	c := opened(t, policy())
	c.get(looped("ends", "warn"), looped("worse", "warn"))
	trigger := c.sending("a")
	require.Len(t, trigger, 2)
	c.get(ended("ends"), looped("worse", "critical"))
	c.Sent("a", trigger, c.now)
	assert.Equal(t, []string{"trigger GenAIToolLoop error", "resolve GenAIToolLoop warning"}, c.told("a"))
}

// What got worse than it was when it ended, but no worse than a destination knows it, is no news there, whatever was being said.
func TestARenewalDoesNotMakeOldNewsNew(t *testing.T) {
	c := opened(t, policy(func(p *Policy) { p.Destinations[0].Renew = time.Minute }))
	c.get(looped("s", "critical"))
	c.told("a")
	c.get(ended("s"), looped("s", "warn"))
	c.later(time.Minute)
	renewal := c.sending("a")
	require.Len(t, renewal, 1)
	c.get(looped("s", "critical"))
	c.Sent("a", renewal, c.now)
	assert.Empty(t, c.told("a"))
}

// What ends while it is being told is known until the answer is there, even if there is no cool-down.
func TestAnIncidentEndsWhileItIsTold(t *testing.T) {
	for name, answer := range map[string]func(*counter, []Ticket){
		"and it was taken":     func(c *counter, tickets []Ticket) { c.Sent("a", tickets, c.now) },
		"and nobody knows":     func(c *counter, tickets []Ticket) { c.Unsure("a", tickets) },
		"and it was not":       func(c *counter, tickets []Ticket) { c.Failed("a", tickets) },
		"and it never will be": func(c *counter, tickets []Ticket) { c.Refused("a", &tickets[0], c.now) },
	} {
		t.Run(name, func(t *testing.T) {
			c := opened(t, policy(func(p *Policy) { p.CoolDown, p.MaxIncidents = 0, 1 }))
			c.get(looped("s", "warn"))
			trigger := c.sending("a")
			c.get(ended("s"))
			c.get(crossed("other", "1"))
			assert.Equal(t, 1, c.TakeCounts().Full, "its place is not free yet")
			answer(c, trigger)
			want := []string(nil)
			if name == "and it was taken" || name == "and nobody knows" {
				want = []string{"resolve GenAIToolLoop warning"}
			}
			assert.Equal(t, want, c.told("a"))
			c.Tick(c.now)
			assert.Empty(t, c.records)
		})
	}
}

// What may have been told is told again, and its end is told even if it was never known to be taken; the next process knows that, too.
func TestAnAnswerThatIsNotThere(t *testing.T) {
	p, kept := policy(), shelf{}
	c := opened(t, p)
	c.get(looped("again", "warn"), looped("over", "warn"))
	c.Unsure("a", c.sending("a"))
	kept.keep(c.Desk)
	c = kept.again(t, p, c.now)
	c.get(ended("over"))
	assert.Equal(t, []string{"trigger GenAIToolLoop warning", "resolve GenAIToolLoop warning"}, c.told("a"))
	c.get(ended("again"))
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("a"))
	c.later(time.Hour)
	c.Tick(c.now)
	assert.Empty(t, c.records)
}

func TestAnEndIsToldAsWhatWasTold(t *testing.T) {
	c := opened(t, policy())
	c.get(looped("s", "warn"))
	c.told("a")
	c.get(looped("s", "critical"), ended("s"))
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("a"), "nobody knows that it got worse")
}

func TestRenewals(t *testing.T) {
	c := opened(t, policy(func(p *Policy) { p.Destinations[0].Renew = time.Minute }))
	c.get(looped("s", "warn"))
	c.told("a")
	for range 3 {
		c.later(59 * time.Second)
		assert.Empty(t, c.told("a"))
		c.later(time.Second)
		assert.Equal(t, []string{"renew GenAIToolLoop warning"}, c.told("a"))
	}
	c.get(ended("s"))
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("a"))
	c.later(time.Hour)
	assert.Empty(t, c.told("a"))
}

// Where an incident lingers it is kept up after its end, and is no news when it begins again.
func TestAnEndThatIsToldLater(t *testing.T) {
	c := opened(t, policy(func(p *Policy) {
		p.Destinations = []Route{{Name: "a", Resolves: true}, {Name: "b", Resolves: true, Renew: time.Minute, Linger: 150 * time.Second}}
		p.MaxAge = 2 * time.Minute
	}))
	began := func() {
		c.get(looped("s", "warn"))
		c.told("a")
	}
	began()
	assert.Equal(t, []string{"trigger GenAIToolLoop warning"}, c.told("b"))
	c.later(time.Second)
	c.get(ended("s"))
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("a"), "others are told at once")
	assert.Empty(t, c.told("b"))
	_, wait := c.Next("b", 1, c.now)
	assert.Equal(t, c.now.Add(59*time.Second), wait)
	for range 2 {
		c.later(time.Minute)
		assert.Equal(t, []string{"renew GenAIToolLoop warning"}, c.told("b"))
	}
	began()
	assert.Empty(t, c.told("b"), "it knows")
	c.get(ended("s"))
	for range 2 {
		c.later(time.Minute)
		assert.Equal(t, []string{"renew GenAIToolLoop warning"}, c.told("b"))
	}
	c.later(29 * time.Second)
	assert.Empty(t, c.told("b"))
	c.later(time.Second)
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("b"), "that it waited until now makes it not old")
	c.later(time.Hour)
	assert.Empty(t, c.told("b"))
}
