package signal

// Shapes knows what the results of each tool usually look like. It is not safe for
// concurrent use.
//
// A result is odd when, of at least MinResults before it, none was of its kind, said that
// something went wrong, lacked a member that it lacks, had a value of its kind in a
// member, or was within twice of its size. What is odd is not learned; where more than
// one in twenty is, the tool has changed, and is learned anew.
type Shapes struct {
	minResults   int
	generation   int // tools in one
	young, older map[uint64]*usual
	forgotten    int64
}

// NewShapes makes one that judges a tool after so many results, and remembers at most
// so many tools: those that were not called for longest are forgotten.
func NewShapes(minResults, maxTools int) *Shapes {
	return &Shapes{minResults: max(minResults, 1), generation: max(maxTools/2, 1), young: map[uint64]*usual{}, older: map[uint64]*usual{}}
}

// Tools is how many are known.
func (s *Shapes) Tools() int { return len(s.young) + len(s.older) }

// Forgotten is how many were forgotten for want of room since the last call.
func (s *Shapes) Forgotten() int64 {
	n := s.forgotten
	s.forgotten = 0
	return n
}

// Odd reports whether a result is not as those of its tool are, and learns it otherwise.
func (s *Shapes) Odd(tool uint64, shape *Shape) bool {
	u := s.of(tool)
	if int(u.results) >= s.minResults && u.odd(shape) {
		u.strange++
		if int(u.strange) > 3+int(u.results)/20 {
			*u = usual{}
		}
		return true
	}
	u.learn(shape)
	return false
}

func (s *Shapes) of(tool uint64) *usual {
	if u, ok := s.young[tool]; ok {
		return u
	}
	u, ok := s.older[tool]
	if ok {
		delete(s.older, tool)
	} else {
		u = &usual{}
	}
	if len(s.young) >= s.generation {
		s.forgotten += int64(len(s.older))
		s.young, s.older = s.older, s.young
		clear(s.young)
	}
	s.young[tool] = u
	return u
}

// usual is how the results of a tool are, about 400 bytes.
type usual struct {
	results uint32
	strange uint32
	kinds   [kindCount]uint32
	failed  uint32 // results that said so

	withMembers uint32
	keys        [maxKeys]usualMember
	n           uint8
	open        bool

	sizes, counts bands
}

type usualMember struct {
	hash  uint32
	seen  uint32
	kinds valueKind
}

func (u *usual) odd(shape *Shape) bool {
	switch {
	case u.kinds[shape.kind] == 0, shape.failed && u.failed == 0, !u.sizes.near(shape.size):
		return true
	case shape.kind == kindObject || shape.kind == kindArray:
		return !u.counts.near(shape.count) || u.oddMembers(shape)
	default:
		return false
	}
}

func (u *usual) oddMembers(shape *Shape) bool {
	if u.open || shape.open || shape.elements == 0 || u.withMembers == 0 {
		return false
	}
	for i := range u.keys[:u.n] {
		known := &u.keys[i]
		at := shape.find(known.hash)
		switch {
		case at < 0 && known.seen == u.withMembers: // all had it
			return true
		case at >= 0 && known.seen*2 >= u.withMembers && shape.keys[at].kinds&^known.kinds != 0:
			return true
		}
	}
	return false
}

func (shape *Shape) find(hash uint32) int {
	for i := range shape.n {
		if shape.keys[i].hash == hash {
			return i
		}
	}
	return -1
}

func (u *usual) learn(shape *Shape) {
	if u.results == 1<<32-1 {
		return
	}
	u.results++
	u.kinds[shape.kind]++
	if shape.failed {
		u.failed++
	}
	u.sizes.add(shape.size)
	if shape.kind != kindObject && shape.kind != kindArray {
		return
	}
	u.counts.add(shape.count)
	u.open = u.open || shape.open
	if shape.elements == 0 || u.open {
		return
	}
	u.withMembers++
	for i := range shape.n {
		u.learnMember(&shape.keys[i])
	}
}

func (u *usual) learnMember(m *member) {
	for i := range u.keys[:u.n] {
		if known := &u.keys[i]; known.hash == m.hash {
			known.seen++
			known.kinds |= m.kinds
			return
		}
	}
	if u.withMembers > 1 && u.n == maxKeys {
		u.forgetRare()
	}
	if u.n < maxKeys {
		u.keys[u.n] = usualMember{m.hash, 1, m.kinds}
		u.n++
	}
}

// forgetRare makes room: a member that not every result has tells little.
func (u *usual) forgetRare() {
	rarest := 0
	for i := range u.keys[:u.n] {
		if u.keys[i].seen < u.keys[rarest].seen {
			rarest = i
		}
	}
	if u.keys[rarest].seen < u.withMembers-1 {
		u.n--
		u.keys[rarest] = u.keys[u.n]
	}
}

// bands are the powers of two between which numbers were.
type bands struct {
	none       bool // there was a 0
	some       bool
	least, top uint8
}

func (b *bands) add(band uint8) {
	if band == 0 {
		b.none = true
		return
	}
	if !b.some {
		b.some, b.least, b.top = true, band, band
	}
	b.least, b.top = min(b.least, band), max(b.top, band)
}

// near reports whether a number is at most a power of two away.
func (b *bands) near(band uint8) bool {
	if band == 0 {
		return b.none
	}
	return b.some && band+1 >= b.least && band <= b.top+1
}
