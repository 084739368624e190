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

const megabyte = 1 << 20

// hostileTexts are texts of a megabyte that make scanners slow: those of the
// case file, and what each detector looks for, over and over.
func hostileTexts(tb testing.TB) map[string]string {
	tb.Helper()
	texts := map[string]string{}
	for _, h := range readLines[hostile](tb, "testdata/dos.jsonl") {
		texts[h.ID+" "+h.Note] = strings.Repeat(h.Unit, h.Repeat)
	}
	for _, unit := range []string{
		"[", "{", `{"a":`, `["`, `\"`, `{"a":"{\"b\":\"`, "1 ", "12 ", "1.", "1/", "a1-", "4111 1111 1111 111", "AB 12 ", "&#6", "%25", "%2540", "\u200b", "１", "é1 ",
		"[EMAIL", "<EMAIL_", "[REDACTED", "[EMAIL_ENC:", "Dear ", "my name is A ", "A.", "data:;base64,", "data:a;base64,AAAA ", "(1) ", "+1", "::", "a:b:", "1:2:", "1,", "=", "a=", "\"a\":", "k: ", "ß",
	} {
		texts["repeated "+unit] = strings.Repeat(unit, megabyte/len(unit))
	}
	codes, patterns := builtin()
	add := func(name string, p detect.Proof) {
		for i, text := range append(p.Hits(), p.Misses()...) {
			text = strings.NewReplacer("«", "", "»", "").Replace(text)
			if i == 0 || i == len(p.Hits()) {
				texts["proof of "+name+" "+text] = strings.Repeat(text, 1+megabyte/4/len(text))
				texts["prefix of "+name+" "+text] = strings.Repeat(text[:len(text)-1], 1+megabyte/4/len(text))
			}
		}
	}
	for i := range codes {
		add(string(codes[i].Entity), codes[i].Proof)
	}
	for i := range patterns {
		add(patterns[i].Name, patterns[i].Proof)
		for _, p := range patterns[i].Prefixes {
			texts["prefix "+p] = strings.Repeat(p, megabyte/4/len(p))
			texts["spaced prefix "+p] = strings.Repeat(p+" ", megabyte/4/(len(p)+1))
		}
	}
	return texts
}

// TestHostileTextIsLinear holds the time per byte of hostile texts against that
// of ordinary ones. Findings cost more than text, and of them there may be many.
func TestHostileTextIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r := newRedactor(t, Options{CacheEntries: -1})
	docs := corpus.Documents(corpusSeed, 400)
	ordinary := perByte(func() int {
		for _, d := range docs {
			r.Text(d, Context{})
		}
		return int(total(docs))
	})
	ordinary = max(ordinary, 5e-9) // vector code makes ordinary text faster yet, which is no reason to fail
	for name, text := range hostileTexts(t) {
		most := 20.0 // texts of nothing but one detector's prefixes, which may be scanned twice
		if strings.HasPrefix(name, "dos-") {
			most = 10
		}
		var res Result
		took := perByte(func() int { res = r.Text(text, Context{}); return len(text) })
		for range 3 { // what else runs here must not fail the test
			if took > most*ordinary {
				took = min(took, perByte(func() int { res = r.Text(text, Context{}); return len(text) }))
			}
		}
		const findingSeconds = 1.5e-6
		perFinding := findingSeconds * float64(len(res.Findings)) / float64(len(text))
		assert.LessOrEqual(t, took, most*ordinary+perFinding, "%s: %.1f ns a byte, %.1f times that of ordinary text, %d findings", name, took*1e9, took/ordinary, len(res.Findings))
	}
}

// perByte is the seconds a byte takes of the process's own time.
func perByte(f func() (n int)) float64 {
	start := processTime()
	n := f()
	return max(time.Duration(1), processTime()-start).Seconds() / float64(n)
}
