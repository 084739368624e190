package target_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// BenchmarkLearn learns new calls of sessions with ten turns each; in the full one each
// makes another be forgotten.
func BenchmarkLearn(b *testing.B) {
	for name, most := range map[string]int{"growing": 10_000_000, "full": 10_000} {
		b.Run(name, func(b *testing.B) {
			x := target.New(target.Config{MaxAnswers: most, MaxSessions: most / 5, MaxTurns: most})
			ids := make([]string, 1<<17)
			for i := range ids {
				ids[i] = fmt.Sprintf("session-%d", i)
			}
			receipts := make([]session.Receipt, 1)
			postings := make([]session.Posting, 1)
			learn := func(n int) {
				postings[0] = call("", 0, 0, uint64(n)*0x9E3779B97F4A7C15+1).Posting
				postings[0].Trace = session.TraceID{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24), 1}
				receipts[0].Session = ids[n/10%len(ids)]
				x.Learn(postings, receipts)
			}
			n := 0
			for ; n < 20_000; n++ {
				learn(n)
			}
			b.ReportAllocs()
			for b.Loop() {
				learn(n)
				n++
			}
		})
	}
}

// BenchmarkFull is what a full index takes: memory, and the time of an image.
func BenchmarkFull(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x := target.New(target.Config{MaxAnswers: 1_000_000, MaxSessions: 200_000, MaxTurns: 1_000_000})
	for n := range 1_000_000 {
		p := call("", 0, 0, uint64(n)*0x9E3779B97F4A7C15+1).Posting
		p.Trace = session.TraceID{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24), 1}
		x.Learn([]session.Posting{p}, []session.Receipt{{Session: fmt.Sprintf("0af76519-16cd-43dd-8448-%012d", n/5)}})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ResetTimer()
	size := 0
	for b.Loop() {
		size = 0
		for chunk := range x.Image() {
			size += len(chunk)
		}
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	b.ReportMetric(float64(size)/1e6, "MB-image")
	runtime.KeepAlive(x)
}
