package redact

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// detector is a detector that is on, in the order of priority.
type detector struct {
	entity       int32
	name         string
	hasContext   bool
	needsContext bool
	gate         *detect.Gate
	check        func(compact, printed string) detect.Confidence                 // of a code
	find         func(text string, at int) (start, end int, c detect.Confidence) // of a pattern
}

// codeIndex finds codes by their length without separators.
type codeIndex struct {
	byLength          [maxCodeLength + 1]codes
	shortest, longest int
	shortestFree      int // of those that need no context word
}

type codes struct {
	digits   codeList
	letters  codeList // that may have letters
	lettered codeList // that have
	none     bool     // no code has this length
}

// codeList is the codes of one length.
type codeList struct {
	// all are those that count beside a context word, as a set as large as that of
	// all detectors, and free those that count without one, by how many groups they
	// are printed in.
	all   set
	free  [groupsPerCode + 1][]int32
	any   bool
	mixed *codeList // those that may have spaces beside other separators, nil for none
}

func (l *codeList) add(c *detect.Code, detector int32) {
	l.any = true
	l.all = l.all.with(detector)
	if c.NeedsContext {
		return
	}
	for groups := range l.free {
		if (groups > 1 || !c.Printed) && (len(c.Parts) == 0 || slices.Contains(c.Parts, groups)) {
			l.free[groups] = append(l.free[groups], detector)
		}
	}
}

// settle makes the set as large as that of all detectors.
func (l *codeList) settle(detectors int) {
	all := newSet(detectors)
	copy(all, l.all)
	l.all = all
	if l.mixed != nil {
		l.mixed.settle(detectors)
	}
}

func (x *codeIndex) add(c *detect.Code, detector int32) {
	for n := max(c.Min, 1); n <= min(c.Max, maxCodeLength); n++ {
		list := x.byLength[n].of(c)
		list.add(c, detector)
		if c.Mixed {
			if list.mixed == nil {
				list.mixed = &codeList{}
			}
			list.mixed.add(c, detector)
		}
		if !c.NeedsContext && (x.shortestFree == 0 || n < x.shortestFree) {
			x.shortestFree = n
		}
		if x.shortest == 0 || n < x.shortest {
			x.shortest = n
		}
		x.longest = max(x.longest, n)
	}
}

func (l *codes) of(c *detect.Code) *codeList {
	switch {
	case c.Lettered:
		return &l.lettered
	case c.Letters:
		return &l.letters
	default:
		return &l.digits
	}
}

// addDetectors builds the tables of all detectors that are on.
func (r *Redactor) addDetectors(o *Options, sel *selection, codes []detect.Code, patterns []detect.Pattern) {
	type words struct {
		detector int32
		list     []string
	}
	var context []words
	for i := range codes {
		c := &codes[i]
		if !sel.wants(c.Entity, detectorDefault(c.Off)) {
			continue
		}
		d := r.addDetector(detector{
			entity: r.entityOf(c.Entity, o), hasContext: len(c.Context) > 0, needsContext: c.NeedsContext, check: c.Check,
		})
		r.codes.add(c, d)
		context = append(context, words{d, c.Context})
	}
	for i := range patterns {
		p := &patterns[i]
		if !sel.wants(p.Entity, detectorDefault(p.Off)) {
			continue
		}
		d := r.addDetector(detector{
			entity: r.entityOf(p.Entity, o), name: p.Name, hasContext: len(p.Context) > 0, needsContext: p.NeedsContext, gate: p.Gate, find: p.Find,
		})
		r.triggers.add(p, d)
		context = append(context, words{d, p.Context})
	}
	for n := range r.codes.byLength {
		c := &r.codes.byLength[n]
		c.none = !c.digits.any && !c.letters.any && !c.lettered.any
		c.digits.settle(len(r.detectors))
		c.letters.settle(len(r.detectors))
		c.lettered.settle(len(r.detectors))
	}
	r.vocabulary = newVocabulary(len(r.detectors))
	for _, w := range context {
		for _, word := range w.list {
			r.vocabulary.add(word, w.detector)
		}
	}
}

func (r *Redactor) addDetector(d detector) int32 {
	r.detectors = append(r.detectors, d)
	return int32(len(r.detectors) - 1)
}
