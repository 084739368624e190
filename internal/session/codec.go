package session

import (
	"encoding/binary"
	"math"
)

func appendUint(dst []byte, n uint64) []byte { return binary.AppendUvarint(dst, n) }

func appendInt(dst []byte, n int64) []byte { return binary.AppendVarint(dst, n) }

func appendFixed(dst []byte, n uint64) []byte { return binary.LittleEndian.AppendUint64(dst, n) }

func appendFloat(dst []byte, f float64) []byte { return appendFixed(dst, math.Float64bits(f)) }

func appendText[T string | []byte](dst []byte, text T) []byte {
	return append(appendUint(dst, uint64(len(text))), text...)
}

func appendBool(dst []byte, b bool) []byte { //nolint:revive // what is written is a flag
	if b {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// reader reads what the functions above wrote. After a failure all it reads is zero.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) fail() {
	r.rest, r.failed = nil, true
}

func (r *reader) uint() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) int() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// upTo is a number of at most a bound.
func (r *reader) upTo(most uint64) uint64 {
	n := r.uint()
	if n > most {
		r.fail()
		return 0
	}
	return n
}

func (r *reader) uint32() uint32 { return uint32(r.upTo(math.MaxUint32)) }

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.fail()
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *reader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) bool() bool { return r.byte() != 0 }

func (r *reader) fixed() uint64 {
	if b := r.bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *reader) float() float64 { return math.Float64frombits(r.fixed()) }

// text is a text; it points into what is read.
func (r *reader) text() []byte { return r.bytes(int(r.upTo(uint64(len(r.rest))))) }

func (r *reader) string() string { return string(r.text()) }

// count is how many things follow that take at least so many bytes each.
func (r *reader) count(each int) int { return int(r.upTo(uint64(len(r.rest) / max(each, 1)))) }
