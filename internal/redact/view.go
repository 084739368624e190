package redact

import (
	"sort"
	"unsafe"
)

// A view is text to scan and how its bytes map to those of the text around it.
type view struct {
	text string
	// segments are in order of at; none means that bytes map one to one.
	segments []segment
	// offset is where the text begins in the parent's.
	offset int
	// parent is nil where offset counts in the value itself.
	parent *view
	// control says that escapes for control characters stood in it.
	control bool
}

// A segment is a piece of a view, up to the next one. Of a plain one the bytes
// are those of the source; of another they stand, all together, for the source's
// bytes from to to: an escape, a look-alike.
type segment struct {
	at       int32
	from, to int32
	plain    bool
}

// up maps a span of the view to one of the value. It never splits what a
// segment stands for.
func (v *view) up(start, end int) (int, int) {
	for ; v != nil; v = v.parent {
		if len(v.segments) > 0 && end > start {
			start, end = v.from(start), v.to(end-1)
		}
		start += v.offset
		end += v.offset
	}
	return start, end
}

func (v *view) from(pos int) int {
	s := v.segment(pos)
	if s.plain {
		return int(s.from) + pos - int(s.at)
	}
	return int(s.from)
}

func (v *view) to(last int) int {
	s := v.segment(last)
	if s.plain {
		return int(s.from) + last - int(s.at) + 1
	}
	return int(s.to)
}

func (v *view) segment(pos int) segment {
	i := sort.Search(len(v.segments), func(i int) bool { return int(v.segments[i].at) > pos })
	if i == 0 {
		return segment{plain: true}
	}
	return v.segments[i-1]
}

// scratch is the memory a decoded view lives in.
type scratch struct {
	buf      []byte
	segments []segment
	control  bool // an escape stood for a control character
}

func (m *scratch) reset() {
	m.buf = m.buf[:0]
	m.segments = m.segments[:0]
	m.control = false
}

// plain appends s[from:to] as it is.
func (m *scratch) plain(s string, from, to int) {
	if from >= to {
		return
	}
	m.segments = append(m.segments, segment{at: int32(len(m.buf)), from: int32(from), plain: true})
	m.buf = append(m.buf, s[from:to]...)
}

// unit appends bytes that stand for the source's from to to.
func (m *scratch) unit(from, to int, b ...byte) {
	m.segments = append(m.segments, segment{at: int32(len(m.buf)), from: int32(from), to: int32(to)})
	m.buf = append(m.buf, b...)
}

// text is the buffer as a string, valid until the next reset.
func (m *scratch) text() string {
	if len(m.buf) == 0 {
		return ""
	}
	return unsafe.String(&m.buf[0], len(m.buf)) //nolint:gosec // read only until the next reset; a copy would cost an allocation per leaf
}
