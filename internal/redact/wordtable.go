package redact

import "math/bits"

// wordTable finds the last words of phrases by their hash. What is the same in any
// map is done without one here: context words stand by most numbers.
type wordTable struct {
	slots []lastWord // a power of two of them, some of them free
}

// lastWord is a word that ends phrases, in small letters.
type lastWord struct {
	text  string
	alone sparseSet // the detectors of the phrase that is no more than this word, nil for none
	ends  bool      // phrases of several words end with it
}

// settle builds the table of the last words.
func (v *vocabulary) settle() {
	words := map[string][]int32{}
	for w := range v.ends {
		words[w] = nil
	}
	for w, list := range v.byLast {
		for _, p := range list {
			if p.text == w {
				words[w] = p.detectors
			}
		}
	}
	v.words.slots = make([]lastWord, 1<<bits.Len(uint(2*len(words))))
	for w, detectors := range words {
		all := newSet(v.size)
		for _, d := range detectors {
			all.add(d)
		}
		i := v.words.slot(wordHash(load32(w, 0), len(w)))
		for v.words.slots[i].text != "" {
			i = v.words.next(i)
		}
		v.words.slots[i] = lastWord{text: w, alone: all.sparse(nil), ends: v.ends[w]}
	}
}

func (t *wordTable) slot(hash uint32) int { return int(hash*0x9e3779b1>>8) & (len(t.slots) - 1) }

func (t *wordTable) next(i int) int { return (i + 1) & (len(t.slots) - 1) }

// find finds a word by its hash, one of ASCII in any case, and returns nil for none.
func (t *wordTable) find(word string, hash uint32) *lastWord {
	for i := t.slot(hash); t.slots[i].text != ""; i = t.next(i) {
		if equalFold(word, t.slots[i].text) {
			return &t.slots[i]
		}
	}
	return nil
}
