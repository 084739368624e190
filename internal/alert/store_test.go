package alert

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shelf is a store in memory.
type shelf map[string][]byte

func (s shelf) keep(d *Desk) {
	for _, change := range d.Changes() {
		if change.Value == nil {
			delete(s, change.Key)
		} else {
			s[change.Key] = change.Value
		}
	}
	d.Stored()
}

func (s shelf) read(keys []string) ([][]byte, error) {
	values := make([][]byte, len(keys))
	for i, key := range keys {
		values[i] = s[key]
	}
	return values, nil
}

// again is the desk of a process that comes after one that was killed.
func (s shelf) again(t *testing.T, p *Policy, now time.Time) *counter {
	t.Helper()
	c := opened(t, p)
	require.NoError(t, c.Restore(s.read))
	c.now = now
	c.events = 1000
	return c
}

func TestADeskIsReadBackAsItWas(t *testing.T) {
	p := policy(func(p *Policy) {
		p.MaxPerMinute = 4
		p.Destinations = []Route{{Name: "a", Resolves: true}, {Name: "b", Resolves: true, Renew: time.Minute}}
	})
	kept := shelf{}
	c := opened(t, p)
	c.get(looped("told", "warn"), looped("over", "warn"))
	c.told("a")
	c.told("b")
	first := crossed("untold", "0.8")
	first.ID = "first"
	c.get(first, ended("over"))
	for i := range 4 {
		c.get(looped("many"+strconv.Itoa(i), "warn"))
	}
	kept.keep(c.Desk)
	assert.Empty(t, c.Changes(), "all is stored")

	again := kept.again(t, p, c.now)
	again.get(first)
	assert.Equal(t, 1, again.TakeCounts().Duplicates)
	for _, destination := range []string{"a", "b"} {
		want := c.told(destination)
		assert.Contains(t, want, "resolve GenAIToolLoop warning")
		assert.Equal(t, want, again.told(destination))
	}
	again.later(time.Minute)
	assert.Equal(t, []string{"trigger GenAIAlertsSuppressed warning"}, again.told("a"), "what was held back is still known")
	assert.Contains(t, again.told("b"), "renew GenAIToolLoop warning")
	again.get(ended("told"), ended("untold"))
	assert.Equal(t, []string{"resolve GenAIToolLoop warning", "resolve GenAISessionOverBudget warning"}, again.told("a"))
}

// However many come and go, there are no more values than incidents at once.
func TestPlacesAreUsedAgain(t *testing.T) {
	p := policy(func(p *Policy) { p.CoolDown = 0; p.MaxEvents = 64 })
	kept := shelf{}
	c := opened(t, p)
	for i := range 500 {
		session := strconv.Itoa(i)
		c.get(looped(session, "warn"))
		c.told("a")
		c.get(ended(session))
		c.told("a")
		c.later(time.Second)
		kept.keep(c.Desk)
		if i%100 == 99 {
			c = kept.again(t, p, c.now)
			c.events = 10_000 * i
		}
	}
	assert.LessOrEqual(t, len(kept), 2+1+len(c.seen.pages))
}

func TestOnlyWhatChangedIsStored(t *testing.T) {
	c := opened(t, policy())
	for i := range 100 {
		c.get(looped(strconv.Itoa(i), "warn"))
	}
	c.Stored()
	c.get(looped("7", "critical"))
	var keys []string
	for _, change := range c.Changes() {
		keys = append(keys, change.Key)
	}
	assert.Equal(t, []string{"event/00000001", "head", "incident/00000007"}, keys)
	assert.NotEmpty(t, c.Changes(), "until it is stored")
}

func TestADestinationThatIsNoMoreHoldsNothing(t *testing.T) {
	kept := shelf{}
	c := opened(t, policy(func(p *Policy) { p.Destinations = append(p.Destinations, Route{Name: "gone", Resolves: true}) }))
	c.get(looped("s", "warn"))
	c.told("a")
	c.told("gone")
	kept.keep(c.Desk)
	again := kept.again(t, policy(func(p *Policy) { p.Destinations = append(p.Destinations, Route{Name: "new"}) }), c.now)
	assert.Empty(t, again.told("new"), "it was not asked to tell of the past")
	again.get(ended("s"))
	again.told("a")
	again.later(time.Hour)
	again.Tick(again.now)
	assert.Empty(t, again.records)
}

func TestWhatIsDamagedIsLeft(t *testing.T) {
	kept := shelf{}
	c := opened(t, policy())
	c.get(looped("s1", "warn"), looped("s2", "warn"))
	kept.keep(c.Desk)
	kept["incident/00000000"] = kept["incident/00000000"][:40]
	kept["event/00000000"] = []byte("{")
	again := kept.again(t, policy(), c.now)
	assert.Len(t, again.told("a"), 1)
	assert.Equal(t, 2, again.TakeCounts().Lost)

	kept["head"] = []byte(`{"version": 2}`)
	require.ErrorContains(t, opened(t, policy()).Restore(kept.read), "version 2, not 1")
	kept["head"] = []byte(`nonsense`)
	empty := kept.again(t, policy(), c.now)
	assert.Empty(t, empty.told("a"))
	assert.Equal(t, 1, empty.TakeCounts().Lost)
	trouble := errors.New("trouble")
	require.ErrorIs(t, opened(t, policy()).Restore(func([]string) ([][]byte, error) { return nil, trouble }), trouble)
}

// What is stored is read by the next version, so its names stay.
func TestTheFormat(t *testing.T) {
	c := opened(t, policy())
	c.get(crossed("s", "1"))
	c.told("a")
	kept := shelf{}
	kept.keep(c.Desk)
	var stored map[string]any
	require.NoError(t, json.Unmarshal(kept["incident/00000000"], &stored))
	delete(stored, "incident")
	budget := digest("genai.budget.name", "session", "session.id", "s")
	assert.Equal(t, map[string]any{
		"id": "budget/" + budget, "revision": 1.0, "changed": "2026-11-20T12:00:00Z", "opened": 1.0, "until": "2026-11-21T12:00:00Z",
		"members": map[string]any{"budget/" + budget: map[string]any{
			"session": digest("genai.tenant", "", "session.id", "s"), "budget": budget, "threshold": 1.0,
		}},
		"deliveries": map[string]any{"a": map[string]any{
			"told": map[string]any{"name": "GenAISessionOverBudget", "severity": 4.0}, "revision": 1.0, "at": "2026-11-20T12:00:00Z",
		}},
	}, stored)
	assert.JSONEq(t, `{"version":1,"places":1,"pages":17,"opened":1,"storm":{}}`, string(kept["head"]))
	assert.JSONEq(t, `{"number":0,"ids":["event-1"]}`, string(kept["event/00000000"]))
}
