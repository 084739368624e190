package play

import (
	"cmp"
	"container/heap"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
)

// lane plays one session after the other.
type lane struct {
	number  int
	session *plan.Session // nil before the first
	began   time.Duration // of the session, since the first call
	order   []int         // which span takes each slot
	next    int           // slot

	due time.Duration // of the next slot; when the lane became free if there is none
}

func (l *lane) done() bool { return l.session == nil || l.next == len(l.order) }

func (l *lane) open(session *plan.Session, order []int) {
	l.session, l.order, l.next, l.began = session, order, 0, l.due
	l.settle()
}

// pop takes the next span. A shuffled session keeps the times of its slots and
// lets other spans take them.
func (l *lane) pop() Event {
	event := Event{Session: l.session, Span: &l.session.Spans[l.order[l.next]], Due: l.due}
	l.next++
	event.Last = l.done()
	l.settle()
	return event
}

func (l *lane) settle() {
	if !l.done() {
		l.due = l.began + l.session.Spans[l.next].End
	}
}

// lanes is a heap: the lane that is due first on top.
type lanes []*lane

func (t Timeline) lanes() lanes {
	all := make(lanes, min(t.Lanes, t.Sessions))
	for n := range all {
		all[n] = &lane{number: n, due: time.Duration(n) * lanesApart}
	}
	heap.Init(&all)
	return all
}

func (l lanes) Len() int      { return len(l) }
func (l lanes) Swap(i, j int) { l[i], l[j] = l[j], l[i] }

func (l lanes) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(l[i].due, l[j].due), cmp.Compare(l[i].number, l[j].number)) < 0
}

func (l *lanes) Push(x any) { *l = append(*l, x.(*lane)) }

func (l *lanes) Pop() any {
	last := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return last
}
