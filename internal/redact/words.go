package redact

import (
	"maps"
	"math/bits"
	"slices"
)

// wordIndex finds prefixes by the first letters and digits of the word they
// begin with: up to five of them, in any case, and where there are fewer, that the
// word ends and roughly at what. So "sk-" is looked at where the word sk is and a
// hyphen behind it, and not at "skill".
type wordIndex struct {
	filter wordBloom
	// slots are a hash table of keys, list what they stand for.
	slots []wordSlot
	list  []prefix

	// Until all are there. Prefixes of three letters that may go on are filed under
	// these alone.
	byKey, byStem map[uint64][]prefix
}

// A wordSlot is a key and the range of its prefixes in the list. What they have in
// common are the first eight bytes of the text, under a mask.
type wordSlot struct {
	key          uint64
	from, to     uint16
	common, mask uint64
}

// wordBloom is asked two questions, the cheap one first: whether any key begins
// as a word does, which of ten words of ordinary text one or two may; and of those
// whether it is the word's own key, of which two bits of one of the words of keys
// are set. Its layout is known to the assembly.
type wordBloom struct {
	stems [1 << stemBits / 32]uint32  // of the first three bytes of a word
	whole [1 << wholeBits / 32]uint32 // of those with which any word may go on
	keys  [1 << bloomBits]uint64
}

const (
	stemBits  = 15
	beginBits = 13
	wholeBits = 13
	bloomBits = 10
)

// bloomHash spreads a key. Its upper bits say which of the words of keys, those
// from firstBit and from secondBit on which bits of it.
func bloomHash(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 }

const (
	firstBit  = 47
	secondBit = 41

	// stem are the first three letters of a key.
	stem        = 1<<24 - 1
	stemLetters = 3
)

// stemHash spreads the first three bytes of a word, in any case: the upper bits say
// which of stems and of whole.
func stemHash(x uint32) uint32 { return x & caseless3 * 0x2545f491 }

const caseless3 = caseless | caseless<<8 | caseless<<16

// add adds a key.
func (f *wordBloom) add(key uint64) {
	h := bloomHash(key)
	f.keys[h>>(64-bloomBits)] |= 1<<(h>>firstBit&63) | 1<<(h>>secondBit&63)
}

// addWhole adds all keys that begin with three letters.
func (f *wordBloom) addWhole(key uint64) { setBit(f.whole[:], stemHash(uint32(key))>>(32-wholeBits)) }

// addStem adds the beginning of a word that a prefix begins, which may be longer
// or shorter than it.
func (f *wordBloom) addStem(word string, p *prefix) {
	if len(word) >= stemLetters {
		setBit(f.stems[:], stemHash(load32(word, 0))>>(32-stemBits))
		return
	}
	for _, next := range p.variants(len(word)) {
		f.addStem(word+string([]byte{next}), p)
	}
}

func setBit(set []uint32, i uint32) { set[i>>5] |= 1 << (i & 31) }

// has is 1 if a key may be there, of a word that begins with x, else 0.
func (f *wordBloom) has(key uint64, x uint32) uint64 {
	h, beginning := bloomHash(key), stemHash(x)>>(32-wholeBits)
	w := f.keys[h>>(64-bloomBits)]
	return (w>>(h>>firstBit&63)&(w>>(h>>secondBit&63)) | uint64(f.whole[beginning>>5]>>(beginning&31))) & 1
}

const (
	// keyLetters is how many letters and digits a key has at the most.
	keyLetters = 5
	// endBits are those that a key has of the byte a shorter word ends at. They
	// tell a space from a colon, an equals sign, a hyphen, an underscore and a point.
	endBits = 0x13
	// caseless are the bits of a letter or digit but for its case.
	caseless = 0xdf
)

// wordKey is the key of a word, by its first bytes and how many of its first are
// letters and digits, as the lowest bits of run say.
func wordKey(x, run uint64) uint64 { return x & wordMasks[run&(1<<keyLetters-1)] }

// wordMasks are the bits that belong to a key, by which of a word's first five
// bytes are letters and digits.
var wordMasks = func() (masks [1 << keyLetters]uint64) {
	for run := range masks {
		n := bits.TrailingZeros(^uint(run))
		for k := range n {
			masks[run] |= caseless << (8 * k)
		}
		if n < keyLetters {
			masks[run] |= endBits << (8 * n)
		}
	}
	return masks
}()

// prefixKey is the key of a word that is all letters and digits, or up to where it
// ends.
func prefixKey(word string) uint64 {
	return wordKey(load64From(word, 0), 1<<lettersOf(word)-1)
}

// add files a prefix under all keys of words it may begin.
func (x *wordIndex) add(p prefix) {
	if x.byKey == nil {
		x.byKey, x.byStem = map[uint64][]prefix{}, map[uint64][]prefix{}
	}
	n := lettersOf(p.text)
	if n < len(p.text) || n == keyLetters {
		x.file(p, p.text)
		return
	}
	x.goOn(p, p.text)
}

// lettersOf is how many of the first bytes of a word are letters and digits, up to
// keyLetters.
func lettersOf(word string) int {
	n := 0
	for n < min(keyLetters, len(word)) && class[word[n]]&isAlnum != 0 {
		n++
	}
	return n
}

const lowerAlnum = "abcdefghijklmnopqrstuvwxyz0123456789"

// file adds a prefix under a word.
func (x *wordIndex) file(p prefix, word string) {
	x.filter.addStem(word, &p)
	key := prefixKey(word)
	if !slices.Contains(x.byKey[key], p) {
		x.byKey[key] = append(x.byKey[key], p)
	}
}

// goOn adds it under a word that ends at anything, and under all that go on from it.
func (x *wordIndex) goOn(p prefix, word string) {
	switch {
	case len(word) == keyLetters:
		x.file(p, word)
		return
	case len(word) == stemLetters && !p.whole:
		x.filter.addStem(word, &p)
		key := prefixKey(word) & stem
		x.byStem[key] = append(x.byStem[key], p)
		return
	}
	for end := range 256 {
		if p.endsAt(byte(end)) {
			x.file(p, word+string([]byte{byte(end)}))
		}
	}
	for i := 0; !p.whole && i < len(lowerAlnum); i++ {
		x.goOn(p, word+lowerAlnum[i:i+1])
	}
}

// settle builds the tables.
func (x *wordIndex) settle() {
	for key, list := range x.byKey {
		x.byKey[key] = append(list, x.byStem[key&stem]...)
		x.filter.add(key)
	}
	for key, list := range x.byStem {
		if x.byKey[key] == nil { // else a word of three letters that ends at a space
			x.byKey[key] = list
		}
		x.filter.addWhole(key)
	}
	x.slots = make([]wordSlot, 1<<bits.Len(uint(len(x.byKey)*3/2)))
	for _, key := range slices.Sorted(maps.Keys(x.byKey)) {
		from := len(x.list)
		x.list = append(x.list, x.byKey[key]...)
		i := x.slot(key)
		for x.slots[i].to != 0 {
			i = (i + 1) & (len(x.slots) - 1)
		}
		x.slots[i] = wordSlot{key: key, from: uint16(from), to: uint16(len(x.list))}
		x.slots[i].agree(x.list[from:])
	}
	x.byKey, x.byStem = nil, nil
}

func (x *wordIndex) slot(key uint64) int { return int(bloomHash(key)>>32) & (len(x.slots) - 1) }

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
func (x *wordIndex) at(key, text uint64) []prefix {
	for i := x.slot(key); ; i = (i + 1) & (len(x.slots) - 1) {
		s := &x.slots[i]
		switch {
		case s.key == key && s.to != 0:
			if text&s.mask != s.common {
				return nil
			}
			return x.list[s.from:s.to]
		case s.to == 0 && key == key&stem:
			return nil
		case s.to == 0:
			return x.at(key&stem, text)
		}
	}
}
