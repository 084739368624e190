package target

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// ErrCorrupt says that what was read is no image of an index.
var ErrCorrupt = errors.New("the image of the index is corrupt")

const (
	imageVersion = 2 // 1 had hashes of sessions that were forgotten
	chunkBytes   = 128 << 10
	maxText      = 1 << 10 // of a name in an image
)

// What an item of a chunk is.
const (
	itemAnswer = iota + 1
	itemSession
	itemSince
)

// Image yields the index in chunks, each of which can be read by itself. What is
// learnt meanwhile may or may not be in it: it has all that was known at the begin, as
// far as that is not forgotten, and learning the rest again makes up for it. A chunk
// is valid until the next.
func (x *Index) Image() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		entries, first, end := x.begin()
		w := writer{}
		w.begin()
		for _, e := range entries {
			x.locked(func() { w.session(e) })
			if w.full() && !w.flush(yield) {
				return
			}
		}
		for first < end {
			x.locked(func() { first = w.answers(&x.answers, first, end) })
			if w.full() && !w.flush(yield) {
				return
			}
		}
		x.locked(func() { w.since(x.since) }) // of all that was forgotten meanwhile
		w.flush(yield)
	}
}

func (x *Index) begin() (entries []*entry, first, end uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for e := x.sessions.oldest(); e != nil; e = e.newer {
		entries = append(entries, e)
	}
	return entries, x.answers.first, x.answers.next
}

func (x *Index) locked(f func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f()
}

// Restore reads a chunk of an image into the index. Chunks come in their order.
func (x *Index) Restore(chunk []byte) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	r := reader{rest: chunk}
	if version := r.byte(); version != imageVersion {
		return fmt.Errorf("version %d: %w", version, ErrCorrupt)
	}
	for len(r.rest) > 0 && !r.failed {
		switch r.byte() {
		case itemAnswer:
			x.restoreAnswer(&r)
		case itemSession:
			x.restoreSession(&r)
		case itemSince:
			x.since = max(x.since, r.uint32())
		default:
			r.failed = true
		}
	}
	if r.failed {
		return ErrCorrupt
	}
	return nil
}

func (x *Index) restoreAnswer(r *reader) {
	a := answer{key: r.fixed(), sure: r.byte() != 0}
	r.bytes(a.trace[:])
	r.bytes(a.span[:])
	who := r.who()
	if r.failed {
		return
	}
	if e := x.sessions.find(session.Key{Tenant: who.Tenant, Session: who.Session}); e != nil {
		a.who = e.who(who.Service)
	} else {
		a.who = x.shared(who)
	}
	x.answers.put(&a)
}

func (x *Index) restoreSession(r *reader) {
	who := r.who()
	e := &entry{}
	e.become(&who)
	e.began = r.uint32()
	e.uncounted = r.byte() != 0
	e.dropped = [2]int{int(r.uint()), int(r.uint())}
	for range r.uint() {
		var t turn
		t.grade = grade(r.byte())
		r.bytes(t.trace[:])
		r.bytes(t.span[:])
		t.start, t.began, t.ended = int64(r.fixed()), int64(r.fixed()), int64(r.fixed())
		if r.failed {
			return
		}
		e.turns = append(e.turns, t)
	}
	if r.failed || who.Session == "" || x.sessions.find(e.key) != nil {
		return
	}
	if x.sessions.count >= x.config.MaxSessions {
		x.forgetSession(x.sessions.oldest())
	}
	x.sessions.add(e)
	for i := range e.turns {
		x.sessions.turns++
		hash := hashTrace(e.turns[i].trace)
		if _, known := x.sessions.traces.get(hash); !known {
			x.sessions.traces.put(hash, e)
		}
	}
	for x.sessions.turns > x.config.MaxTurns {
		x.makeRoom(e)
	}
}

// writer fills chunks.
type writer struct {
	chunk []byte
	whos  map[*Who]uint64
}

func (w *writer) begin() {
	w.chunk, w.whos = append(w.chunk[:0], imageVersion), map[*Who]uint64{}
}

func (w *writer) full() bool { return len(w.chunk) >= chunkBytes }

func (w *writer) flush(yield func([]byte) bool) (more bool) {
	more = yield(w.chunk)
	w.begin()
	return more
}

func (w *writer) since(number uint32) {
	w.chunk = binary.AppendUvarint(append(w.chunk, itemSince), uint64(number))
}

// answers writes what a chunk takes, and returns the number of the next.
func (w *writer) answers(a *answers, first, end uint64) (next uint64) {
	for first = max(first, a.first); first < end && !w.full(); first++ {
		at := a.at(first)
		w.chunk = binary.LittleEndian.AppendUint64(append(w.chunk, itemAnswer), at.key)
		w.chunk = append(w.chunk, bits[at.sure])
		w.chunk = append(append(w.chunk, at.trace[:]...), at.span[:]...)
		w.who(at.who)
	}
	return first
}

// session writes one that was not forgotten meanwhile.
func (w *writer) session(e *entry) {
	if len(e.turns) == 0 {
		return
	}
	w.chunk = append(w.chunk, itemSession)
	w.who(e.own)
	w.chunk = append(binary.AppendUvarint(w.chunk, uint64(e.began)), bits[e.uncounted])
	for _, n := range [...]int{e.dropped[0], e.dropped[1], len(e.turns)} {
		w.chunk = binary.AppendUvarint(w.chunk, uint64(n))
	}
	for i := range e.turns {
		t := &e.turns[i]
		w.chunk = append(w.chunk, byte(t.grade))
		w.chunk = append(append(w.chunk, t.trace[:]...), t.span[:]...)
		for _, n := range [...]int64{t.start, t.began, t.ended} {
			w.chunk = binary.LittleEndian.AppendUint64(w.chunk, uint64(n))
		}
	}
}

// who writes names the first time, and then their number.
func (w *writer) who(who *Who) {
	if n, ok := w.whos[who]; ok {
		w.chunk = binary.AppendUvarint(w.chunk, n)
		return
	}
	w.chunk = append(w.chunk, 0)
	w.whos[who] = uint64(len(w.whos) + 1)
	for _, text := range [...]string{who.Tenant, who.Session, who.Service} {
		w.chunk = append(binary.AppendUvarint(w.chunk, uint64(len(text))), text...)
	}
}

// bits are booleans as they are written.
var bits = map[bool]byte{false: 0, true: 1}

// reader takes a chunk apart. Once it failed all it reads is zero.
type reader struct {
	rest   []byte
	whos   []Who
	failed bool
}

func (r *reader) take(n int) []byte {
	if r.failed || n > len(r.rest) {
		r.failed = true
		return make([]byte, min(n, 16))
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) byte() byte       { return r.take(1)[0] }
func (r *reader) bytes(dst []byte) { copy(dst, r.take(len(dst))) }
func (r *reader) fixed() uint64    { return binary.LittleEndian.Uint64(r.take(8)) }

func (r *reader) uint32() uint32 {
	n := r.uint()
	r.failed = r.failed || n > math.MaxUint32
	return uint32(n)
}

func (r *reader) uint() uint64 {
	n, size := binary.Uvarint(r.rest)
	if r.failed || size <= 0 || n > 1<<40 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) text() string {
	n := r.uint()
	if n > maxText {
		r.failed = true
		return ""
	}
	return string(r.take(int(n)))
}

func (r *reader) who() Who {
	n := r.uint()
	if n == 0 {
		who := Who{r.text(), r.text(), r.text()}
		r.whos = append(r.whos, who)
		return who
	}
	if r.failed || n > uint64(len(r.whos)) {
		r.failed = true
		return Who{}
	}
	return r.whos[n-1]
}
