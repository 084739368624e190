package play_test

import (
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/play"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/testdata/traffic"
)

var began = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func embedded(t *testing.T) play.Timeline {
	t.Helper()
	script, err := recording.ReadScript(traffic.Files)
	require.NoError(t, err)
	return play.Timeline{Recorded: recording.Sessions(traffic.Files), Script: script, Sessions: 10, Lanes: 4, Seed: 1}
}

// short is a recording of sessions of one call each, of so many seconds.
func short(lengths ...float64) iter.Seq2[recording.Session, error] {
	return func(yield func(recording.Session, error) bool) {
		for i, seconds := range lengths {
			id := string(rune('a' + i))
			call := recording.Call{Session: id, Model: "m", Served: &seconds, Stop: "end_turn"}
			if !yield(recording.Session{ID: id, Calls: []recording.Call{call}}, nil) {
				return
			}
		}
	}
}

func events(t *testing.T, timeline play.Timeline) []play.Event {
	t.Helper()
	var all []play.Event
	for event, err := range timeline.Events(began) {
		require.NoError(t, err)
		all = append(all, event)
	}
	return all
}

func TestTheNextSessionBeginsWhenALaneIsFree(t *testing.T) {
	timeline := embedded(t)
	timeline.Recorded = short(100, 20, 30)
	timeline.Sessions, timeline.Lanes = 4, 2

	outline, err := timeline.Outline()
	require.NoError(t, err)
	// Lane 0: a from 0 to 100, then d (which is a again). Lane 1: b from 5 to 25, c to 55, and it is free for d at 55.
	assert.Equal(t, play.Outline{Sessions: 4, Calls: 4, Spans: 8, Length: 155 * time.Second}, outline)

	var ends []time.Duration
	sessions := map[string]time.Time{}
	for _, event := range events(t, timeline) {
		sessions[event.Session.ID] = event.Session.Began
		if event.Last {
			ends = append(ends, event.Due)
		}
	}
	assert.Equal(t, []time.Duration{25 * time.Second, 55 * time.Second, 100 * time.Second, 155 * time.Second}, ends)
	assert.Len(t, sessions, 4, "a session that is played again is another one")
}

func TestEventsAreWhatTheOutlineSays(t *testing.T) {
	timeline := embedded(t)
	timeline.Sessions = 80 // more than are recorded
	outline, err := timeline.Outline()
	require.NoError(t, err)

	var calls, ended int
	var last time.Duration
	all := events(t, timeline)
	open := map[string]bool{}
	for _, event := range all {
		require.GreaterOrEqual(t, event.Due, last, "in order of time")
		last = event.Due
		open[event.Session.ID] = true
		require.LessOrEqual(t, len(open), 4, "sessions open at a time")
		if event.Last {
			delete(open, event.Session.ID)
			ended++
		}
		if event.Span.Kind == plan.Chat {
			calls++
		}
		ends := event.Session.Began.Add(event.Span.End).Sub(began)
		require.Equal(t, event.Due, ends, "a span is due when it ended")
	}
	assert.Empty(t, open)
	assert.Equal(t, play.Outline{Sessions: ended, Calls: calls, Spans: len(all), Length: last}, outline)
	assert.Equal(t, 80, ended)
}

func TestTheSameTimelineTwice(t *testing.T) {
	timeline := embedded(t)
	timeline.Shuffle = true
	once, again := ids(events(t, timeline)), ids(events(t, timeline))
	assert.Equal(t, once, again)
}

func TestShuffledSessionsHaveTheSameSpansInAnotherOrder(t *testing.T) {
	timeline := embedded(t)
	ordered := ids(events(t, timeline))
	timeline.Shuffle = true
	shuffled := ids(events(t, timeline))
	assert.NotEqual(t, ordered, shuffled)
	assert.ElementsMatch(t, ordered, shuffled)
}

func TestAnotherSeedShufflesOtherwise(t *testing.T) {
	order := func(seed uint64) []time.Duration {
		timeline := embedded(t)
		timeline.Sessions, timeline.Shuffle, timeline.Seed = 1, true, seed
		var ends []time.Duration
		for _, event := range events(t, timeline) {
			ends = append(ends, event.Span.End)
		}
		return ends
	}
	assert.NotEqual(t, order(1), order(2))
}

func ids(events []play.Event) [][8]byte {
	var all [][8]byte
	for _, event := range events {
		all = append(all, event.Span.ID)
	}
	return all
}

func TestATimelineWithoutSessions(t *testing.T) {
	timeline := embedded(t)
	timeline.Recorded = short()
	_, err := timeline.Outline()
	require.EqualError(t, err, "the recording has no sessions")
	for _, err := range timeline.Events(began) {
		require.EqualError(t, err, "round 1: the recording has no sessions")
	}
}

func TestARecordingThatCannotBeRead(t *testing.T) {
	broken := errors.New("broken")
	timeline := embedded(t)
	timeline.Recorded = func(yield func(recording.Session, error) bool) { yield(recording.Session{}, broken) }
	_, err := timeline.Outline()
	require.ErrorIs(t, err, broken)
	for _, err := range timeline.Events(began) {
		require.ErrorIs(t, err, broken)
	}
}
