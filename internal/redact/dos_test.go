package redact

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

type hostile struct {
	ID     string `json:"id"`
	Unit   string `json:"unit"`
	Repeat int    `json:"repeat"`
	Note   string `json:"note"`
}

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
func ownTexts() iter.Seq2[string, string] {
	units := ownUnits()
	return func(yield func(name, text string) bool) {
		for _, unit := range slices.Sorted(maps.Keys(units)) {
			if !yield(units[unit]+" "+unit, strings.Repeat(unit, 1+denseBytes/len(unit))) {
				return
			}
		}
	}
}

// ownUnits are what ownTexts repeat, and what each is.
func ownUnits() map[string]string {
	units := map[string]string{}
	repeat := func(name, unit string) { units[unit] = name }
	for _, unit := range []string{
		"[", "{", `{"a":`, `["`, `\"`, `{"a":"{\"b\":\"`, "1 ", "12 ", "1.", "1/", "a1-", "4111 1111 1111 111", "AB 12 ", "&#6", "%25", "%2540", "\u200b", "１", "é1 ",
		"[EMAIL", "<EMAIL_", "[REDACTED", "[EMAIL_ENC:", "Dear ", "my name is A ", "A.", "data:;base64,", "data:a;base64,AAAA ", "(1) ", "+1", "::", "a:b:", "1:2:", "1,", "=", "a=", "\"a\":", "k: ", "ß",
		"dob,", "dob\n", "dob\tx\n", "|dob", "(dob,", "(dob) values (1),", "full_name,x\n", "full_name,x\nJane Roe,1\n", "| dob |\n|---|\n", "birth_date\n1985-07-30\n", "=40", "a=\n", "1+1", "a=1+1&", "dob,'\"", "</dob>", "<dob>1</dob>", "<input value=", `<input name="dob" value="x">`, `";s:1`, `s:3:"dob";s:1:"x";`, "dob\n\"",
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
	return units
}

// TestHostileTextIsLinear holds the time per byte of texts made to be slow against
// that of ordinary ones.
func TestHostileTextIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r := newRedactor(t, Options{CacheEntries: -1})
	ordinary := newOrdinary(t)
	for name, text := range hostileTexts(t) {
		ordinary.holds(t, r, name, text, mostOrdinary)
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

// perByte is the seconds a byte takes of the process's own time.
func perByte(f func() (n int)) float64 {
	start := processTime()
	n := f()
	return max(time.Duration(1), processTime()-start).Seconds() / float64(n)
}
