package e2e

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension"
)

// loadBatch is how many spans come together.
const loadBatch = 200

func inMemory(*genaibudgetextension.Config) {}

func inStorage(c *genaibudgetextension.Config) {
	c.Storage = genaibudgetextension.StorageIn(ramID)
}

// BenchmarkSpans is how many chargeable spans one core takes through the processor and a
// ledger of a million sessions, with all that the default configuration turns on: the
// target is 200,000 a second. One core does all: the collection of garbage, the writes to the
// storage and its snapshots, too. Counted is the time of processors, so that what others take of
// the machine is left out, but for what they do to its caches. Spans with the ids of their answers take more, by
// which the same answer is found a second time; and so it does where a receiver takes feedback on each of them.
func BenchmarkSpans(b *testing.B) {
	sessions := 1_000_000
	if text := os.Getenv("SESSIONS"); text != "" {
		sessions, _ = strconv.Atoi(text)
	}
	for _, with := range []struct {
		name      string
		storage   func(*genaibudgetextension.Config)
		answers   bool
		receivers func(*budgetHost, testing.TB)
	}{
		{"memory", inMemory, false, nil},
		{"stored", inStorage, false, nil},
		{"stored-answers", inStorage, true, nil},
		{"stored-feedback", inStorage, true, (*budgetHost).takeFeedback},
	} {
		b.Run(with.name, func(b *testing.B) {
			h := startBudgetHost(b, with.receivers, with.storage)
			load := newSpanLoad(b, loadBatch, sessions)
			load.answers = with.answers
			for load.next < uint64(sessions) {
				require.NoError(b, load.send(b, h.processor))
			}
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			b.ReportAllocs()
			began := processorTime(b)
			for b.Loop() {
				require.NoError(b, load.send(b, h.processor))
			}
			perSpan := float64(processorTime(b)-began) / float64(b.N*loadBatch)
			b.ReportMetric(perSpan, "cpu-ns/span")
			b.ReportMetric(1e9/perSpan, "spans/core-s")
			b.ReportMetric(perSpan/unmarshalling(b, load.traces), "x-unmarshalling")
		})
	}
}

// unmarshalling is what it takes to unmarshal one of the same spans, in nanoseconds.
func unmarshalling(b *testing.B, traces ptrace.Traces) float64 {
	b.Helper()
	const rounds = 1000
	data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
	require.NoError(b, err)
	began := processorTime(b)
	for range rounds {
		_, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
		require.NoError(b, err)
	}
	return float64(processorTime(b)-began) / float64(rounds*traces.SpanCount())
}

// processorTime is what this process has used so far.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// What BenchmarkSpans and BenchmarkBudgetAPI measure is not ten times worse than it shall
// be: 20,000 spans a second of a core, and a budget in 10 ms at p99, in the best of a few
// quarters of a second, as a machine may be busy with something else.
func TestBudgetLoadIsBorne(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	h := startBudgetHost(t, nil, inStorage)
	load := newSpanLoad(t, loadBatch, 50_000)
	began := processorTime(t)
	for load.next < 100_000 {
		require.NoError(t, load.send(t, h.processor))
	}
	assert.Less(t, (processorTime(t)-began)/100_000, 50*time.Microsecond)

	var best time.Duration
	for range 20 {
		stop, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := load.send(t, h.processor); err != nil {
					t.Error(err)
					return
				}
			}
		}()
		time.AfterFunc(250*time.Millisecond, func() { close(stop) })
		took := latencies(t, h.url+"/v1/sessions/"+loadedSession(77)+"/budget", stop)
		<-done
		if p99 := took[len(took)*99/100]; best == 0 || p99 < best {
			best = p99
		}
		if best < 10*time.Millisecond {
			break
		}
	}
	assert.Less(t, best, 10*time.Millisecond)
}
