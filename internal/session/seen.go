package session

import "time"

// seen remembers which calls were booked, exactly: a wrong "seen before" would lose
// money. It has two generations; when the younger is full or old, the older goes.
type seen struct {
	young, old *generation
	born       int64 // when the younger began, in Unix nanoseconds
	seed       uint64
	added      *generation // to the younger since a snapshot began, while it is written
	fetched    uint64      // see Ledger.fetch
}

type generation struct {
	shards [seenShards]seenShard
	calls  int
}

// seenShard is a set of hashes: open addressing without deletion. Shards grow one
// at a time, so that no single posting waits for all of it.
type seenShard struct {
	cells []uint64 // 0 for none
	count int
}

const seenShards = 1024

// home is where an entry belongs. The seed is not known to who sends spans.
func (s *seenShard) home(seed, entry uint64) int {
	return place(uint32(entry*seed>>32), len(s.cells))
}

func (g *generation) has(seed, entry uint64) bool {
	if g == nil {
		return false
	}
	s := &g.shards[entry%seenShards]
	if s.count == 0 {
		return false
	}
	for i := s.home(seed, entry); s.cells[i] != 0; {
		if s.cells[i] == entry {
			return true
		}
		if i++; i == len(s.cells) {
			i = 0
		}
	}
	return false
}

// near reads the cell that an entry belongs in; see Ledger.fetch.
func (g *generation) near(seed, entry uint64) uint64 {
	if g == nil {
		return 0
	}
	s := &g.shards[entry%seenShards]
	if s.count == 0 {
		return 0
	}
	return s.cells[s.home(seed, entry)]
}

// add adds an entry, and reports whether it was not in it.
func (g *generation) add(seed, entry uint64) bool {
	s := &g.shards[entry%seenShards]
	if s.count*4 >= len(s.cells)*3 {
		s.grow(seed)
	}
	return s.insert(seed, entry)
}

func (s *seenShard) grow(seed uint64) {
	old := s.cells
	s.cells, s.count = make([]uint64, max(minCells, len(old)+len(old)/2)), 0
	for _, entry := range old {
		if entry != 0 {
			s.insert(seed, entry)
		}
	}
}

func (s *seenShard) insert(seed, entry uint64) bool {
	i := s.home(seed, entry)
	for s.cells[i] != 0 {
		if s.cells[i] == entry {
			return false
		}
		if i++; i == len(s.cells) {
			i = 0
		}
	}
	s.cells[i] = entry
	s.count++
	return true
}

func (g *generation) size() (n int) {
	if g == nil {
		return 0
	}
	for i := range g.shards {
		n += g.shards[i].count
	}
	return n
}

// turn begins a new generation when it is time.
func (s *seen) turn(l *Ledger) {
	full := s.young != nil && s.young.calls >= max(l.config.MaxDedupe/2, 1)
	if s.young != nil && !full && l.now-s.born < int64(l.config.DedupeWindow) {
		return
	}
	if full && s.old != nil {
		l.counts.DedupeDropped += int64(s.old.calls)
	}
	s.added = nil // what a snapshot has of the younger grows no more
	s.old, s.young, s.born = s.young, &generation{}, l.now
	if s.old != nil && s.old.calls == 0 {
		s.old = nil
	}
}

func (s *seen) shift(by int64) { s.born -= by }

// first remembers an entry, and reports whether it was not known before. What is in
// the older generation is remembered anew: a call that was sent again may come a
// third time.
func (s *seen) first(entry uint64) bool {
	if !s.young.add(s.seed, entry) {
		return false
	}
	if s.added != nil {
		s.added.add(s.seed, entry)
	}
	return !s.old.has(s.seed, entry)
}

func (s *seen) has(entry uint64) bool {
	return s.young.has(s.seed, entry) || s.old.has(s.seed, entry)
}

// What an entry is a hash of.
const (
	seenSpan     = iota + 1 // trace and span
	seenCall                // trace, span and tokens of a call
	seenChild               // trace, parent and tokens of a call
	seenResponse            // id of a response, and about when it ended
)

// answerStep is how coarsely the end of a call is taken with the id of its answer. Two
// records of one call end in one step or in two that follow each other; the ids
// that stubs and replays give to every answer are those of many calls.
const answerStep = int64(30 * time.Second)

func answer(id, step uint64) uint64 { return mix(mix(seenResponse, id), step) | 1 }

// book reports whether a record was booked before, and remembers it: the same
// span, the same answer of a model, or the call that another one wraps, which has
// the same usage and is its parent or child.
func (s *seen) book(m *marks) (duplicate bool) {
	s.young.calls++
	if m.span != 0 && !s.first(m.span) {
		duplicate = true
	}
	if m.response != 0 && (!s.first(m.response) || s.has(m.earlier) || s.has(m.later)) {
		duplicate = true
	}
	if m.own != 0 && s.has(m.around) || m.child != 0 && s.has(m.parent) {
		duplicate = true
	}
	if m.own != 0 {
		s.first(m.own)
	}
	if m.child != 0 {
		s.first(m.child)
	}
	return duplicate
}

// marks are the entries that tell a record from others, 0 for those that it has not.
type marks struct{ span, response, earlier, later, own, around, parent, child uint64 }

func marksOf(p *Posting) (m marks) {
	placed := p.Trace != (TraceID{}) && p.Span != (SpanID{})
	in, out := p.Tokens.In(), p.Tokens.Output+p.Tokens.Reasoning
	if placed {
		m.span = hashSpan(seenSpan, p.Trace, p.Span, 0, 0)
	}
	if p.Kind == Call && p.ResponseID != 0 {
		step := uint64(p.End / answerStep)
		m.response, m.earlier, m.later = answer(p.ResponseID, step), answer(p.ResponseID, step-1), answer(p.ResponseID, step+1)
	}
	if !placed || p.Kind != Call || in+out <= 0 {
		return m
	}
	m.own, m.around = hashSpan(seenCall, p.Trace, p.Span, in, out), hashSpan(seenChild, p.Trace, p.Span, in, out)
	if p.Parent != (SpanID{}) && p.Parent != p.Span {
		m.parent, m.child = hashSpan(seenCall, p.Trace, p.Parent, in, out), hashSpan(seenChild, p.Trace, p.Parent, in, out)
	}
	return m
}

// fetch reads where the entries of a record belong; see Ledger.fetch.
func (s *seen) fetch(m *marks) (near uint64) {
	for _, entry := range [...]uint64{m.span, m.response, m.earlier, m.later, m.own, m.around, m.parent, m.child} {
		if entry != 0 {
			near ^= s.young.near(s.seed, entry) ^ s.old.near(s.seed, entry)
		}
	}
	return near
}
