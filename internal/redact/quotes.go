package redact

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// quotes finds where strings of JSON end. It remembers where the quotes and
// backslashes are of the 64 bytes it looked at last, in which more strings may end.
type quotes struct {
	at   int // where those bytes begin
	bits uint64
}

// noQuotes is for a text of which nothing was looked at.
var noQuotes = quotes{at: nowhere}

// nearQuotes is how many times 64 bytes are looked at before the next quote and
// backslash are searched for one by one, which is faster where they are far.
const nearQuotes = 2

// end is where the string of t that begins at i has its closing quote, or -1.
func (q *quotes) end(t string, i int) int {
	quote := -1 // the next one, where it was searched for
	for near := 0; ; {
		if uint(i-q.at) >= 64 {
			switch {
			case i >= len(t):
				return -1
			case near < nearQuotes:
				q.look(t, i)
				near++
			default:
				if quote < i {
					if quote = strings.IndexByte(t[i:], '"'); quote < 0 {
						return -1
					}
					quote += i
				}
				k := strings.IndexByte(t[i:quote], '\\')
				if k < 0 {
					return quote
				}
				i += k + 2
				near = 0
				continue
			}
		}
		m := q.bits >> uint(i-q.at)
		if m == 0 {
			i = q.at + 64
			continue
		}
		i += bits.TrailingZeros64(m)
		if t[i] == '"' {
			return i
		}
		i += 2
		near = 0
	}
}

// look reads the 64 bytes from i on, or the last ones.
func (q *quotes) look(t string, i int) {
	if len(t) < 64 {
		var block [64]byte
		copy(block[:], t)
		q.at, q.bits = 0, quotesOf(&block)
		return
	}
	q.at = min(i, len(t)-64)
	q.bits = quotesOf(blockAt(t, q.at))
}

// quotesIn is quotesOf for machines without vector code.
func quotesIn(block *[64]byte) uint64 {
	return quotesInWord(block[0:8]) | quotesInWord(block[8:16])<<8 | quotesInWord(block[16:24])<<16 | quotesInWord(block[24:32])<<24 |
		quotesInWord(block[32:40])<<32 | quotesInWord(block[40:48])<<40 | quotesInWord(block[48:56])<<48 | quotesInWord(block[56:64])<<56
}

// quotesInWord is which of eight bytes are quotes or backslashes, in the lowest bits.
func quotesInWord(b []byte) uint64 {
	const topBitsDown = 0x0002040810204081
	x := binary.LittleEndian.Uint64(b)
	other := ((x & lowBits) ^ '"'*eachByte + lowBits) & ((x & lowBits) ^ '\\'*eachByte + lowBits)
	return (^(other | x) & highBits) * topBitsDown >> 56
}

// stringEnd is where the string of t that begins at i has its closing quote, or -1.
func stringEnd(t string, i int) int {
	q := noQuotes
	return q.end(t, i)
}
