package redact

import (
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

const (
	denseBytes  = 1 << 20
	denseValues = 64
	denseTries  = 12 // for each value
	comparisons = 20

	// mostOrdinary is how many times the time of ordinary text a text may take.
	mostOrdinary = 10
)

// TestDenseTextIsLinear holds the time per byte of a megabyte of nothing but one
// detector's values, of what it turns down, or of either over and over, against that
// of ordinary text as the code takes it that every platform has.
func TestDenseTextIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r := newRedactor(t, Options{CacheEntries: -1})
	ordinary := newOrdinary(t)
	left := maps.Clone(slower)
	for _, texts := range []iter.Seq2[string, string]{denseTexts(r), ownTexts()} {
		for name, text := range texts {
			ordinary.holds(t, r, name, text, most(name))
			delete(left, name)
		}
	}
	assert.Empty(t, left, "no text has such a name")
}

// slower are the texts that are not within mostOrdinary, or so little that it would
// not hold anywhere, and how many times the time of ordinary text they were measured
// to take: a word for a number by each number that mixes separators, prefixes of
// keys that hang together, names in Korean or Thai with a number in between.
var slower = map[string]float64{
	"DATE_OF_BIRTH code 17 misses": 18.0,
	"prefix A3-":                   17.6,
	"repeated Dear ":               15.9,
	"beginning of proof of KR_PASSPORT 여권 M123A456": 15.6,
	"prefix sk-":              14.1,
	"prefix --":               13.9,
	`prefix auth="`:           13.1,
	"prefix BUNDLE_":          12.8,
	"prefix auth='":           12.8,
	"prefix AGE-SECRET-KEY-1": 12.7,
	"proof of authorization-header Authorization: none":           12.3,
	"ZA_ID_NUMBER code 151 misses":                                12.1,
	"ZA_ID_NUMBER code 152 misses":                                11.7,
	"proof of PH_TIN TIN: 123-456-789-000":                        11.7,
	"beginning of proof of UY_CI 1.234.567-":                      11.5,
	"US_DEA code 34 misses":                                       11.3,
	"prefix c.f.":                                                 11.2,
	"beginning of proof of TW_ID 身分證字號A12345678":                  10.8,
	"beginning of proof of PH_PHILSYS PhilSys 1234-5678-9012-345": 10.7,
	"proof of HU_TAJ TAJ szám 123 456 788":                        10.6,
	`spaced prefix auth\": `:                                      10.4,
	"beginning of proof of TH_TNIN บัตร 1-2345-67890-12-":         10.4,
	"proof of UY_CI 1.234.567-2":                                  10.1,
	"proof of PH_PHILSYS PhilSys 1234-5678-9012-3456":             9.9,
	"UK_POSTCODE code 25 misses":                                  9.8,
	"beginning of proof of PH_TIN TIN: 123-456-789-00":            9.2,
}

// most is how many times the time of ordinary text a text may take.
func most(name string) float64 {
	const mostSlower = 25
	if slower[name] > 0 {
		return mostSlower
	}
	return mostOrdinary
}

// ordinary is what a byte of ordinary text takes.
type ordinary struct {
	docs    []string
	scalar  *Redactor
	seconds float64
}

func newOrdinary(tb testing.TB) *ordinary {
	tb.Helper()
	o := &ordinary{docs: corpus.Documents(corpusSeed, 200), scalar: scalarRedactor(tb, Options{CacheEntries: -1})}
	o.measure()
	return o
}

func (o *ordinary) measure() {
	for round := range 4 {
		took := perByte(func() int {
			for _, d := range o.docs {
				o.scalar.Text(d, Context{})
			}
			return int(total(o.docs))
		})
		if round <= 1 || took < o.seconds { // the first is for warming up
			o.seconds = took
		}
	}
}

// holds asserts that a text takes no more than so many times as long. What else
// runs slows down both: where it does, they are compared again, side by side.
func (o *ordinary) holds(tb testing.TB, r *Redactor, name, text string, most float64) {
	tb.Helper()
	took, found := leastPerByte(r, text, 4, most*o.seconds)
	for again := 0; again < comparisons && took > most*o.seconds; again++ {
		o.measure()
		took, found = leastPerByte(r, text, 4, most*o.seconds)
	}
	assert.LessOrEqual(tb, took, most*o.seconds, "%s: %.1f times ordinary text, %d findings", name, took/o.seconds, found)
}

// denseTexts are megabytes of each detector's hits, of hits like the first and of
// its misses, by what they are.
func denseTexts(r *Redactor) iter.Seq2[string, string] {
	plain := strings.NewReplacer("«", "", "»", "").Replace
	return func(yield func(name, text string) bool) {
		seed := uint64(0)
		each := func(name string, p detect.Proof) bool {
			random := rand.New(rand.NewPCG(1, seed))
			var hits, misses []string
			for _, hit := range p.Hits() {
				hits = append(hits, variants(r, random, hit)...)
			}
			for _, m := range p.Misses() {
				misses = append(misses, plain(m))
			}
			seed += 3
			return yield(name+" hits", fill(random, hits)) &&
				(len(misses) == 0 || yield(name+" misses", fill(random, misses))) &&
				(len(hits) <= denseValues || yield(name+" first", fill(random, hits[:denseValues])))
		}
		codes, patterns := builtin()
		for i := range codes {
			if !each(fmt.Sprintf("%s code %d", codes[i].Entity, i), codes[i].Proof) {
				return
			}
		}
		for i := range patterns {
			if !each(fmt.Sprintf("%s %s %d", patterns[i].Entity, patterns[i].Name, i), patterns[i].Proof) {
				return
			}
		}
	}
}

// fill is units by chance, a megabyte of them.
func fill(random *rand.Rand, units []string) string {
	var b strings.Builder
	b.Grow(denseBytes + 4096)
	for len(units) > 0 && b.Len() < denseBytes {
		b.WriteString(units[random.IntN(len(units))])
		b.WriteByte(' ')
	}
	return b.String()
}

// variants are a hit and others like it, with other digits and letters.
func variants(r *Redactor, random *rand.Rand, hit string) []string {
	before, rest, _ := strings.Cut(hit, "«")
	value, after, _ := strings.Cut(rest, "»")
	known := map[string]bool{value: true}
	list := []string{before + value + after}
	want := r.Text(list[0], Context{}).Findings
	for tries := 0; tries < denseValues*denseTries && len(list) < denseValues; tries++ {
		if tries > 100 && len(list) < 3 {
			break // hardly any passes: a hash
		}
		v := []byte(value)
		for range 1 + random.IntN(4) {
			k := random.IntN(len(v))
			v[k] = likeIt(random, v[k])
		}
		if known[string(v)] {
			continue
		}
		text := before + string(v) + after
		known[string(v)] = true
		if slices.EqualFunc(r.Text(text, Context{}).Findings, want, sameFinding) {
			list = append(list, text)
		}
	}
	return list
}

func sameFinding(a, b Finding) bool {
	return a.Entity == b.Entity && a.Name == b.Name && a.Start == b.Start && a.End == b.End
}

// likeIt is another digit for a digit, another letter for a letter.
func likeIt(random *rand.Rand, c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return byte('0' + random.IntN(10))
	case 'a' <= c && c <= 'f':
		return byte('a' + random.IntN(6))
	case 'a' <= c && c <= 'z':
		return byte('a' + random.IntN(26))
	case 'A' <= c && c <= 'Z':
		return byte('A' + random.IntN(26))
	default:
		return c
	}
}
