package redact

import (
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	re2 "github.com/wasilibs/go-re2"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
)

const corpusSeed = 20261123

// thirty are rules as people write them for the stock redaction processor.
var thirty = []string{
	`\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b`, `\b4[0-9]{12}(?:[0-9]{3})?\b`, `\b5[1-5][0-9]{14}\b`, `\b3[47][0-9]{13}\b`,
	`\b6(?:011|5[0-9]{2})[0-9]{12}\b`, `\b(?:\d{4}[- ]){3}\d{4}\b`, `\b\d{3}-\d{2}-\d{4}\b`, `\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b`,
	`\b(?:\d{1,3}\.){3}\d{1,3}\b`, `\b(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b`, `\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b`,
	`\b\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b`, `\+\d{1,3}[ -]?\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b`, `\bAKIA[0-9A-Z]{16}\b`, `\bASIA[0-9A-Z]{16}\b`,
	`\bgh[pousr]_[A-Za-z0-9]{36}\b`, `\bgithub_pat_[A-Za-z0-9_]{22,}\b`, `\bxox[baprs]-[A-Za-z0-9-]{10,}\b`, `\bsk-[A-Za-z0-9_-]{20,}\b`,
	`\bAIza[0-9A-Za-z_-]{35}\b`, `\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\b`, `-----BEGIN [A-Z ]*PRIVATE KEY-----`,
	`\bsk_live_[0-9a-zA-Z]{24,}\b`, `\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b`, `\bhf_[A-Za-z0-9]{34,}\b`, `\bglpat-[A-Za-z0-9_-]{20}\b`,
	`(?i)\bpassword\s*[=:]\s*\S+`, `(?i)\bbearer\s+[A-Za-z0-9._-]+`, `\b[A-CEGHJ-PR-TW-Z]{2}\d{6}[A-D]\b`, `\b[A-Z]{5}\d{4}[A-Z]\b`,
}

func total(docs []string) (n int64) {
	for _, d := range docs {
		n += int64(len(d))
	}
	return n
}

// measure runs f over the documents and reports the speed by the processor's time.
func measure(b *testing.B, docs []string, f func(d string)) {
	b.Helper()
	b.ReportAllocs()
	start := processTime()
	for b.Loop() {
		for _, d := range docs {
			f(d)
		}
	}
	used := processTime() - start
	b.ReportMetric(float64(total(docs))*float64(b.N)/used.Seconds()/1e6, "cpu-MB/s")
}

func BenchmarkText(b *testing.B) {
	r, err := New(Options{CacheEntries: -1})
	require.NoError(b, err)
	measure(b, corpus.Documents(corpusSeed, 500), func(d string) { r.Text(d, Context{Key: "gen_ai.input.messages"}) })
}

func BenchmarkTextByKind(b *testing.B) {
	r, err := New(Options{CacheEntries: -1})
	require.NoError(b, err)
	kinds := map[string][]string{}
	for i, d := range corpus.Documents(corpusSeed, 500) {
		kind := "foreign"
		switch k := i % 20; {
		case k < 9:
			kind = "prose"
		case k < 14:
			kind = "source"
		case k < 18:
			kind = "json"
		}
		kinds[kind] = append(kinds[kind], d)
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		b.Run(kind, func(b *testing.B) { measure(b, kinds[kind], func(d string) { r.Text(d, Context{}) }) })
	}
}

// BenchmarkConversation is conversations as agents send them, all of it with every call.
func BenchmarkConversation(b *testing.B) {
	calls := corpus.Conversation(corpusSeed, 40)
	r, err := New(Options{})
	require.NoError(b, err)
	tenant := 0
	measure(b, calls, func(d string) {
		if d == calls[0] {
			tenant++ // a conversation no call of which is known yet
			r.cache = newCache(defaultCacheEntries, uint64(tenant))
		}
		r.Text(d, Context{Key: "gen_ai.input.messages"})
	})
}

// BenchmarkAgainst measures the redactor against what else could do the work, in
// turns, so that whatever slows the machine down slows all of them. It reports
// the median ratio of each to the redactor: above 1, the redactor is faster.
func BenchmarkAgainst(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one core: the collector's helpers count as well
	docs := corpus.Documents(corpusSeed, 120)
	r, err := New(Options{CacheEntries: -1})
	require.NoError(b, err)
	var each []*regexp.Regexp
	for _, p := range thirty {
		each = append(each, regexp.MustCompile(p))
	}
	one := re2.MustCompile("(?:" + strings.Join(thirty, ")|(?:") + ")")
	buf := make([]byte, 1<<20)
	scalar := scalarRedactor(b, Options{CacheEntries: -1})
	sum := 0
	others := []struct {
		name  string
		every int // in how many documents it is run on one, being slow
		run   func(d string)
	}{
		{"regexp_30", 40, func(d string) {
			for _, e := range each {
				if e.MatchString(d) {
					d = e.ReplaceAllString(d, "****")
				}
			}
		}},
		{"scalar", 1, func(d string) { scalar.Text(d, Context{Key: "gen_ai.input.messages"}) }},
		{"go_re2", 1, func(d string) { one.FindAllStringIndex(d, -1) }},
		{"memcpy", 1, func(d string) { copy(buf, d) }},
		{"byte_class", 1, func(d string) {
			for i := range len(d) {
				sum += int(class[d[i]])
			}
		}},
		{"classify", 1, func(d string) {
			for i := 0; i+64 <= len(d); i += 64 {
				sum += int(classify(d[i : i+64]).digit)
			}
		}},
	}
	perByte := func(every int, run func(string)) float64 {
		n := 0
		start := processTime()
		for times := 0; times == 0 || processTime()-start < 4*time.Millisecond; times++ {
			for i := 0; i < len(docs); i += every {
				run(docs[i])
				n += len(docs[i])
			}
		}
		return (processTime() - start).Seconds() / float64(n)
	}
	ratios := map[string][]float64{}
	var speed []float64
	for b.Loop() {
		for range 9 {
			for _, o := range others {
				mine := perByte(1, func(d string) { r.Text(d, Context{Key: "gen_ai.input.messages"}) })
				speed = append(speed, 1/mine/1e6)
				ratios[o.name] = append(ratios[o.name], perByte(o.every, o.run)/mine)
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(speed), "MB/s")
	for name, list := range ratios {
		b.ReportMetric(median(list), "x_"+name)
	}
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
