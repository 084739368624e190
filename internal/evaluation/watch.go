package evaluation

import (
	"strings"
	"sync"
	"time"
)

// Series is what drifts: one evaluator's scores of one service. Versions of the service
// are one series, so that a release that answers worse is seen.
type Series struct {
	Service, Namespace, Environment string
	Name, Evaluator                 string
}

// WatchSettings bounds a [Watch].
type WatchSettings struct {
	// Max is how many series are watched.
	Max int
	// Baseline is how many scores are learned from before anything is found, and
	// BaselineTime for how long at least.
	Baseline     int
	BaselineTime time.Duration
	// RelearnAfter is for how long a drift is reported. After that, what was a drift
	// is how things are, and is learned.
	RelearnAfter time.Duration
	// ForgetAfter is how long a series without scores keeps its place when there is no room.
	ForgetAfter time.Duration
}

// Watch looks for drift in the scores of every series. It is safe for concurrent use.
type Watch struct {
	settings WatchSettings

	mu      sync.Mutex
	watched map[Series]*watched
	swept   time.Time
}

// watched is one series.
type watched struct {
	detector
	version string    // of the evaluator
	known   bool      // its drift was told before
	latest  time.Time // score
	since   time.Time // of the drift; zero where there is none
}

// NewWatch returns a watch over nothing yet.
func NewWatch(settings WatchSettings) *Watch {
	return &Watch{settings: settings, watched: make(map[Series]*watched)}
}

// Reading is what a [Watch] knows of a series.
type Reading struct {
	Drift
	// Known is false until the first baseline is learned.
	Known bool
	// Refused says that there was no room to watch the series.
	Refused bool
}

// Add takes a score between 0 and 1 and says how far the series has moved. Another
// version of the evaluator is another yardstick: it is learned anew.
func (w *Watch) Add(series Series, version string, score float64, now time.Time) Reading {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.find(series, now)
	if s == nil {
		return Reading{Refused: true}
	}
	s.latest = now
	if version != "" && s.version != version {
		s.detector, s.since = detector{}, time.Time{}
		s.version = strings.Clone(version)
	}
	if s.add(score, baseline{w.settings.Baseline, w.settings.BaselineTime}, now) {
		s.step(now, w.settings.RelearnAfter)
	}
	s.known = s.known || s.learned
	return Reading{Drift: s.drift(), Known: s.known}
}

// step looks at a complete batch.
func (s *watched) step(now time.Time, relearnAfter time.Duration) {
	switch {
	case !s.drift().Found():
		s.since = time.Time{}
	case s.since.IsZero():
		s.since = now
	case now.Sub(s.since) >= relearnAfter:
		s.detector, s.since = detector{}, time.Time{}
	}
}

// find makes room where it can. It gives nil where there is none.
func (w *Watch) find(series Series, now time.Time) *watched {
	if s, ok := w.watched[series]; ok {
		return s
	}
	if len(w.watched) >= w.settings.Max {
		w.sweep(now)
	}
	if len(w.watched) >= w.settings.Max {
		return nil
	}
	s := new(watched)
	w.watched[series.clone()] = s
	return s
}

// sweepEvery is how often what is full looks for room: the look is at everything in it.
const sweepEvery = time.Minute

func (w *Watch) sweep(now time.Time) {
	if now.Sub(w.swept) < sweepEvery {
		return
	}
	w.swept = now
	for series, s := range w.watched {
		if now.Sub(s.latest) >= w.settings.ForgetAfter {
			delete(w.watched, series)
		}
	}
}

// clone copies the strings, which belong to a batch.
func (s Series) clone() Series {
	return Series{
		Service: strings.Clone(s.Service), Namespace: strings.Clone(s.Namespace), Environment: strings.Clone(s.Environment),
		Name: strings.Clone(s.Name), Evaluator: strings.Clone(s.Evaluator),
	}
}

// Len is how many series are watched.
func (w *Watch) Len() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.watched)
}
