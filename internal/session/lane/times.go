package lane

import "time"

// Latencies are four meanings of how long a session took. Only Busy and Model say
// something of the models' speed; Wall is mostly people thinking.
type Latencies struct {
	Wall   time.Duration // from the first start to the last end
	Active time.Duration // Wall with each pause cut to [MaxPause]
	Busy   time.Duration // with at least one call running
	Model  time.Duration // sum of all calls
}

// times is 64 bytes. Busy is exact while calls come in the order they end and
// none reaches back beyond the last two stretches without a pause. So it is in all
// but a few of the recorded sessions, and at most 5 % too much in those.
type times struct {
	first        int64 // start, Unix nanoseconds; 0 for unknown
	model        int64
	busy, active int64
	runs         [2]interval // without a pause, the last first
}

// interval is Unix nanoseconds; all zeros for none.
type interval struct{ start, end int64 }

// end is that of the last call.
func (t *times) end() int64 { return t.runs[0].end }

// call adds a call, and returns by how much the activity grew.
func (t *times) call(start, end int64) (active int64) {
	if end <= 0 {
		return 0
	}
	if start <= 0 || start > end {
		start = end
	}
	if t.first == 0 {
		t.first = start
		active = end - start
	} else if last := t.end(); end > last {
		active = min(max(start-last, 0), int64(MaxPause)) + end - max(start, last)
	}
	t.first = min(t.first, start)
	t.model += end - start
	t.active += active
	t.busy += end - start
	t.cover(interval{start, end})
	return active
}

// cover adds a run whose length is in busy, and takes out what overlaps.
func (t *times) cover(run interval) {
	var apart [2]interval
	n := 0
	for _, known := range t.runs {
		overlap := min(known.end, run.end) - max(known.start, run.start)
		switch {
		case known == interval{}:
		case overlap >= 0:
			t.busy -= overlap
			run = interval{min(known.start, run.start), max(known.end, run.end)}
		default:
			apart[n] = known
			n++
		}
	}
	t.runs = latest(run, apart)
}

// latest are the two runs that end last.
func latest(run interval, apart [2]interval) [2]interval {
	switch {
	case run.end >= apart[0].end:
		return [2]interval{run, apart[0]}
	case run.end >= apart[1].end:
		return [2]interval{apart[0], run}
	default:
		return apart
	}
}

func (t *times) latencies() Latencies {
	return Latencies{
		Wall: time.Duration(t.end() - t.first), Active: time.Duration(t.active),
		Busy: time.Duration(t.busy), Model: time.Duration(t.model),
	}
}

// pauseBefore is the pause between two times, as far as it counts.
func (t *times) pauseBefore(later *times) int64 {
	if t.first == 0 || later.first == 0 {
		return 0
	}
	return min(max(later.first-t.end(), 0), int64(MaxPause))
}

// append adds times of which the last is later. Of calls that ran at the same time
// in both, only the last runs are known; what is not known counts twice, though
// never for more than the wall time.
func (t *times) append(later *times) {
	if later.first == 0 {
		return
	}
	if t.first == 0 {
		*t = *later
		return
	}
	t.active += t.pauseBefore(later) + later.active
	if overlap := t.end() - max(later.first, t.first); overlap > 0 {
		t.active -= min(overlap, later.active, t.active)
	}
	t.model += later.model
	t.busy += later.busy
	t.first = min(t.first, later.first)
	for _, run := range later.runs {
		if run != (interval{}) {
			t.cover(run)
		}
	}
	wall := t.end() - t.first
	t.active, t.busy = min(t.active, wall), min(t.busy, wall)
}
