package evaluation

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The promise: with 200 scores an hour, a fall of 0.05 in the mean (standard deviation
// 0.2) is reported within 12 h in at least 90 % of runs, with at most one false alarm in
// 30 days.
const (
	simulatedRuns = 1000
	scoresPerHour = 200
	hoursToReport = 12
	quietHours    = 30 * 24
	baseline      = 2500
)

// scores is a distribution to draw from, as a table of draws.
type scores []float64

func (s scores) draw(r *rand.Rand) float64 { return s[r.IntN(len(s))] }

// betaScores are draws of a beta distribution, which is how scores of a judge are
// spread over 0 to 1, with a mean and a standard deviation.
func betaScores(r *rand.Rand, mean, deviation float64) scores {
	total := mean*(1-mean)/(deviation*deviation) - 1
	table := make(scores, 1<<15)
	for i := range table {
		a, b := gamma(r, mean*total), gamma(r, (1-mean)*total)
		table[i] = a / (a + b)
	}
	return table
}

// gamma draws by Marsaglia and Tsang's method (ACM TOMS 26, 2000).
func gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := (1 + c*x) * (1 + c*x) * (1 + c*x)
		if v > 0 && math.Log(r.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// choiceScores are those of a judge with five choices, with the same mean and deviation.
// The shares are solved by hand: 0.75 and 0.70 with a variance of 0.04.
var (
	choicesBefore = choices(0.01, 0.04, 0.14, 0.56, 0.25)
	choicesAfter  = choices(0.01, 0.04, 0.26, 0.52, 0.17)
)

// choices are draws of 0, 0.25, 0.5, 0.75 and 1 in hundredths.
func choices(shares ...float64) scores {
	var table scores
	for i, share := range shares {
		for range int(math.Round(share * 100)) {
			table = append(table, float64(i)/4)
		}
	}
	return table
}

func meanAndDeviation(s scores) (mean, deviation float64) {
	for _, x := range s {
		mean += x / float64(len(s))
	}
	for _, x := range s {
		deviation += (x - mean) * (x - mean) / float64(len(s))
	}
	return mean, math.Sqrt(deviation)
}

// outcome is what came of one simulated run.
type outcome struct {
	falseAlarms int // in the quiet days
	reported    bool
	after       float64 // hours
}

// simulate learns, stays quiet for 30 days, and falls.
func simulate(r *rand.Rand, before, after scores) outcome {
	var w watched
	var latest Drift
	now := time.Unix(1_700_000_000, 0)
	add := func(from scores) Drift {
		if w.add(from.draw(r), baseline) {
			now = now.Add(batchSize * time.Hour / scoresPerHour)
			w.step(now, 24*time.Hour)
			latest = w.drift()
		}
		return latest
	}
	var o outcome
	for range baseline {
		add(before)
	}
	var alarm bool
	for range quietHours * scoresPerHour {
		found := add(before).Found()
		if found && !alarm {
			o.falseAlarms++
		}
		alarm = found
	}
	if alarm {
		return o // it is not the fall that would be found
	}
	for i := range hoursToReport * scoresPerHour {
		if d := add(after); d.EWMA <= -1 || d.CUSUM <= -1 {
			o.reported, o.after = true, float64(i+1)/scoresPerHour
			return o
		}
	}
	return o
}

func TestAFallIsReportedAndQuietDaysAreQuiet(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 2026))
	runs := simulatedRuns
	if testing.Short() {
		runs = 100
	}
	for name, test := range map[string]struct{ before, after scores }{
		"scores from 0 to 1": {betaScores(r, 0.75, 0.2), betaScores(r, 0.70, 0.2)},
		"five choices":       {choicesBefore, choicesAfter},
	} {
		t.Run(name, func(t *testing.T) {
			meanBefore, deviationBefore := meanAndDeviation(test.before)
			meanAfter, deviationAfter := meanAndDeviation(test.after)
			require.InDelta(t, 0.05, meanBefore-meanAfter, 0.005)
			require.InDelta(t, 0.2, deviationBefore, 0.012)
			require.InDelta(t, 0.2, deviationAfter, 0.012)

			var reported, alarms, loud int
			var hours float64
			for run := range runs {
				o := simulate(rand.New(rand.NewPCG(uint64(run), 6)), test.before, test.after)
				alarms += o.falseAlarms
				if o.falseAlarms > 1 {
					loud++
				}
				if o.reported {
					reported++
					hours += o.after
				}
			}
			share := float64(reported) / float64(runs)
			t.Logf("mean %.3f (sd %.3f) to %.3f (sd %.3f), %d scores an hour, %d runs", meanBefore, deviationBefore, meanAfter, deviationAfter, scoresPerHour, runs)
			t.Logf("reported within %d h: %.1f %%, after %.1f h on average", hoursToReport, 100*share, hours/float64(reported))
			t.Logf("false alarms in 30 days: %.3f per run, more than one in %.1f %% of runs", float64(alarms)/float64(runs), 100*float64(loud)/float64(runs))
			assert.GreaterOrEqual(t, share, 0.9)
			assert.LessOrEqual(t, float64(alarms)/float64(runs), 0.1)
			assert.LessOrEqual(t, float64(loud)/float64(runs), 0.01, "runs with more than one false alarm")
		})
	}
}
