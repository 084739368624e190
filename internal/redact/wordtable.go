package redact

import (
	"math/bits"
	"strings"
)

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

// twoWords are two words that end phrases.
type twoWords struct {
	alone  sparseSet // the detectors of the phrase that is no more than these
	longer []phrase
}

// settle builds the tables of the last words.
func (v *vocabulary) settle() {
	words := map[string]sparseSet{}
	for w := range v.ends {
		words[w] = nil
	}
	for w, list := range v.byLast {
		for _, p := range list {
			if p.text == w {
				words[w] = v.detectorsOf(p)
			}
		}
	}
	v.twoWords = map[string]twoWords{}
	for two, list := range v.byLast {
		if strings.IndexByte(two, ' ') < 0 {
			continue
		}
		var entry twoWords
		for _, p := range list {
			if p.text == two {
				entry.alone = v.detectorsOf(p)
			} else {
				entry.longer = append(entry.longer, p)
			}
		}
		v.twoWords[two] = entry
	}
	v.words.slots = make([]lastWord, 1<<bits.Len(uint(2*len(words))))
	for w, detectors := range words {
		i := v.words.slot(wordHash(load32(w, 0), len(w)))
		for v.words.slots[i].text != "" {
			i = v.words.next(i)
		}
		v.words.slots[i] = lastWord{text: w, alone: detectors, ends: v.ends[w]}
	}
}

func (v *vocabulary) detectorsOf(p phrase) sparseSet {
	all := newSet(v.size)
	for _, d := range p.detectors {
		all.add(d)
	}
	return all.sparse(nil)
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
