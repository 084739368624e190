// Package accuracy measures what a redactor finds in labelled texts: how much of
// what is there (recall) and how much of what it finds is there (precision).
//
// It reads and writes nothing; internal/tools/redaction-accuracy runs it over the
// case files beside package redact and writes the README of the processor.
package accuracy

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Span is a labelled value in a text, in bytes.
type Span struct {
	Entity     detect.Entity
	Start, End int
}

// Case is a text and what is known of it.
type Case struct {
	// Set is the name of the set the case is from.
	Set string
	// Text is what is scanned, Key the key it stands under; it may be empty.
	Text, Key string
	// Values are those that must be found.
	Values []Span
	// Labels are the entities of which all values in the text are labelled, so
	// that any other finding of them is wrong.
	Labels map[detect.Entity]bool
	// Harmless are spans in which nothing at all is to be found.
	Harmless []Span
}

// Find returns the findings in a text under a key.
type Find func(text, key string) []redact.Finding

// Tally is what became of the values of one entity.
type Tally struct {
	// Values is how many there are, and Found how many of them are covered whole
	// by one finding of the entity. Elsewhere are covered by one of another: they
	// are masked, but under another name.
	Values, Found, Elsewhere int
	// Right are the findings that overlap a value of theirs, Wrong those that have
	// no business where they are. What no label speaks of is neither.
	Right, Wrong int
	// Sets are those that have values of the entity, or wrong findings, in the
	// order of the cases.
	Sets []string
}

// Recall is the share of the values that was found, of 1; ok is false without values.
func (t *Tally) Recall() (share float64, ok bool) {
	return ratio(t.Found, t.Values)
}

// Precision is the share of the findings that are right, of 1; ok is false without any.
func (t *Tally) Precision() (share float64, ok bool) {
	return ratio(t.Right, t.Right+t.Wrong)
}

func ratio(part, whole int) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

func (t *Tally) from(set string) {
	if !slices.Contains(t.Sets, set) {
		t.Sets = append(t.Sets, set)
	}
}

// SetTally is what became of one set.
type SetTally struct {
	// Texts, Bytes and Wrong are how many texts it has, of how many bytes in all,
	// and how many findings in them are wrong.
	Texts, Bytes, Wrong int
}

// Result is what was measured.
type Result struct {
	Entities map[detect.Entity]*Tally
	Sets     map[string]*SetTally
}

// Entity returns the tally of an entity; it is zero for one that no case knows.
func (r *Result) Entity(e detect.Entity) *Tally {
	t := r.Entities[e]
	if t == nil {
		t = &Tally{}
		r.Entities[e] = t
	}
	return t
}

// Set returns the tally of a set.
func (r *Result) Set(name string) *SetTally {
	s := r.Sets[name]
	if s == nil {
		s = &SetTally{}
		r.Sets[name] = s
	}
	return s
}

// Measure holds what is found in the cases against their labels.
func Measure(cases []Case, find Find) *Result {
	r := &Result{Entities: map[detect.Entity]*Tally{}, Sets: map[string]*SetTally{}}
	for i := range cases {
		c := &cases[i]
		findings := find(c.Text, c.Key)
		set := r.Set(c.Set)
		set.Texts++
		set.Bytes += len(c.Text)
		for _, v := range c.Values {
			t := r.Entity(v.Entity)
			t.from(c.Set)
			t.Values++
			switch {
			case slices.ContainsFunc(findings, func(f redact.Finding) bool { return f.Entity == v.Entity && covers(f, v) }):
				t.Found++
			case slices.ContainsFunc(findings, func(f redact.Finding) bool { return covers(f, v) }):
				t.Elsewhere++
			}
		}
		for _, f := range findings {
			switch {
			case slices.ContainsFunc(c.Values, func(v Span) bool { return v.Entity == f.Entity && overlaps(f, v) }):
				r.Entity(f.Entity).Right++
			case c.Labels[f.Entity], slices.ContainsFunc(c.Harmless, func(s Span) bool { return overlaps(f, s) }):
				t := r.Entity(f.Entity)
				t.Wrong++
				t.from(c.Set)
				set.Wrong++
			}
		}
	}
	return r
}

func covers(f redact.Finding, v Span) bool { return f.Start <= v.Start && f.End >= v.End }

func overlaps(f redact.Finding, v Span) bool { return f.Start < v.End && f.End > v.Start }
