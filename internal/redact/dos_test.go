package redact

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

type hostile struct {
	ID     string `json:"id"`
	Unit   string `json:"unit"`
	Repeat int    `json:"repeat"`
	Note   string `json:"note"`
}

const (
	// texts of one detector's own are as long as shows whether time grows with
	// more than the length: there are thousands of them.
	ownBytes   = 40 << 10
	growthStep = 8
)

// hostileTexts are texts of a megabyte that make scanners slow.
func hostileTexts(tb testing.TB) map[string]string {
	tb.Helper()
	texts := map[string]string{}
	for _, h := range readLines[hostile](tb, "testdata/dos.jsonl") {
		texts[h.ID+" "+h.Note] = strings.Repeat(h.Unit, h.Repeat)
	}
	return texts
}

// ownTexts are what the engine and each detector look for, over and over.
func ownTexts() map[string]string {
	texts := map[string]string{}
	repeat := func(name, unit string) { texts[name+" "+unit] = strings.Repeat(unit, 1+ownBytes/len(unit)) }
	for _, unit := range []string{
		"[", "{", `{"a":`, `["`, `\"`, `{"a":"{\"b\":\"`, "1 ", "12 ", "1.", "1/", "a1-", "4111 1111 1111 111", "AB 12 ", "&#6", "%25", "%2540", "\u200b", "１", "é1 ",
		"[EMAIL", "<EMAIL_", "[REDACTED", "[EMAIL_ENC:", "Dear ", "my name is A ", "A.", "data:;base64,", "data:a;base64,AAAA ", "(1) ", "+1", "::", "a:b:", "1:2:", "1,", "=", "a=", "\"a\":", "k: ", "ß",
		"12345678 ", "12345678901 23456 ", "123-456-789 ", "1234567890123456", "12 34 56 78 90 ", "1;22;333;4444;",
		"phone ] 4155550132 ", "ssn > 123456780 ", "routing > 000000000 ",
	} {
		repeat("repeated", unit)
	}
	codes, patterns := builtin()
	add := func(name string, p detect.Proof) {
		for i, text := range append(p.Hits(), p.Misses()...) {
			text = strings.NewReplacer("«", "", "»", "").Replace(text)
			if i == 0 || i == len(p.Hits()) {
				repeat("proof of "+name, text)
				repeat("beginning of proof of "+name, text[:len(text)-1])
			}
		}
	}
	for i := range codes {
		add(string(codes[i].Entity), codes[i].Proof)
	}
	for i := range patterns {
		add(patterns[i].Name, patterns[i].Proof)
		for _, p := range patterns[i].Prefixes {
			repeat("prefix", p)
			repeat("spaced prefix", p+" ")
		}
	}
	return texts
}

// TestHostileTextIsLinear holds the time per byte of hostile texts against that
// of ordinary ones, as the code takes it that every platform has: ten times at the
// most for texts made to be slow. Texts of nothing but values, or what looks like
// their beginnings, may cost three times that, and so much more for each finding;
// but their time must not grow with more than their length.
func TestHostileTextIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r, scalar := newRedactor(t, Options{CacheEntries: -1}), scalarRedactor(t, Options{CacheEntries: -1})
	docs := corpus.Documents(corpusSeed, 200)
	ordinaryNow := func() (least float64) {
		for round := range 4 {
			took := perByte(func() int {
				for _, d := range docs {
					scalar.Text(d, Context{})
				}
				return int(total(docs))
			})
			if round <= 1 || took < least { // the first is for warming up
				least = took
			}
		}
		return least
	}
	ordinary := ordinaryNow()
	for name, text := range hostileTexts(t) {
		took, found := leastPerByte(r, text, 4, 10*ordinary)
		for again := 0; again < 5 && took > 10*ordinary; again++ { // what else runs slows down both: compare side by side
			ordinary = ordinaryNow()
			took, found = leastPerByte(r, text, 4, 10*ordinary)
		}
		assert.LessOrEqual(t, took, 10*ordinary, "%s: %.1f times ordinary text, %d findings", name, took/ordinary, found)
	}
	const findingSeconds = 2e-6
	for name, text := range ownTexts() {
		took, found := leastPerByte(r, text, 2, 2*ordinary)
		if took <= 2*ordinary {
			continue
		}
		perFinding := findingSeconds * float64(found) / float64(len(text))
		short := steadyPerByte(r, text[:len(text)/growthStep])
		most := min(30*ordinary+perFinding, 4*short+ordinary)
		for again := 0; again < 5 && took > most; again++ {
			took, ordinary, short = steadyPerByte(r, text), ordinaryNow(), steadyPerByte(r, text[:len(text)/growthStep])
			most = min(30*ordinary+perFinding, 4*short+ordinary)
		}
		assert.LessOrEqual(t, took, most, "%s: %.1f times ordinary text, of an eighth of it %.1f, %d findings", name, took/ordinary, short/ordinary, found)
	}
}

// leastPerByte is the least time a byte of a text takes in some runs, or in as
// many as it needs to be little enough: what else runs must not fail a test.
func leastPerByte(r *Redactor, text string, runs int, enough float64) (took float64, findings int) {
	for range runs {
		var res Result
		now := perByte(func() int { res = r.Text(text, Context{}); return len(text) })
		if took == 0 || now < took {
			took = now
		}
		if findings = len(res.Findings); took <= enough {
			break
		}
	}
	return took, findings
}

// steadyPerByte is the least time a byte of a text takes where it is scanned for
// some milliseconds on end, so that a collection of garbage in between, which counts
// as the process's time, does not decide.
func steadyPerByte(r *Redactor, text string) (took float64) {
	const atLeast, rounds = time.Millisecond, 3
	for range rounds {
		start, n := processTime(), 0
		for n == 0 || processTime()-start < atLeast {
			r.Text(text, Context{})
			n += len(text)
		}
		if now := (processTime() - start).Seconds() / float64(n); took == 0 || now < took {
			took = now
		}
	}
	return took
}

// perByte is the seconds a byte takes of the process's own time.
func perByte(f func() (n int)) float64 {
	start := processTime()
	n := f()
	return max(time.Duration(1), processTime()-start).Seconds() / float64(n)
}
