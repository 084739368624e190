package target_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// BenchmarkLearn learns new calls of sessions with ten turns each.
func BenchmarkLearn(b *testing.B) {
	for _, most := range []int{1_000_000} {
		b.Run(fmt.Sprint(most), func(b *testing.B) {
			x := target.New(target.Config{MaxAnswers: most, MaxSessions: most / 5, MaxTurns: most})
			receipts := make([]session.Receipt, 1)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				p := call("", 0, 0, uint64(n)*0x9E3779B97F4A7C15+1).Posting
				p.Trace = session.TraceID{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24), 1}
				receipts[0].Session = fmt.Sprintf("session-%d", n/10)
				x.Learn([]session.Posting{p}, receipts)
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
