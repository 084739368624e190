//go:build linux

package e2e

import (
	"fmt"
	"math"
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

// Of one turn of a collector: batches, and spans in one.
const (
	cpuBatches = 10
	cpuSpans   = 100
	cpuRounds  = 60
	cpuBound   = 1.05
	// mostCPURounds is how many times as many pairs are compared where the first ones are above the bound.
	mostCPURounds = 4
)

// With the judge at 100 % and its model down the collector takes as much time of the processor for a
// span as without it. Both run all the time and get the same batches in turns, of a tenth of a second each, so that
// other work on the machine changes the one as the other; the median of the ratios of neighbours counts. ROUNDS=400 measures longer.
func TestAJudgeWhoseModelIsDownCostsThePipelineNothing(t *testing.T) {
	rounds := cpuRounds
	if n, err := strconv.Atoi(os.Getenv("ROUNDS")); err == nil {
		rounds = n
	}
	file := filepath.Join(t.TempDir(), "verdicts.jsonl")
	off := startCollector(t)
	on := startCollector(t, fmt.Sprintf(judgeConfig, "http://127.0.0.1:1/v1", 1, file))
	batch := 0
	next := func() (turn []ptrace.Traces) {
		for range cpuBatches {
			turn = append(turn, manySpans(t, batch))
			batch++
		}
		return turn
	}
	for range 3 { // what is done once
		turn := next()
		cpuPerSpan(t, off, turn)
		cpuPerSpan(t, on, turn)
	}
	var ratios, without, with []float64
	low, median, high := 0.0, 0.0, 0.0
	for i := 0; i < rounds || i < mostCPURounds*rounds && median >= cpuBound; i++ { // what else runs can decide one part, not all
		turn := next()
		var a, b float64
		if i%2 == 0 { // what comes second finds another machine
			a, b = cpuPerSpan(t, off, turn), cpuPerSpan(t, on, turn)
		} else {
			b, a = cpuPerSpan(t, on, turn), cpuPerSpan(t, off, turn)
		}
		ratios, without, with = append(ratios, b/a), append(without, a), append(with, b)
		if len(ratios)%rounds == 0 {
			low, median, high = medianWithin(slices.Clone(ratios))
		}
	}
	_, a, _ := medianWithin(without)
	_, b, _ := medianWithin(with)
	t.Logf("judge off %.1f us a span, on and down %.1f us; %d pairs: median of ratios %.3f, 95 %% between %.3f and %.3f", a, b, len(ratios), median, low, high)
	require.Eventually(t, func() bool { return strings.Contains(on.output.String(), "the model is left alone") }, time.Minute, 100*time.Millisecond, "the judge did judge")
	assert.Less(t, median, cpuBound)
}

// medianWithin is the median and its confidence interval of 95 %, by order statistics.
func medianWithin(values []float64) (low, median, high float64) {
	slices.Sort(values)
	n := float64(len(values))
	from := max(0, int(math.Floor(n/2-0.98*math.Sqrt(n))))
	return values[from], values[len(values)/2], values[len(values)-1-from]
}

// cpuPerSpan is how much time of the processor a collector takes for a span, in microseconds.
func cpuPerSpan(t *testing.T, c *collector, turn []ptrace.Traces) float64 {
	t.Helper()
	before := cpuOf(t, c.cmd.Process.Pid)
	for _, traces := range turn {
		c.sendTraces(t, traces)
	}
	used := cpuOf(t, c.cmd.Process.Pid) - before
	return float64(used.Nanoseconds()) / 1000 / (cpuBatches * cpuSpans)
}

// cpuOf is the time of the processor that the threads of a process took, by the scheduler, to the nanosecond:
// /proc/pid/stat counts in hundredths of a second.
func cpuOf(t *testing.T, pid int) (used time.Duration) {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	require.NoError(t, err)
	require.NotEmpty(t, threads, "the kernel keeps no schedstat")
	for _, file := range threads {
		fields := strings.Fields(string(readFile(t, file)))
		require.NotEmpty(t, fields)
		n, err := strconv.ParseInt(fields[0], 10, 64)
		require.NoError(t, err)
		used += time.Duration(n)
	}
	return used
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
