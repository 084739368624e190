package session_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// verdict is a score on a session.
func verdict(id string, outcome session.Outcome, weight int) session.Posting {
	return session.Posting{Kind: session.Score, Session: id, Service: "judge", Agent: "judge", Verdict: session.NewVerdict(outcome, weight)}
}

// outcomes are how many ended how and what they cost.
func (f *fixture) outcomes() map[string]string {
	f.t.Helper()
	all := map[string]string{}
	for _, o := range f.Report(f.now).Outcomes {
		all[fmt.Sprintf("%s %s/%s", o.Outcome, o.Service, o.Agent)] = fmt.Sprintf("%d for %d", o.Sessions, o.Cost)
	}
	return all
}

func TestOutcomesAreThoseOfAWeek(t *testing.T) {
	f := newFixture(t, session.Config{})
	f.post(f.call("a", 1*usd))
	f.End(f.now, session.Key{Session: "a"})
	f.pass(6 * 24 * time.Hour)
	f.post(f.call("b", 2*usd), verdict("b", session.OutcomeSuccess, 5))
	f.End(f.now, session.Key{Session: "b"})
	assert.Equal(t, map[string]string{"unknown shop/helper": "1 for 1000000000", "success shop/helper": "1 for 2000000000"}, f.outcomes())
	f.pass(25 * time.Hour)
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 2000000000"}, f.outcomes(), "the first is a week ago")
	f.post(verdict("a", session.OutcomeFailed, 5))
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 2000000000"}, f.outcomes(), "and what is said of it now comes too late")
	f.pass(7 * 24 * time.Hour)
	assert.Empty(t, f.outcomes())
}

func TestALateCallIsPartOfWhatASessionCost(t *testing.T) {
	f := newFixture(t, session.Config{})
	f.post(f.call("a", 1*usd), verdict("a", session.OutcomeSuccess, 5))
	f.End(f.now, session.Key{Session: "a"})
	late := f.call("a", 2*usd)
	late.Weight = 3 // it stands for three
	f.post(late)
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 7000000000"}, f.outcomes())

	f.pass(48 * time.Hour) // it comes back, and ends again
	f.post(f.call("a", 1*usd))
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 8000000000"}, f.outcomes())
	f.End(f.now, session.Key{Session: "a"})
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 8000000000"}, f.outcomes(), "once")
	f.pass(6 * 24 * time.Hour)
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 8000000000"}, f.outcomes(), "as of its last end")
}

func TestASessionOfTurnsAloneCounts(t *testing.T) {
	f := newFixture(t, session.Config{})
	turn := f.call("a", 0)
	turn.Kind = session.Turn
	f.post(turn, verdict("a", session.OutcomeSuccess, 5), verdict("unseen", session.OutcomeSuccess, 5))
	f.End(f.now, session.Key{Session: "a"})
	f.End(f.now, session.Key{Session: "unseen"})
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 0"}, f.outcomes())
}

func TestATurnThatFailsLate(t *testing.T) {
	f := newFixture(t, session.Config{})
	f.post(f.call("a", 1*usd))
	f.End(f.now, session.Key{Session: "a"})
	turn := f.call("a", 0)
	turn.Kind, turn.Failed = session.Turn, true
	f.post(turn)
	assert.Equal(t, map[string]string{"failed shop/helper": "1 for 1000000000"}, f.outcomes(), "roots come last")
}

func TestATraceThatTurnsOutToBeASessionCountsOnce(t *testing.T) {
	f := newFixture(t, session.Config{})
	f.post(in(f.call("", 1*usd), 7), session.Posting{Kind: session.Score, Trace: trace(7), Verdict: session.NewVerdict(session.OutcomeFailed, 9)})
	f.pass(25 * time.Hour) // it expired
	assert.Equal(t, map[string]string{"failed shop/helper": "1 for 1000000000"}, f.outcomes())
	f.post(session.Posting{Kind: session.Score, Trace: trace(7), Verdict: session.NewVerdict(session.OutcomeSuccess, 9)})
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 1000000000"}, f.outcomes(), "by its trace alone")
	f.post(in(f.call("a", 2*usd), 7)) // a record of the same trace tells the session
	assert.Empty(t, f.outcomes(), "it is part of one that goes on")
	f.End(f.now, session.Key{Session: "a"})
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 3000000000"}, f.outcomes())
}

func TestAScoreDoesNotKeepASessionAlive(t *testing.T) {
	f := newFixture(t, session.Config{})
	f.post(f.call("a", 1*usd))
	for range 30 {
		f.pass(time.Hour)
		f.post(verdict("a", session.OutcomeSuccess, 5))
	}
	assert.Len(t, f.events(session.Ended), 1)
	assert.Equal(t, "success", f.events(session.Ended)[0].Summary.Outcome)
	assert.Equal(t, session.Gone, f.view("a").Status)
	receipts := f.post(verdict("a", session.OutcomeFailed, 5), session.Posting{Kind: session.Score, Trace: trace(99), Verdict: session.NewVerdict(session.OutcomeFailed, 5)})
	assert.Equal(t, 1*usd, receipts[0].Cost, "a record is stamped with what is remembered")
	assert.Equal(t, session.NoSession, receipts[1].Note, "of a trace that nobody knows")
	assert.Equal(t, map[string]string{"failed shop/helper": "1 for 1000000000"}, f.outcomes())
}

func TestAScoreDoesNotSayWhoseATraceIs(t *testing.T) {
	f := newFixture(t, session.Config{})
	f.post(in(f.call("", 1*usd), 7))
	forged := verdict("mine", session.OutcomeSuccess, 31)
	forged.Trace = trace(7)
	f.post(forged)
	assert.Zero(t, f.spent("mine"))
	assert.Equal(t, 1*usd, f.spent(fmt.Sprintf("trace:%032x", 7)))
}

func TestOutcomesAreBounded(t *testing.T) {
	f := newFixture(t, session.Config{MaxOutcomes: 3})
	for n := range 10 {
		id := fmt.Sprint("s", n)
		call := f.call(id, 1*usd)
		call.Service = id
		f.post(call)
		f.End(f.now, session.Key{Session: id})
	}
	assert.Equal(t, "7 for 7000000000", f.outcomes()["unknown __overflow__/__overflow__"])
	assert.Len(t, f.outcomes(), 4)
	f.post(verdict("s9", session.OutcomeSuccess, 5))
	assert.Equal(t, "6 for 6000000000", f.outcomes()["unknown __overflow__/__overflow__"])
	assert.Equal(t, "1 for 1000000000", f.outcomes()["success __overflow__/__overflow__"])
}

func TestAClockThatIsSetRightTakesOutcomesWithIt(t *testing.T) {
	f := newFixture(t, session.Config{})
	right := f.now
	f.now = f.now.Add(10 * 365 * 24 * time.Hour)
	f.post(f.call("a", 1*usd))
	f.End(f.now, session.Key{Session: "a"})
	f.now = right
	f.pass(time.Hour)
	assert.Equal(t, map[string]string{"unknown shop/helper": "1 for 1000000000"}, f.outcomes())
	f.post(verdict("a", session.OutcomeSuccess, 5))
	assert.Equal(t, map[string]string{"success shop/helper": "1 for 1000000000"}, f.outcomes())
	f.pass(8 * 24 * time.Hour)
	assert.Empty(t, f.outcomes())
}

func TestSuspectsOfASessionThatEndsBadly(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(f *fixture)
		told bool
	}{
		"its turn fails": {func(f *fixture) {
			turn := f.call("a", 0)
			turn.Kind, turn.Failed, turn.Parent = session.Turn, true, session.SpanID{}
			f.post(turn)
		}, true},
		"a subagent fails": {func(f *fixture) {
			turn := f.call("a", 0)
			turn.Kind, turn.Failed, turn.Lane, turn.Parent = session.Turn, true, "sub", span(9)
			f.post(turn)
		}, false},
		"somebody says so":         {func(f *fixture) { f.post(verdict("a", session.OutcomeFailed, 31)) }, true},
		"somebody says it is well": {func(f *fixture) { f.post(verdict("a", session.OutcomeSuccess, 31)) }, false},
		"it ends":                  {func(f *fixture) { f.End(f.now, session.Key{Session: "a"}) }, false},
		"it ends as failed": {func(f *fixture) {
			f.post(session.Posting{Kind: session.End, Session: "a", Verdict: session.NewVerdict(session.OutcomeFailed, 1)})
		}, true},
		"nobody is heard of again": {func(f *fixture) { f.pass(25 * time.Hour) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, session.Config{})
			odd := f.call("a", 0)
			odd.Kind, odd.Tool, odd.Odd = session.Tool, "search", true
			well := f.call("a", 0)
			well.Kind, well.Tool = session.Tool, "book"
			f.post(odd, well)
			c.end(f)
			events := f.events(session.ToolCascade)
			if !c.told {
				assert.Empty(t, events)
				return
			}
			require.Len(t, events, 1)
			assert.Equal(t, session.Cascade{Tool: "search", Distance: 2, Trace: odd.Trace, Span: odd.Span}, *events[0].Cascade)
			f.End(f.now, session.Key{Session: "a"})
			assert.Len(t, f.events(session.ToolCascade), 1, "once")
		})
	}
}

func TestVerdictsAndOutcomesHaveNames(t *testing.T) {
	for _, name := range []string{"unknown", "success", "failed", "abandoned", "stopped"} {
		outcome, ok := session.ParseOutcome(name)
		assert.True(t, ok)
		assert.Equal(t, name, outcome.String())
		v := session.NewVerdict(outcome, 31)
		assert.Equal(t, outcome, v.Outcome())
		assert.Equal(t, 31, v.Weight())
	}
	_, ok := session.ParseOutcome("fine")
	assert.False(t, ok)
	assert.Equal(t, 1, session.NewVerdict(session.OutcomeFailed, -4).Weight())
	assert.Equal(t, session.MaxWeight, session.NewVerdict(session.OutcomeFailed, 99).Weight())
}
