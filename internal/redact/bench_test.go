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
	heap := make([]byte, 64<<20)                    // as a collector has one: in an empty process garbage is collected all the time
	defer runtime.KeepAlive(heap)
	docs := corpus.Documents(corpusSeed, 120)
	r, err := New(Options{CacheEntries: -1})
	require.NoError(b, err)
	var each []*regexp.Regexp
	for _, p := range corpus.StockRules {
		each = append(each, regexp.MustCompile(p))
	}
	one := re2.MustCompile("(?:" + strings.Join(corpus.StockRules, ")|(?:") + ")")
	buf := make([]byte, 1<<20)
	scalar := scalarRedactor(b, Options{CacheEntries: -1})
	sum := 0
	var blocks block
	others := []struct {
		name string
		of   int // on how many of the documents it is run, being slow; all kinds are among twenty
		run  func(d string)
	}{
		{"regexp_30", 20, func(d string) {
			for _, e := range each {
				if e.MatchString(d) {
					d = e.ReplaceAllString(d, "****")
				}
			}
		}},
		{"scalar", len(docs), func(d string) { scalar.Text(d, Context{Key: "gen_ai.input.messages"}) }},
		{"go_re2", len(docs), func(d string) { one.FindAllStringIndex(d, -1) }},
		{"memcpy", len(docs), func(d string) { copy(buf, d) }},
		{"byte_class", len(docs), func(d string) {
			for i := range len(d) {
				sum += int(class[d[i]])
			}
		}},
		{"classify", len(docs), func(d string) {
			for i := 0; i+64 <= len(d); i += 64 {
				classify(blockAt(d, i), &blocks)
				sum += int(blocks.alnum & 1)
			}
		}},
	}
	perByte := func(of int, run func(string)) float64 {
		n := 0
		start := processTime()
		for times := 0; times == 0 || processTime()-start < 4*time.Millisecond; times++ {
			for _, d := range docs[:of] {
				run(d)
				n += len(d)
			}
		}
		return (processTime() - start).Seconds() / float64(n)
	}
	ratios := map[string][]float64{}
	var speed []float64
	for b.Loop() {
		for range 9 {
			for _, o := range others {
				mine := perByte(len(docs), func(d string) { r.Text(d, Context{Key: "gen_ai.input.messages"}) })
				speed = append(speed, 1/mine/1e6)
				ratios[o.name] = append(ratios[o.name], perByte(o.of, o.run)/mine)
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
