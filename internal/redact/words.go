package redact

import (
	"math/bits"
	"slices"
)

// wordIndex finds prefixes by the first letters and digits of the word they
// begin with: up to four of them, in any case, and where there are fewer, that
// the word ends. So "sk-" is looked at where the word sk is, and not at "skill".
type wordIndex struct {
	filter wordBloom
	// slots are a hash table of keys, list what they stand for.
	slots []wordSlot
	list  []prefix

	byKey map[uint32][]prefix // until all are there
}

// A wordSlot is a key and the range of its prefixes in the list. What they have in
// common are the first eight bytes of the text, under a mask.
type wordSlot struct {
	key          uint32
	from, to     uint16
	common, mask uint64
}

// wordBloom has two bits of one of its words set for each key, so that of the
// words of ordinary text few in a thousand are looked up for nothing.
type wordBloom [1 << bloomBits]uint64

const bloomBits = 11

// bloomHash spreads a key: the upper bits say which word of a filter, and those
// from firstBit and from secondBit on which bits of it.
func bloomHash(key uint32) uint32 { return key * 0x85ebca6b }

const (
	firstBit  = 15
	secondBit = 9
)

func (f *wordBloom) add(key uint32) {
	h := bloomHash(key)
	f[h>>(32-bloomBits)] |= 1<<(h>>firstBit&63) | 1<<(h>>secondBit&63)
}

// has is 1 if a key may be there, else 0.
func (f *wordBloom) has(key uint32) uint64 {
	h := bloomHash(key)
	w := f[h>>(32-bloomBits)]
	return w >> (h >> firstBit & 63) & (w >> (h >> secondBit & 63)) & 1
}

// wordKey is the key of a word, by its first four bytes and how many of its first
// are letters and digits, as the lowest bits of run say.
func wordKey(x uint32, run uint64) uint32 {
	return (x | 0x20202020) & wordMasks[run&15]
}

// wordMasks are the bytes that belong to a word, by which of its first four are
// letters and digits.
var wordMasks = func() (masks [16]uint32) {
	for run := range masks {
		masks[run] = uint32(uint64(1)<<(8*bits.TrailingZeros(^uint(run))) - 1)
	}
	return masks
}()

// prefixKey is the key under which a prefix is found that has a certain number of
// letters and digits to go on with.
func prefixKey(word string) uint32 {
	run := uint64(0)
	for i := range min(4, len(word)) {
		if class[word[i]]&isAlnum == 0 {
			break
		}
		run |= 1 << i
	}
	return wordKey(load32(word, 0), run)
}

// add files a prefix under all keys of words it may begin.
func (x *wordIndex) add(p prefix) {
	if x.byKey == nil {
		x.byKey = map[uint32][]prefix{}
	}
	n := 0
	for n < min(4, len(p.text)) && class[p.text[n]]&isAlnum != 0 {
		n++
	}
	x.file(p, p.text)
	if n == len(p.text) && !p.whole {
		x.goOn(p, p.text)
	}
}

const lowerAlnum = "abcdefghijklmnopqrstuvwxyz0123456789"

// file adds a prefix under a word.
func (x *wordIndex) file(p prefix, word string) {
	key := prefixKey(word)
	if !slices.Contains(x.byKey[key], p) {
		x.byKey[key] = append(x.byKey[key], p)
	}
}

// goOn adds it under all words that go on from one.
func (x *wordIndex) goOn(p prefix, word string) {
	for i := 0; len(word) < 4 && i < len(lowerAlnum); i++ {
		longer := word + lowerAlnum[i:i+1]
		x.file(p, longer)
		x.goOn(p, longer)
	}
}

// settle builds the tables.
func (x *wordIndex) settle() {
	x.slots = make([]wordSlot, 1<<bits.Len(uint(len(x.byKey)*3/2)))
	keys := make([]uint32, 0, len(x.byKey))
	for key := range x.byKey {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		x.filter.add(key)
		from := len(x.list)
		x.list = append(x.list, x.byKey[key]...)
		i := x.slot(key)
		for x.slots[i].to != 0 {
			i = (i + 1) & (len(x.slots) - 1)
		}
		x.slots[i] = wordSlot{key: key, from: uint16(from), to: uint16(len(x.list))}
		x.slots[i].agree(x.list[from:])
	}
	x.byKey = nil
}

func (x *wordIndex) slot(key uint32) int { return int(bloomHash(key)>>8) & (len(x.slots) - 1) }

// agree finds what prefixes have in common.
func (s *wordSlot) agree(list []prefix) {
	s.common, s.mask = list[0].head, ^uint64(0)
	for i := range list {
		p := &list[i]
		s.mask &= p.bits &^ p.caseBits &^ (p.head ^ s.common)
	}
	s.common &= s.mask
}

// at is the prefixes of a key that may begin with eight bytes.
func (x *wordIndex) at(key uint32, text uint64) []prefix {
	for i := x.slot(key); ; i = (i + 1) & (len(x.slots) - 1) {
		s := &x.slots[i]
		if s.key == key || s.to == 0 {
			if text&s.mask != s.common {
				return nil
			}
			return x.list[s.from:s.to]
		}
	}
}
