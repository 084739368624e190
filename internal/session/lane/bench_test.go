package lane_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

func TestSizes(t *testing.T) {
	assert.LessOrEqual(t, unsafe.Sizeof(lane.Lane{}), uintptr(176), "a million sessions have a million of them")
	assert.LessOrEqual(t, unsafe.Sizeof(lane.Pace{}), uintptr(120))
}

func TestNothingAllocates(t *testing.T) {
	rules := lane.Defaults()
	l, p := played(recordedSessions(t)[0])
	l2, p2 := played(recordedSessions(t)[1])
	call := recordedSessions(t)[0][5].Call
	buffer := make([]byte, 0, 1024)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		l.Call(&rules, call)
		l.Answer(&rules, 7)
		l.Tool(&rules, lane.Tool{Name: 1, Arguments: 2, Result: 3, Failed: true})
		l.Context()
		l.Merge(&l2)
		p.Call(call)
		p.Forecast(1e9)
		p.Latencies()
		p.Merge(&p2)
		data := p.AppendBinary(l.AppendBinary(buffer))
		var read lane.Lane
		_, _ = read.DecodeBinary(data)
	}))
}

func BenchmarkLane(b *testing.B) {
	rules := lane.Defaults()
	calls := recordedSessions(b)[0]
	b.Run("call", func(b *testing.B) {
		var l lane.Lane
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			l.Call(&rules, calls[i%len(calls)].Call)
		}
	})
	b.Run("tool", func(b *testing.B) {
		var l lane.Lane
		b.ReportAllocs()
		for i := uint64(0); b.Loop(); i++ {
			l.Call(&rules, lane.Call{Input: 1000, Cost: 1000})
			l.Tool(&rules, lane.Tool{Name: 1, Arguments: i % 9 * 0x9e3779b97f4a7c15, Result: i, Failed: i%4 == 0})
		}
	})
	b.Run("context", func(b *testing.B) {
		l, _ := played(calls)
		b.ReportAllocs()
		for b.Loop() {
			l.Context()
		}
	})
	b.Run("encode", func(b *testing.B) {
		l, _ := played(calls)
		data := l.AppendBinary(nil)
		b.ReportAllocs()
		b.ReportMetric(float64(len(data)), "bytes")
		for b.Loop() {
			data = l.AppendBinary(data[:0])
		}
	})
	b.Run("decode", func(b *testing.B) {
		l, _ := played(calls)
		data := l.AppendBinary(nil)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := l.DecodeBinary(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkPace(b *testing.B) {
	calls := recordedSessions(b)[0]
	b.Run("call", func(b *testing.B) {
		var p lane.Pace
		var shift int64
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			call := calls[i%len(calls)].Call
			if i%len(calls) == 0 {
				shift += calls[len(calls)-1].End - calls[0].Start
			}
			call.Start, call.End = call.Start+shift, call.End+shift
			p.Call(call)
		}
	})
	b.Run("forecast", func(b *testing.B) {
		_, p := played(calls)
		b.ReportAllocs()
		for b.Loop() {
			p.Forecast(1e9)
		}
	})
	b.Run("encode", func(b *testing.B) {
		_, p := played(calls)
		data := p.AppendBinary(nil)
		b.ReportAllocs()
		b.ReportMetric(float64(len(data)), "bytes")
		for b.Loop() {
			data = p.AppendBinary(data[:0])
		}
	})
}
