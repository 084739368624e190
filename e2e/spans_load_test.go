package e2e

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// BenchmarkSpans is how many chargeable spans one core takes through the processor and a
// ledger of a million sessions, with all that the default configuration turns on: the
// target is 200,000 a second. One core does all, the collection of garbage included.
func BenchmarkSpans(b *testing.B) {
	sessions := 1_000_000
	if text := os.Getenv("SESSIONS"); text != "" {
		sessions, _ = strconv.Atoi(text)
	}
	const batch = 200
	h := startBudgetHost(b, freePorts(b, 1)[0])
	load := newSpanLoad(b, batch, sessions)
	for load.next < 2*uint64(sessions) {
		require.NoError(b, load.send(b, h.processor))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	b.ReportAllocs()
	began := processorTime(b)
	for b.Loop() {
		require.NoError(b, load.send(b, h.processor))
	}
	perSpan := float64(processorTime(b)-began) / float64(b.N*batch)
	b.ReportMetric(perSpan, "ns/span")
	b.ReportMetric(1e9/perSpan, "spans/s")

	data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(load.traces)
	require.NoError(b, err)
	const rounds = 200
	began = processorTime(b)
	for range rounds {
		_, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
		require.NoError(b, err)
	}
	b.ReportMetric(perSpan*rounds*batch/float64(processorTime(b)-began), "x-unmarshalling")
}

// processorTime is what this process has used so far: what others take of the machine is
// left out.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
