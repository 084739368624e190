package session

import (
	"encoding/binary"
	"hash/crc32"
)

// Snapshot is an image of a ledger at the moment it was begun, which is written
// while the ledger goes on: what changes meanwhile is written before it does.
type Snapshot struct {
	ledger *Ledger
	head   []byte
	names  []string
	claims []claim
	held   []heldEvent
	events []Event
	young  *generation
	old    *generation
	added  *generation // to young since, which is not of the image

	accounts, graves, traces, sessions slabImage

	saved    [][]byte // entries written before their slots changed
	spare    [][]byte // blocks of saved that may be written again
	saving   coder    // into the last block
	phase    int
	at       int // within the phase
	sequence uint32
	done     bool
}

// slabImage is which slots of a slab are written.
type slabImage struct {
	used, next uint32
	written    []uint64
}

func newSlabImage(used uint32) slabImage {
	return slabImage{used: max(used, 1), next: 1, written: make([]uint64, used/64+1)}
}

// claim reports whether a slot is still to be written, and marks it.
func (s *slabImage) claim(slot uint32) bool {
	if slot >= s.used || s.written[slot/64]&(1<<(slot%64)) != 0 {
		return false
	}
	s.written[slot/64] |= 1 << (slot % 64)
	return true
}

const (
	savedBlock   = 64 << 10 // bytes
	spareBlocks  = 4
	workPerChunk = 4096 // parts looked at, where few of them have to be written
)

// Snapshot begins one; only one can be under way, and beginning another abandons it.
//
// An image says which attributes the postings of the journal behind it hold: under
// another configuration, what is posted may be kept only behind a new image.
func (l *Ledger) Snapshot() *Snapshot {
	if l.snapshot != nil {
		l.snapshot.Close()
	}
	head := l.head()
	c := coder{writing: true}
	c.head(&head)
	s := &Snapshot{
		ledger: l, head: c.dst, saving: coder{writing: true},
		names: l.names.texts, claims: l.claims.left(), held: l.held, events: l.events.waiting,
		young: l.seen.young, old: l.seen.old,
		accounts: newSlabImage(l.accounts.slab.used), graves: newSlabImage(l.graves.slab.used),
		traces: newSlabImage(l.traces.slab.used), sessions: newSlabImage(l.sessions.used),
	}
	l.seen.added = &generation{}
	s.added = l.seen.added
	l.snapshot = s
	return s
}

// Close abandons a snapshot that is not finished.
func (s *Snapshot) Close() {
	if s.ledger.snapshot == s {
		s.ledger.snapshot, s.ledger.seen.added = nil, nil
	}
	s.done, s.saved, s.spare = true, nil, nil
}

// touch must be called before a session changes.
func (l *Ledger) touch(slot uint32) {
	if s := l.snapshot; s != nil && s.sessions.claim(slot) && l.sessions.at(slot).key != 0 {
		s.save(func(c *coder) { s.session(c, slot) })
	}
}

func (l *Ledger) touchGrave(at uint32) {
	if s := l.snapshot; s != nil && s.graves.claim(at) && l.graves.slab.at(at).flags != 0 {
		s.save(func(c *coder) { s.grave(c, at) })
	}
}

func (l *Ledger) touchTrace(at uint32) {
	if s := l.snapshot; s != nil && s.traces.claim(at) && l.traces.slab.at(at).serial != 0 {
		s.save(func(c *coder) { s.trace(c, at) })
	}
}

func (l *Ledger) touchAccount(at uint32) {
	if s := l.snapshot; s != nil && s.accounts.claim(at) && l.accounts.slab.at(at).serial != 0 {
		s.save(func(c *coder) { s.account(c, at) })
	}
}

func (s *Snapshot) session(c *coder, slot uint32) {
	c.dst = append(c.dst, byte(tagSession))
	c.session(s.ledger, slot)
}

func (s *Snapshot) grave(c *coder, at uint32) {
	c.dst = append(c.dst, byte(tagGrave))
	c.grave(s.ledger, at)
}

func (s *Snapshot) trace(c *coder, at uint32) {
	c.dst = append(c.dst, byte(tagTrace))
	c.trace(s.ledger.traces.slab.at(at))
}

func (s *Snapshot) account(c *coder, at uint32) {
	c.dst = appendUint(append(c.dst, byte(tagAccount)), uint64(at))
	c.account(s.ledger.accounts.slab.at(at))
}

// save writes an entry apart, for the next chunk.
func (s *Snapshot) save(write func(*coder)) {
	last := len(s.saved) - 1
	if last < 0 || len(s.saved[last]) >= savedBlock {
		s.saved = append(s.saved, s.block())
		last++
	}
	s.saving.dst = s.saved[last]
	write(&s.saving)
	s.saved[last] = s.saving.dst
}

// block is an empty block for what is saved.
func (s *Snapshot) block() []byte {
	last := len(s.spare) - 1
	if last < 0 {
		return make([]byte, 0, savedBlock+savedBlock/4)
	}
	block := s.spare[last]
	s.spare = s.spare[:last]
	return block
}

// finishSnapshot saves all that is not written yet, when all is about to change.
func (l *Ledger) finishSnapshot() {
	s := l.snapshot
	if s == nil {
		return
	}
	for slot := uint32(1); slot < l.accounts.slab.used; slot++ {
		l.touchAccount(slot)
	}
	for slot := uint32(1); slot < l.graves.slab.used; slot++ {
		l.touchGrave(slot)
	}
	for slot := uint32(1); slot < l.traces.slab.used; slot++ {
		l.touchTrace(slot)
	}
	for slot := uint32(1); slot < l.sessions.used; slot++ {
		l.touch(slot)
	}
}

// A chunk is a version, whether it is the last, its number, the length of what
// follows, a checksum of all that, and entries.
const (
	imageVersion = 2 // 1 knew no outcomes
	chunkHeader  = 2 + 4 + 4 + 4
)

// Next appends a chunk of about max bytes to dst, and reports whether there is
// more. It is called as all methods of the ledger are: by who holds its lock.
// Chunks are restored in the order in which they were made.
func (s *Snapshot) Next(dst []byte, max int) (chunk []byte, more bool) {
	if s.done {
		return dst, false
	}
	begin := len(dst)
	c := coder{writing: true, dst: append(dst, make([]byte, chunkHeader)...)}
	s.write(&c)
	for work := 0; work < workPerChunk && s.phase < phaseCount && len(c.dst)-begin < max; work++ {
		s.write(&c)
	}
	s.done = s.phase == phaseCount
	out := c.dst
	out[begin] = imageVersion
	if s.done {
		out[begin+1] = 1
		s.Close()
	}
	binary.LittleEndian.PutUint32(out[begin+2:], s.sequence)
	s.sequence++
	binary.LittleEndian.PutUint32(out[begin+6:], uint32(len(out)-begin-chunkHeader))
	sum := crc32.Update(crc32.Checksum(out[begin:begin+10], castagnoli), castagnoli, out[begin+chunkHeader:])
	binary.LittleEndian.PutUint32(out[begin+10:], sum)
	return out, !s.done
}

// The phases of an image, in the order in which they are restored; what was saved
// comes between any of the last ones.
const (
	phaseHead = iota
	phaseNames
	phaseClaims
	phaseHeld
	phaseEvents
	phaseYoung
	phaseOld
	phaseAccounts
	phaseGraves
	phaseTraces
	phaseSessions
	phaseSaved
	phaseCount
)

// write writes an entry, or goes on to the next phase.
func (s *Snapshot) write(c *coder) {
	if s.phase > phaseOld && len(s.saved) > 0 {
		c.dst = append(c.dst, s.saved[0]...)
		if len(s.spare) < spareBlocks {
			s.spare = append(s.spare, s.saved[0][:0])
		}
		s.saved[0] = nil
		s.saved = s.saved[1:]
		return
	}
	switch s.phase {
	case phaseHead:
		c.dst = append(c.dst, s.head...)
		s.advance(1, 1)
	case phaseNames:
		part := take(s.names, s.at)
		c.dst = append(c.dst, byte(tagNames))
		codeSlice(c, &part, func(text *string) { codeText(c, text) })
		s.advance(len(part), len(s.names))
	case phaseClaims:
		part := take(s.claims, s.at)
		c.dst = append(c.dst, byte(tagClaims))
		codeSlice(c, &part, c.claim)
		s.advance(len(part), len(s.claims))
	case phaseHeld:
		part := take(s.held, s.at)
		c.dst = append(c.dst, byte(tagHeld))
		codeSlice(c, &part, c.heldEvent)
		s.advance(len(part), len(s.held))
	case phaseEvents:
		part := take(s.events, s.at)
		c.dst = append(c.dst, byte(tagEvents))
		codeSlice(c, &part, c.event)
		s.advance(len(part), len(s.events))
	case phaseYoung:
		s.writeSeen(c, s.young, 0)
	case phaseOld:
		s.writeSeen(c, s.old, 1)
	case phaseAccounts:
		s.writeSlab(&s.accounts, s.ledger.touchAccount)
	case phaseGraves:
		s.writeSlab(&s.graves, s.ledger.touchGrave)
	case phaseTraces:
		s.writeSlab(&s.traces, s.ledger.touchTrace)
	case phaseSessions:
		s.writeSlab(&s.sessions, s.ledger.touch)
	default:
		s.phase++
	}
}

const partSize = 64 // elements of lists written at once

func take[T any](all []T, from int) []T { return all[from:min(from+partSize, len(all))] }

// advance goes on within a phase of so many elements, or to the next.
func (s *Snapshot) advance(done, of int) {
	if s.at += done; s.at >= of {
		s.phase, s.at = s.phase+1, 0
	}
}

// writeSeen writes a shard of one generation.
func (s *Snapshot) writeSeen(c *coder, from *generation, which byte) {
	if from == nil {
		s.advance(1, 1)
		return
	}
	shard := &from.shards[s.at]
	seed := s.ledger.seen.seed
	n := 0
	begin := len(c.dst)
	c.dst = append(c.dst, byte(tagSeen), which, 0, 0, 0, 0)
	for _, entry := range shard.cells {
		if entry != 0 && (which != 0 || !s.added.has(seed, entry)) {
			c.dst = appendFixed(c.dst, entry)
			n++
		}
	}
	binary.LittleEndian.PutUint32(c.dst[begin+2:], uint32(n))
	if n == 0 {
		c.dst = c.dst[:begin]
	}
	if s.advance(1, seenShards); s.phase > phaseYoung {
		s.ledger.seen.added = nil
	}
}

// writeSlab saves the next slots of a slab, as if they were about to change.
func (s *Snapshot) writeSlab(slab *slabImage, touch func(uint32)) {
	for range partSize {
		if slab.next >= slab.used {
			s.phase++
			return
		}
		touch(slab.next)
		slab.next++
	}
}

func (c *coder) claim(of *claim) {
	codeUint(c, &of.serial)
	codeInt(c, &of.at)
}
