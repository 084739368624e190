package evaluation

import (
	"strings"
	"time"
)

// OtherLabel stands for the labels past the bound of [Labels].
const OtherLabel = "_OTHER"

// Labels bounds how many words an evaluator may use: a judge that answers with prose
// must not take the room of all others. It is not safe for concurrent use.
type Labels struct {
	each, all   int
	forgetAfter time.Duration
	known       map[spoken]*time.Time // when it was said last; a map of values would keep the caller's strings
	counts      map[speaker]int
	swept       time.Time
}

type speaker struct{ name, evaluator string }

type spoken struct {
	speaker
	word string
}

// NewLabels allows each evaluator so many words, and all of them together so many. A
// word that is not said for as long as forgetAfter makes room.
func NewLabels(each, all int, forgetAfter time.Duration) *Labels {
	return &Labels{each: each, all: all, forgetAfter: forgetAfter, known: make(map[spoken]*time.Time), counts: make(map[speaker]int)}
}

// Bound returns the word where there is room for it, else [OtherLabel]. Pass, fail and
// none take no room.
func (l *Labels) Bound(name, evaluator, word string, now time.Time) string {
	if word == "" || word == Pass || word == Fail {
		return word
	}
	by := speaker{name: name, evaluator: evaluator}
	if at, ok := l.known[spoken{by, word}]; ok {
		*at = now
		return word
	}
	if l.full(by) {
		l.sweep(now)
	}
	if l.full(by) {
		return OtherLabel
	}
	by = speaker{name: strings.Clone(name), evaluator: strings.Clone(evaluator)}
	l.known[spoken{by, strings.Clone(word)}] = &now
	l.counts[by]++
	return word
}

func (l *Labels) full(by speaker) bool {
	return len(l.known) >= l.all || l.counts[by] >= l.each
}

func (l *Labels) sweep(now time.Time) {
	if now.Sub(l.swept) < sweepEvery {
		return
	}
	l.swept = now
	for said, at := range l.known {
		if now.Sub(*at) < l.forgetAfter {
			continue
		}
		delete(l.known, said)
		if l.counts[said.speaker]--; l.counts[said.speaker] == 0 {
			delete(l.counts, said.speaker)
		}
	}
}
