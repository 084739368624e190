package session

// seen remembers which calls were booked, exactly: a wrong "seen before" would lose
// money. It has two generations; when the younger is full or old, the older goes.
type seen struct {
	young, old *generation
	born       int64 // when the younger began, in Unix nanoseconds
	seed       uint64
}

type generation struct {
	shards [seenShards]seenShard
	calls  int
}

// seenShard has its entries in the order they came, so that a snapshot can take
// those up to a point while more are added.
type seenShard struct {
	entries []uint64
	cells   []uint32 // place of an entry, from 1; 0 for none
}

const seenShards = 256

func (g *generation) has(seed, entry uint64) bool {
	if g == nil {
		return false
	}
	s := &g.shards[entry%seenShards]
	if len(s.cells) == 0 {
		return false
	}
	for i := s.home(seed, entry); s.cells[i] != 0; {
		if s.entries[s.cells[i]-1] == entry {
			return true
		}
		if i++; i == len(s.cells) {
			i = 0
		}
	}
	return false
}

func (s *seenShard) home(seed, entry uint64) int { return place(uint32(entry*seed>>32), len(s.cells)) }

// add adds an entry that is not in it.
func (g *generation) add(seed, entry uint64) {
	s := &g.shards[entry%seenShards]
	if len(s.entries)*4 >= len(s.cells)*3 {
		s.cells = make([]uint32, max(minCells, len(s.cells)+len(s.cells)/2))
		for i := range s.entries {
			s.insert(seed, uint32(i+1))
		}
	}
	s.entries = append(s.entries, entry)
	s.insert(seed, uint32(len(s.entries)))
}

func (s *seenShard) insert(seed uint64, cell uint32) {
	i := s.home(seed, s.entries[cell-1])
	for s.cells[i] != 0 {
		if i++; i == len(s.cells) {
			i = 0
		}
	}
	s.cells[i] = cell
}

func (g *generation) size() (n int) {
	if g == nil {
		return 0
	}
	for i := range g.shards {
		n += len(g.shards[i].entries)
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
	s.old, s.young, s.born = s.young, &generation{}, l.now
	if s.old != nil && s.old.calls == 0 {
		s.old = nil
	}
}

func (s *seen) shift(by int64) { s.born -= by }

// first reports whether an entry is new to the ledger, and remembers it.
func (s *seen) first(entry uint64) bool {
	if s.young.has(s.seed, entry) {
		return false
	}
	before := s.old.has(s.seed, entry)
	s.young.add(s.seed, entry) // anew: a resent call may come a third time
	return !before
}

func (s *seen) has(entry uint64) bool {
	return s.young.has(s.seed, entry) || s.old.has(s.seed, entry)
}

// What an entry is a hash of.
const (
	seenSpan     = iota + 1 // trace and span
	seenCall                // trace, span and tokens of a call
	seenChild               // trace, parent and tokens of a call
	seenResponse            // id of a response
)

// book reports whether a record was booked before, and remembers it: the same
// span, the same answer of a model, or the call that another one wraps, which has
// the same usage and is its parent or child.
func (s *seen) book(p *Posting) (duplicate bool) {
	s.young.calls++
	placed := p.Trace != (TraceID{}) && p.Span != (SpanID{})
	if placed {
		duplicate = !s.first(hashSpan(seenSpan, p.Trace, p.Span, 0, 0))
	}
	if p.Kind != Call {
		return duplicate
	}
	if p.ResponseID != 0 && !s.first(mix(mix(seenResponse, p.ResponseID), 0)) {
		duplicate = true
	}
	in, out := p.Tokens.In(), p.Tokens.Output+p.Tokens.Reasoning
	if !placed || in+out <= 0 {
		return duplicate
	}
	nested := p.Parent != (SpanID{}) && p.Parent != p.Span
	if s.has(hashSpan(seenChild, p.Trace, p.Span, in, out)) || nested && s.has(hashSpan(seenCall, p.Trace, p.Parent, in, out)) {
		duplicate = true
	}
	s.first(hashSpan(seenCall, p.Trace, p.Span, in, out))
	if nested {
		s.first(hashSpan(seenChild, p.Trace, p.Parent, in, out))
	}
	return duplicate
}
