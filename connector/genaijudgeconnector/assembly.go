package genaijudgeconnector

import (
	"container/list"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// assembly keeps the records of traces until they are complete, as far as one can know: a
// while after the root has come, or when it took too long.
type assembly struct {
	config AssemblyConfig

	mu    sync.Mutex
	open  map[pcommon.TraceID]*pending
	first *list.List // of *pending, the oldest in front
	done  *recent    // what comes later than its trace is of no verdict
}

// pending is a trace that is not complete.
type pending struct {
	trace    pcommon.TraceID
	position float64 // in the sample
	class    class
	records  []*record
	bytes    int64
	partial  bool
	due      time.Time
	place    *list.Element
}

func newAssembly(config AssemblyConfig) *assembly {
	return &assembly{config: config, open: map[pcommon.TraceID]*pending{}, first: list.New(), done: newRecent(config.MaxTraces)}
}

// room reports whether one more record of a trace would be kept, and why not.
func (a *assembly) room(trace pcommon.TraceID) (drop, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.open[trace]
	switch {
	case a.done.has(trace):
		return dropLate, false
	case !ok && len(a.open) >= a.config.MaxTraces:
		return dropAssemblyFull, false
	case ok && len(p.records) >= a.config.MaxSpans:
		p.partial = true
		return dropAssemblyFull, false
	default:
		return "", true
	}
}

// leave gives a trace up that is not kept: what comes of it later is late. One that was begun is partial.
func (a *assembly) leave(trace pcommon.TraceID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p, ok := a.open[trace]; ok {
		p.partial = true
	} else if !a.done.has(trace) {
		a.done.add(trace)
	}
}

// add keeps a record.
func (a *assembly) add(r *record, bytes int64, position float64, why class, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.open[r.trace]
	if !ok {
		p = &pending{trace: r.trace, position: position, due: now.Add(a.config.Timeout)}
		p.place = a.first.PushBack(p)
		a.open[r.trace] = p
	}
	p.records = append(p.records, r)
	p.bytes += bytes
	if p.class == "" {
		p.class = why
	}
	if settled := now.Add(a.config.Settle); r.parent.IsEmpty() && settled.Before(p.due) {
		p.due = settled
	}
}

// forever is when all is due.
var forever = time.Unix(1<<40, 0)

// take takes out what is due.
func (a *assembly) take(now time.Time) (due []*pending) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for element := a.first.Front(); element != nil; {
		next := element.Next()
		if p := element.Value.(*pending); !now.Before(p.due) {
			a.first.Remove(element)
			delete(a.open, p.trace)
			a.done.add(p.trace)
			slices.SortStableFunc(p.records, byTime)
			due = append(due, p)
		}
		element = next
	}
	return due
}

func (a *assembly) waiting() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.open)
}

// recent remembers the last few traces.
type recent struct {
	ring []pcommon.TraceID
	next int
	set  map[pcommon.TraceID]bool
}

func newRecent(n int) *recent {
	return &recent{ring: make([]pcommon.TraceID, n), set: make(map[pcommon.TraceID]bool)}
}

func (r *recent) has(trace pcommon.TraceID) bool { return r.set[trace] }

func (r *recent) add(trace pcommon.TraceID) {
	delete(r.set, r.ring[r.next])
	r.ring[r.next] = trace
	r.set[trace] = true
	r.next = (r.next + 1) % len(r.ring)
}
