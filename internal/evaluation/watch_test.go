package evaluation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation"
)

var (
	settings = evaluation.WatchSettings{Max: 2, Baseline: 500, RelearnAfter: time.Hour, ForgetAfter: 24 * time.Hour}
	started  = time.Unix(1_700_000_000, 0)
	answers  = evaluation.Series{Service: "shop", Name: "answers", Evaluator: "judge"}
)

// feed adds n scores that alternate around a mean, and gives the last reading.
func feed(w *evaluation.Watch, series evaluation.Series, version string, mean float64, n int, now time.Time) evaluation.Reading {
	var r evaluation.Reading
	for i := range n {
		r = w.Add(series, version, mean+0.2*float64(i%2)-0.1, now)
	}
	return r
}

func TestNothingIsKnownBeforeItIsLearned(t *testing.T) {
	w := evaluation.NewWatch(settings)
	assert.Equal(t, evaluation.Reading{}, feed(w, answers, "", 0.8, 499, started))
	assert.Equal(t, evaluation.Reading{Known: true}, feed(w, answers, "", 0.8, 1, started))
	assert.InDelta(t, 0, feed(w, answers, "", 0.8, 5000, started).EWMA, 0.02, "what was learned is how it is")
}

// A deviation of 0.1 (0.1001 of 500) and batches of 50: one of 0.05 less is 3.53 deviations lower, of
// which 2.53 count, and six of them are more than 13.
func TestAFallIsNegativeAndARisePositive(t *testing.T) {
	for name, test := range map[string]struct{ move, sign float64 }{"fall": {-0.05, -1}, "rise": {0.05, 1}} {
		t.Run(name, func(t *testing.T) {
			w := evaluation.NewWatch(settings)
			feed(w, answers, "", 0.8, 500, started)
			assert.False(t, feed(w, answers, "", 0.8+test.move, 250, started).Found(), "five batches may be chance")
			r := feed(w, answers, "", 0.8+test.move, 50, started)
			assert.True(t, r.Found())
			assert.InDelta(t, test.sign*6*2.53/13, r.CUSUM, 0.01)
			// 9 deviations of the EWMA: 0.05*(1-0.95^6) over 9*0.01416*sqrt(0.05/1.95+1/10).
			assert.InDelta(t, test.sign*0.05*0.2649/(9*0.01416*0.3544), r.EWMA, 0.01)
			assert.InDelta(t, test.sign*1.5, feed(w, answers, "", 0.8+test.move, 5000, started).CUSUM, 1e-9, "it stays at one and a half times the alarm")
			assert.False(t, feed(w, answers, "", 0.8, 2000, started).Found(), "what comes back is seen")
		})
	}
}

// What was learned by night alone is no measure of the day.
func TestADayIsLearnedWhole(t *testing.T) {
	settings := settings
	settings.BaselineTime = 24 * time.Hour
	w := evaluation.NewWatch(settings)
	assert.Equal(t, evaluation.Reading{}, feed(w, answers, "", 0.7, 1000, started))
	assert.Equal(t, evaluation.Reading{}, feed(w, answers, "", 0.9, 1000, started.Add(24*time.Hour-1)))
	assert.Equal(t, evaluation.Reading{Known: true}, feed(w, answers, "", 0.9, 50, started.Add(24*time.Hour)))
	assert.InDelta(t, 0, feed(w, answers, "", 0.8, 1000, started.Add(25*time.Hour)).EWMA, 0.05)
}

// What was a drift for long enough is how things are.
func TestANewLevelIsLearned(t *testing.T) {
	w := evaluation.NewWatch(settings)
	feed(w, answers, "", 0.8, 500, started)
	assert.True(t, feed(w, answers, "", 0.6, 500, started).Found())
	assert.True(t, feed(w, answers, "", 0.6, 50, started.Add(59*time.Minute)).Found())
	r := feed(w, answers, "", 0.6, 50, started.Add(time.Hour))
	assert.Equal(t, evaluation.Reading{Known: true}, r, "while it learns it says that nothing moves")
	feed(w, answers, "", 0.6, 500, started.Add(time.Hour))
	assert.False(t, feed(w, answers, "", 0.6, 500, started.Add(time.Hour)).Found())
	assert.True(t, feed(w, answers, "", 0.8, 500, started.Add(time.Hour)).Found())
}

func TestAnotherVersionOfTheEvaluatorIsNoDrift(t *testing.T) {
	w := evaluation.NewWatch(settings)
	feed(w, answers, "1", 0.8, 500, started)
	assert.False(t, feed(w, answers, "2", 0.5, 1000, started).Found())
	assert.True(t, feed(w, answers, "2", 0.8, 500, started).Found(), "it has a baseline of its own")
}

// An evaluator that was never wrong may be wrong once.
func TestOneMissOfAPerfectEvaluatorIsNoDrift(t *testing.T) {
	w := evaluation.NewWatch(settings)
	for range 1000 {
		w.Add(answers, "", 1, started)
	}
	var r evaluation.Reading
	for i := range 500 {
		score := 1.0
		if i == 10 {
			score = 0
		}
		r = w.Add(answers, "", score, started)
		assert.False(t, r.Found())
	}
	for range 100 {
		r = w.Add(answers, "", 0, started)
	}
	assert.True(t, r.Found())
}

func TestEvaluatorsAndServicesAreWatchedApart(t *testing.T) {
	w := evaluation.NewWatch(settings)
	other := answers
	other.Evaluator = "people"
	feed(w, answers, "", 0.9, 500, started)
	feed(w, other, "", 0.3, 500, started)
	assert.False(t, feed(w, answers, "", 0.9, 500, started).Found())
	assert.False(t, feed(w, other, "", 0.3, 500, started).Found())
}

func TestTheWatchIsBounded(t *testing.T) {
	w := evaluation.NewWatch(settings)
	series := func(service string) evaluation.Series { return evaluation.Series{Service: service} }
	w.Add(series("a"), "", 1, started)
	w.Add(series("b"), "", 1, started.Add(12*time.Hour))
	assert.True(t, w.Add(series("c"), "", 1, started.Add(23*time.Hour)).Refused)
	assert.Equal(t, 2, w.Len())
	assert.False(t, w.Add(series("c"), "", 1, started.Add(24*time.Hour)).Refused, "a has not been heard of for a day")
	assert.True(t, w.Add(series("a"), "", 1, started.Add(24*time.Hour)).Refused)
	assert.Equal(t, 2, w.Len())
}
