// Package samecall finds, inside one batch, the spans that record one and the
// same model call: a span sent twice, an SDK's span around a gateway's, two
// instrumentations side by side. It marks all but the best informed.
//
// It looks no further than the batch; what arrives in different batches is the
// business of whoever keeps a memory.
package samecall

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// clockSkew is how far the clocks of two hosts may be apart for their spans of
// one call still to be taken as overlapping.
const clockSkew = 10 * time.Second

// maxDepth bounds the walk from a call to its ancestors, so that a cycle of parents ends.
const maxDepth = 64

// SpanKey names a span.
type SpanKey struct {
	Trace pcommon.TraceID
	Span  pcommon.SpanID
}

// Call is one span that records a model call.
type Call struct {
	SpanKey
	Parent     pcommon.SpanID
	ResponseID string
	Model      string
	Scope      string
	Service    string // service.name of whoever recorded it
	Start, End pcommon.Timestamp

	UsageKnown bool
	Output     int64 // tokens
	Details    int   // how many usage details are known: more is better
}

// Step is a span between calls.
type Step struct {
	Parent pcommon.SpanID
	// Boundary is a tool, agent or workflow: a call below it is another call
	// than the one above it.
	Boundary bool
}

// Finder finds duplicates in batch after batch, reusing its memory.
// It is not safe for concurrent use.
type Finder struct {
	steps      map[SpanKey]Step
	calls      map[SpanKey]int
	byResponse map[string]int
	byParent   map[SpanKey]int
	next       []int // chains of calls with the same key, by index; -1 ends one
	duplicate  []bool
	depth      []int
}

// Reset forgets the last batch.
func (f *Finder) Reset() {
	if f.steps == nil {
		f.steps = map[SpanKey]Step{}
		f.calls = map[SpanKey]int{}
		f.byResponse = map[string]int{}
		f.byParent = map[SpanKey]int{}
	}
	clear(f.steps)
	clear(f.calls)
	clear(f.byResponse)
	clear(f.byParent)
}

// AddStep tells of a span that is no model call.
func (f *Finder) AddStep(key SpanKey, step Step) { f.steps[key] = step }

// Duplicates says for each call whether another one of the batch stands for it.
// The result is valid until the next use of f.
func (f *Finder) Duplicates(calls []Call) []bool {
	f.duplicate = resize(f.duplicate, len(calls))
	f.depth = resize(f.depth, len(calls))
	f.markSameSpans(calls)
	f.markNested(calls)
	f.markSameResponse(calls)
	f.markSiblings(calls)
	return f.duplicate
}

func (f *Finder) markSameSpans(calls []Call) {
	for i := range calls {
		if _, seen := f.calls[calls[i].SpanKey]; seen {
			f.duplicate[i] = true
			continue
		}
		f.calls[calls[i].SpanKey] = i
	}
}

// markNested marks a call around another call: a model does not call a model,
// so both record the same one, and the inner is nearer to the wire.
func (f *Finder) markNested(calls []Call) {
	for i := range calls {
		if f.duplicate[i] {
			continue
		}
		outer, ok := f.enclosing(calls, i)
		if !ok || !sameModel(calls[i].Model, calls[outer].Model) {
			continue
		}
		f.depth[i] = f.depth[outer] + 1
		if calls[i].UsageKnown || !calls[outer].UsageKnown {
			f.duplicate[outer] = true
		} else {
			f.duplicate[i] = true
		}
	}
}

// enclosing finds the nearest call around call i, unless a tool or an agent stands between them.
func (f *Finder) enclosing(calls []Call, i int) (int, bool) {
	key := SpanKey{calls[i].Trace, calls[i].Parent}
	for range maxDepth {
		if key.Span.IsEmpty() {
			return 0, false
		}
		if outer, ok := f.calls[key]; ok {
			return outer, outer != i
		}
		step, ok := f.steps[key]
		if !ok || step.Boundary {
			return 0, false
		}
		key.Span = step.Parent
	}
	return 0, false
}

// markSameResponse marks calls that carry the response id of another one, even in
// another trace. Stubs and replays repeat ids, so that two more things must hold:
// the times meet, and it was not one instrumentation that recorded both.
func (f *Finder) markSameResponse(calls []Call) {
	f.next = resize(f.next, len(calls))
	for i := range calls {
		id := calls[i].ResponseID
		if f.duplicate[i] || !isProviderID(id) {
			continue
		}
		chain(f.byResponse, f.next, id, i)
		f.markAlike(calls, i, sameResponse)
	}
}

func sameResponse(a, b *Call) bool {
	if a.Scope == b.Scope && a.Service == b.Service {
		return false
	}
	skew := time.Duration(0)
	if a.Service != b.Service {
		skew = clockSkew
	}
	return sameModel(a.Model, b.Model) && overlap(a, b, skew) && (a.Output == b.Output || !a.UsageKnown || !b.UsageKnown)
}

// markSiblings marks calls that two instrumentations recorded next to each other.
func (f *Finder) markSiblings(calls []Call) {
	f.next = resize(f.next, len(calls))
	for i := range calls {
		c := &calls[i]
		if f.duplicate[i] || c.Parent.IsEmpty() || !c.UsageKnown {
			continue
		}
		chain(f.byParent, f.next, SpanKey{c.Trace, c.Parent}, i)
		f.markAlike(calls, i, siblings)
	}
}

func siblings(a, b *Call) bool {
	return a.Scope != b.Scope && a.Output == b.Output && a.Model != "" && sameModel(a.Model, b.Model) && overlap(a, b, 0)
}

// chain puts call i before the earlier calls with the same key.
func chain[K comparable](last map[K]int, next []int, key K, i int) {
	before, seen := last[key]
	if !seen {
		before = -1
	}
	next[i] = before
	last[key] = i
}

// markAlike marks call i or the first of the calls chained behind it that records the same.
func (f *Finder) markAlike(calls []Call, i int, same func(a, b *Call) bool) {
	for j := f.next[i]; j >= 0; j = f.next[j] {
		if !f.duplicate[j] && same(&calls[i], &calls[j]) {
			f.markWorse(calls, i, j)
			return
		}
	}
}

func (f *Finder) markWorse(calls []Call, i, j int) {
	worse := i
	if f.better(calls, i, j) {
		worse = j
	}
	f.duplicate[worse] = true
}

// better reports whether call i tells more than call j, which came earlier.
func (f *Finder) better(calls []Call, i, j int) bool {
	a, b := &calls[i], &calls[j]
	switch {
	case a.UsageKnown != b.UsageKnown:
		return a.UsageKnown
	case f.depth[i] != f.depth[j]:
		return f.depth[i] > f.depth[j]
	default:
		return a.Details > b.Details
	}
}

// isProviderID tells ids that a provider gave from those that a client made up.
func isProviderID(id string) bool {
	return id != "" && !strings.HasPrefix(id, "aitxt-") && !strings.HasPrefix(id, "req_")
}

// sameModel reports whether two names can be one model: equal, one the dated
// or prefixed form of the other, or one unknown.
func sameModel(a, b string) bool {
	if a == b || a == "" || b == "" {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if rest, ok := strings.CutPrefix(b, a); ok {
		return dated(rest)
	}
	before, ok := strings.CutSuffix(b, a)
	return ok && strings.HasSuffix(before, "/")
}

// dated reports whether rest is a date or revision after a model's name.
func dated(rest string) bool {
	if len(rest) < 4 || (rest[0] != '-' && rest[0] != '@') {
		return false
	}
	digits := 0
	for _, c := range rest[1:] {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c != '-':
			return false
		}
	}
	return digits >= 3
}

func overlap(a, b *Call, skew time.Duration) bool {
	s := pcommon.Timestamp(skew)
	return a.Start <= b.End+s && b.Start <= a.End+s
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}
