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
	// mixed are those that may have spaces beside other separators, and the bits of
	// the others of what length they are: all of them, and those that need no word.
	mixed               set
	anyMixed, freeMixed uint64
	// lengths are the bits of the lengths that codes have, by what is in them, and
	// freeLengths of those that need no word, by how many groups they are printed in.
	lengths     [2]uint64
	freeLengths [2][groupsPerCode + 1]uint64
}

// What is in a number.
const (
	onlyDigits  = 0
	withLetters = 1
)

// codes are those of one length, by what is in them: those that may be nothing but
// digits, and those that may have letters.
type codes [2]codeList

// codeList is codes of one length.
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
	if c.Mixed {
		if l.mixed == nil {
			l.mixed = &codeList{}
		}
		l.mixed.file(c, detector)
	}
	l.file(c, detector)
}

func (l *codeList) file(c *detect.Code, detector int32) {
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
	if c.Mixed {
		x.mixed = x.mixed.with(detector)
	}
	for n := max(c.Min, 1); n <= min(c.Max, maxCodeLength); n++ {
		if !c.Lettered {
			x.byLength[n][onlyDigits].add(c, detector)
		}
		if c.Letters {
			x.byLength[n][withLetters].add(c, detector)
		}
		if c.Mixed {
			x.anyMixed |= 1 << n
			if !c.NeedsContext {
				x.freeMixed |= 1 << n
			}
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

// settle completes the tables, when all codes are there.
func (x *codeIndex) settle(detectors int) {
	for n := range x.byLength {
		for kind := range x.byLength[n] {
			list := &x.byLength[n][kind]
			list.settle(detectors)
			if list.any {
				x.lengths[kind] |= 1 << n
			}
			for groups, free := range list.free {
				if len(free) > 0 {
					x.freeLengths[kind][groups] |= 1 << n
				}
			}
		}
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
	r.codes.settle(len(r.detectors))
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
