package lane

import (
	"encoding/binary"
	"errors"
	"math"
)

// Errors of decoding.
var (
	// ErrVersion is a version this package does not know.
	ErrVersion = errors.New("unknown version")
	// ErrShort is a value that is cut off.
	ErrShort = errors.New("too short")
	// ErrValue is a number that is too large for its field.
	ErrValue = errors.New("number out of range")
)

// The versions of what is written. One that changes what a field means is another.
const (
	laneVersion = 2 // 1 had no trace of a cascade
	paceVersion = 1
)

// AppendBinary appends the lane, a version byte first. A lane that saw little is short.
func (l *Lane) AppendBinary(dst []byte) []byte {
	w := wire{buf: append(dst, laneVersion)}
	l.fields(&w)
	return w.buf
}

// DecodeBinary reads a lane from the front of data and returns what is behind it.
// It returns [ErrVersion], [ErrShort] or [ErrValue], and leaves the lane alone then.
func (l *Lane) DecodeBinary(data []byte) (rest []byte, err error) {
	var read Lane
	w, err := reader(data, laneVersion)
	if err != nil {
		return data, err
	}
	read.fields(&w)
	if w.err != nil {
		return data, w.err
	}
	*l = read
	return w.buf, nil
}

// AppendBinary appends the pace, a version byte first.
func (p *Pace) AppendBinary(dst []byte) []byte {
	w := wire{buf: append(dst, paceVersion)}
	p.fields(&w)
	return w.buf
}

// DecodeBinary reads a pace as [Lane.DecodeBinary] does a lane.
func (p *Pace) DecodeBinary(data []byte) (rest []byte, err error) {
	var read Pace
	w, err := reader(data, paceVersion)
	if err != nil {
		return data, err
	}
	read.fields(&w)
	if w.err != nil {
		return data, w.err
	}
	*p = read
	return w.buf, nil
}

// fields are what is written and read, in this order.
func (l *Lane) fields(w *wire) {
	l.context.fields(w)
	l.loops.fields(w)
	l.cascade.fields(w)
}

func (c *context) fields(w *wire) {
	number(w, &c.calls)
	if c.calls == 0 {
		return
	}
	number(w, &c.since)
	for i := range c.first {
		number(w, &c.first[i])
	}
	number(w, &c.last)
	number(w, &c.peak)
	number(w, &c.end)
	number(w, &c.compactions)
	number(w, &c.state)
	if c.state&hitCount > hitCalls {
		w.fail(ErrValue)
		c.state = 0
	}
	for i := range c.hits {
		number(w, &c.hits[i])
	}
	w.float64(&c.sumY)
	w.float64(&c.sumXY)
	w.float32(&c.early)
	w.float32(&c.recent)
}

func (l *loops) fields(w *wire) {
	w.int64(&l.wasted)
	number(w, &l.spent)
	number(w, &l.rest)
	number(w, &l.booked)
	number(w, &l.found)
	number(w, &l.step)
	number(w, &l.row)
	if l.row > 0 {
		number(w, &l.rowAt)
		number(w, &l.tool)
		number(w, &l.failed)
	}
	for i := range slots {
		number(w, &l.told[i])
		if l.told[i] != 0 {
			number(w, &l.ids[i])
			number(w, &l.result[i])
			number(w, &l.seen[i])
			number(w, &l.marks[i])
		}
	}
}

func (c *cascade) fields(w *wire) {
	number(w, &c.distance)
	number(w, &c.row)
	if c.distance == 0 && c.row == 0 {
		return
	}
	w.bool(&c.told)
	number(w, &c.rowAt)
	number(w, &c.first)
	for i := range c.span {
		number(w, &c.span[i])
	}
	if w.reading && w.version < 2 {
		return
	}
	for i := range c.trace {
		number(w, &c.trace[i])
	}
}

func (p *Pace) fields(w *wire) {
	number(w, &p.calls)
	if p.calls == 0 {
		return
	}
	p.times.fields(w)
	for i := range p.last {
		w.int64(&p.last[i])
	}
	number(w, &p.colds)
	number(w, &p.row)
	w.float32(&p.warm)
	w.float32(&p.weight)
	w.float32(&p.cold)
	w.float32(&p.burn)
	w.float32(&p.burnt)
}

func (t *times) fields(w *wire) {
	w.int64(&t.first)
	w.int64(&t.model)
	w.int64(&t.busy)
	w.int64(&t.active)
	for i := range t.runs {
		w.int64(&t.runs[i].start)
		w.int64(&t.runs[i].end)
	}
}

// wire writes fields, or reads them, so that both have the same list.
type wire struct {
	buf     []byte
	reading bool
	version byte // of what is read
	err     error
}

// reader reads what was written by this version, or an earlier one.
func reader(data []byte, version byte) (wire, error) {
	if len(data) == 0 {
		return wire{}, ErrShort
	}
	if data[0] == 0 || data[0] > version {
		return wire{}, ErrVersion
	}
	return wire{buf: data[1:], reading: true, version: data[0]}, nil
}

func number[T ~uint8 | ~uint16 | ~uint32](w *wire, field *T) {
	if !w.reading {
		w.buf = binary.AppendUvarint(w.buf, uint64(*field))
		return
	}
	value := w.uvarint()
	if value > uint64(^T(0)) {
		w.fail(ErrValue)
		return
	}
	*field = T(value)
}

func (w *wire) int64(field *int64) {
	if !w.reading {
		w.buf = binary.AppendVarint(w.buf, *field)
		return
	}
	if w.err != nil {
		return
	}
	value, n := binary.Varint(w.buf)
	if w.took(n) {
		*field = value
	}
}

func (w *wire) uvarint() uint64 {
	if w.err != nil {
		return 0
	}
	value, n := binary.Uvarint(w.buf)
	if !w.took(n) {
		return 0
	}
	return value
}

// took moves on by the bytes of a varint, of which 0 and less are errors.
func (w *wire) took(n int) bool {
	switch {
	case n > 0:
		w.buf = w.buf[n:]
		return true
	case n == 0:
		w.fail(ErrShort)
	default:
		w.fail(ErrValue)
	}
	return false
}

func (w *wire) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *wire) bool(field *bool) {
	var value uint8
	if *field {
		value = 1
	}
	number(w, &value)
	*field = value != 0
}

func (w *wire) float32(field *float32) {
	if !w.reading {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, math.Float32bits(*field))
		return
	}
	if data := w.next(4); data != nil {
		*field = math.Float32frombits(binary.LittleEndian.Uint32(data))
	}
}

func (w *wire) float64(field *float64) {
	if !w.reading {
		w.buf = binary.LittleEndian.AppendUint64(w.buf, math.Float64bits(*field))
		return
	}
	if data := w.next(8); data != nil {
		*field = math.Float64frombits(binary.LittleEndian.Uint64(data))
	}
}

func (w *wire) next(n int) []byte {
	if w.err != nil {
		return nil
	}
	if len(w.buf) < n {
		w.fail(ErrShort)
		return nil
	}
	data := w.buf[:n]
	w.buf = w.buf[n:]
	return data
}
