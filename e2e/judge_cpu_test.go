//go:build linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Of one run of the collector: batches, and spans in one.
const (
	cpuBatches = 200
	cpuSpans   = 100
	// clockTicks is how many of /proc are a second, on every Linux that Go runs on.
	clockTicks = 100
)

// With the judge at 100 % and its model down the collector takes as much time of the processor for a
// span as without it. Runs come in pairs, and the median of their ratios counts, since other
// work on the machine changes the one as the other. PAIRS=15 measures; three pairs only find what is grossly wrong.
func TestAJudgeWhoseModelIsDownCostsThePipelineNothing(t *testing.T) {
	pairs, bound := 3, 1.25
	if n, err := strconv.Atoi(os.Getenv("PAIRS")); err == nil {
		pairs, bound = n, 1.05
	}
	var ratios []float64
	for i := range pairs {
		file := filepath.Join(t.TempDir(), "verdicts.jsonl")
		with := fmt.Sprintf(judgeConfig, "http://127.0.0.1:1/v1", 1, file)
		var off, on float64
		if i%2 == 0 { // what comes second finds another machine
			off, on = cpuPerSpan(t), cpuPerSpan(t, with)
		} else {
			on, off = cpuPerSpan(t, with), cpuPerSpan(t)
		}
		t.Logf("judge off %.1f us a span, on and down %.1f us: %.3f", off, on, on/off)
		ratios = append(ratios, on/off)
	}
	slices.Sort(ratios)
	median := ratios[len(ratios)/2]
	t.Logf("median of %d pairs: %.3f", pairs, median)
	assert.Less(t, median, bound)
}

// cpuPerSpan is how much time of the processor the collector takes for a span, in microseconds.
func cpuPerSpan(t *testing.T, overlays ...string) float64 {
	t.Helper()
	c := startCollector(t, overlays...)
	c.sendTraces(t, manySpans(t, 0)) // what is done once
	before := cpuOf(t, c.cmd.Process.Pid)
	for i := range cpuBatches {
		c.sendTraces(t, manySpans(t, i+1))
	}
	used := cpuOf(t, c.cmd.Process.Pid) - before
	c.shutdown(t)
	return float64(used.Microseconds()) / (cpuBatches * cpuSpans)
}

// cpuOf is the time of the processor that a process took.
func cpuOf(t *testing.T, pid int) time.Duration {
	t.Helper()
	stat := string(readFile(t, fmt.Sprintf("/proc/%d/stat", pid)))
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	var ticks int64
	for _, field := range fields[11:13] { // user and system
		n, err := strconv.ParseInt(field, 10, 64)
		require.NoError(t, err)
		ticks += n
	}
	return time.Duration(ticks) * time.Second / clockTicks
}

// manySpans are model calls of about 2 KB of text each, each in a trace of its own.
func manySpans(t *testing.T, batch int) ptrace.Traces {
	t.Helper()
	all := answered(t, pcommon.TraceID{4, byte(batch >> 8), byte(batch)}, "shop", "", "", nil)
	list := all.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for i := range cpuSpans - 1 {
		question := fmt.Sprintf("Question %d of batch %d: %s", i, batch, strings.Repeat("what comes next after all of that? ", 30))
		one := answered(t, pcommon.TraceID{4, byte(batch >> 8), byte(batch), 15: byte(i + 1)}, "shop", question, strings.Repeat("This is the answer to it. ", 40), nil)
		one.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).MoveTo(list.AppendEmpty())
	}
	return all
}
