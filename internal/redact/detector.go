package redact

import (
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
	digits, letters codeList
	none            bool // no code has this length
}

// codeList parts the codes that are nothing without a context word.
type codeList struct {
	free  detectors
	bare  detectors // those of free that may have no separators
	bound set
	any   bool      // of either
	mixed *codeList // those that may have spaces beside other separators, nil for none
}

func (l *codeList) add(c *detect.Code, detector int32) {
	l.any = true
	if c.NeedsContext {
		l.bound = l.bound.with(detector)
		return
	}
	l.free.add(detector)
	if !c.Printed {
		l.bare.add(detector)
	}
}

// detectors are some of all, in order and as a set as large as that of all.
type detectors struct {
	list []int32
	set  set
}

func (d *detectors) add(detector int32) {
	d.list = append(d.list, detector)
	d.set = d.set.with(detector)
}

// settle makes all sets as large as that of all detectors.
func (l *codeList) settle(detectors int) {
	for _, s := range []*set{&l.free.set, &l.bare.set, &l.bound} {
		all := newSet(detectors)
		copy(all, *s)
		*s = all
	}
	if l.mixed != nil {
		l.mixed.settle(detectors)
	}
}

func (x *codeIndex) add(c *detect.Code, detector int32) {
	for n := max(c.Min, 1); n <= min(c.Max, maxCodeLength); n++ {
		list := &x.byLength[n].digits
		if c.Letters {
			list = &x.byLength[n].letters
		}
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
		c.none = !c.digits.any && !c.letters.any
		c.digits.settle(len(r.detectors))
		c.letters.settle(len(r.detectors))
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
