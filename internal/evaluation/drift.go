package evaluation

import (
	"math"
	"time"
)

// Scores are looked at in batches: the mean of 50 is all but normal however they are
// spread, and of one at a time an evaluator that answers yes or no tells nothing.
const batchSize = 50

// The chart of both statistics, in standard deviations of a batch. ADR 012 has the
// reckoning, and a test what comes of it.
const (
	ewmaWeight  = 0.05 // of the latest batch
	ewmaLimit   = 9.0  // times its own deviation
	cusumSlack  = 1.0  // a move that is not counted
	cusumLimit  = 13.0 // counted moves that are a drift
	cusumMost   = 1.5  // times the limit: what comes back must not take days to be seen
	leastSpread = 0.05 // of single scores: one that was always 1 may be 0 once
)

// Drift is how far the scores of one evaluator moved from where they were. Both
// statistics are in units of their alarm: beyond -1 scores fell, beyond 1 they rose.
type Drift struct {
	EWMA  float64 // how far the recent mean is away
	CUSUM float64 // how much has added up, at most 1.5
}

// Found reports whether the scores moved.
func (d Drift) Found() bool {
	return math.Abs(d.EWMA) >= 1 || math.Abs(d.CUSUM) >= 1
}

// moments are count, sum and sum of squares of values between 0 and 1.
type moments struct {
	n          int
	sum, sumSq float64
}

func (m *moments) add(x float64) {
	m.n++
	m.sum += x
	m.sumSq += x * x
}

func (m *moments) mean() float64 { return m.sum / float64(m.n) }

// deviation is the standard deviation of the values.
func (m *moments) deviation() float64 {
	if m.n < 2 {
		return 0
	}
	n := float64(m.n)
	return math.Sqrt(max(0, (m.sumSq-m.sum*m.sum/n)/(n-1)))
}

// detector watches the scores of one evaluator. It learns where they are from the
// first ones, and from then on compares with that.
type detector struct {
	began           time.Time
	scores, batches moments // while it learns
	batch           moments

	learned         bool
	mean, deviation float64 // of batches
	ewmaAlarm       float64 // distance

	ewma     float64
	up, down float64
}

// baseline is what is learned from: so many scores, and all that come within a time. What
// was learned by night alone is no measure of the day.
type baseline struct {
	scores int
	time   time.Duration
}

// add takes a score between 0 and 1 and reports whether it completed a batch.
func (d *detector) add(score float64, from baseline, now time.Time) bool {
	if d.began.IsZero() {
		d.began = now
	}
	d.batch.add(score)
	if !d.learned {
		d.scores.add(score)
	}
	if d.batch.n < batchSize {
		return false
	}
	mean := d.batch.mean()
	d.batch = moments{}
	if d.learned {
		d.compare(mean)
		return true
	}
	d.batches.add(mean)
	if d.scores.n >= from.scores && now.Sub(d.began) >= from.time {
		d.learn()
	}
	return true
}

// learn ends the learning. Batches vary by the spread of their scores, and by more
// where scores of one hour are alike: what is greater counts. The limit of the EWMA
// allows for the error of the mean that was learned.
func (d *detector) learn() {
	d.learned = true
	d.mean = d.scores.mean()
	spread := max(d.scores.deviation(), leastSpread) / math.Sqrt(batchSize)
	d.deviation = max(spread, d.batches.deviation())
	d.ewmaAlarm = ewmaLimit * d.deviation * math.Sqrt(ewmaWeight/(2-ewmaWeight)+1/float64(d.batches.n))
	d.ewma = d.mean
}

func (d *detector) compare(mean float64) {
	d.ewma += ewmaWeight * (mean - d.ewma)
	moved := (mean - d.mean) / d.deviation
	const most = cusumMost * cusumLimit
	d.up = min(most, max(0, d.up+moved-cusumSlack))
	d.down = min(most, max(0, d.down-moved-cusumSlack))
}

// drift is zero while it learns.
func (d *detector) drift() Drift {
	if !d.learned {
		return Drift{}
	}
	found := Drift{EWMA: (d.ewma - d.mean) / d.ewmaAlarm, CUSUM: d.up / cusumLimit}
	if d.down > d.up {
		found.CUSUM = -d.down / cusumLimit
	}
	return found
}
