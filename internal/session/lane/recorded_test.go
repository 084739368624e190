package lane_test

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// recorded is a call of testdata/traffic/all/claude-code-kvcache, priced by its SOURCE.md.
type recorded struct {
	agent string
	model string
	lane.Call
	output int64
}

// price is in nano-USD, so that no call is rounded: rates are whole nano-USD a token.
func (c *recorded) price() {
	var in, out int64
	switch {
	case strings.Contains(c.model, "opus"):
		in, out = 5000, 25000
	case strings.Contains(c.model, "sonnet"):
		in, out = 3000, 15000
	case strings.Contains(c.model, "haiku"):
		in, out = 1000, 5000
	default:
		panic("no price for " + c.model)
	}
	c.CacheWrite = c.Input - c.CacheRead
	c.Cost = c.CacheRead*in/10 + c.CacheWrite*in*5/4 + c.output*out
}

var sessions = sync.OnceValues(func() ([][]recorded, error) {
	var all [][]recorded
	var id string
	err := lines("claude-code-kvcache/calls.jsonl.gz", func(line struct {
		S, A, M          string
		T                float64
		Inp, Cached, Out int64
		API              *float64
	},
	) {
		if line.S != id {
			id = line.S
			all = append(all, nil)
		}
		took := 3 + float64(line.Out)/65 // as genai-replay takes answers that were not captured to last
		if line.API != nil {
			took = *line.API
		}
		call := recorded{agent: line.A, model: line.M, output: line.Out}
		call.Start = epoch + int64(line.T*1e9)
		call.End = call.Start + int64(took*1e9)
		call.Input, call.CacheRead = line.Inp, line.Cached
		all[len(all)-1] = append(all[len(all)-1], call)
	})
	for _, calls := range all {
		expire(calls)
		slices.SortStableFunc(calls, func(a, b recorded) int { return cmp.Compare(a.End, b.End) })
	}
	return all, err
})

const epoch = 1_790_000_000_000_000_000

// expire takes from the cache what nobody asked for in five minutes.
func expire(calls []recorded) {
	last := map[string]int64{}
	for i := range calls {
		call := &calls[i]
		if end, ok := last[call.agent]; ok && call.Start-end > 300e9 {
			call.CacheRead = 0
		}
		last[call.agent] = call.End
		call.price()
	}
}

// sessionsOf are the 710 recorded sessions, their calls in the order they end.
func recordedSessions(tb testing.TB) [][]recorded {
	tb.Helper()
	all, err := sessions()
	require.NoError(tb, err)
	require.Len(tb, all, 710, "SOURCE.md")
	return all
}

func spend(calls []recorded) (sum int64) {
	for _, call := range calls {
		sum += call.Cost
	}
	return sum
}

// byLane are the calls of each agent of a session.
func byLane(calls []recorded) map[string][]recorded {
	lanes := map[string][]recorded{}
	for _, call := range calls {
		lanes[call.agent] = append(lanes[call.agent], call)
	}
	return lanes
}

// run is a run of testdata/traffic/all/tau-bench-toolcalls.
type run struct {
	Reward float64
	Traj   []struct {
		Role      string
		Content   string
		ToolCalls []struct{ Name, Arguments string } `json:"tool_calls"`
	}
}

func recordedRuns(t *testing.T) (solved, failed []run) {
	t.Helper()
	require.NoError(t, lines("tau-bench-toolcalls/runs.jsonl.gz", func(r run) {
		if r.Reward == 1 {
			solved = append(solved, r)
			return
		}
		failed = append(failed, r)
	}))
	require.Len(t, solved, 84, "SOURCE.md")
	require.Len(t, failed, 116, "SOURCE.md")
	return solved, failed
}

func lines[T any](name string, each func(T)) error {
	file, err := os.Open(filepath.Join("../../../testdata/traffic/all", filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(unzipped)
	for decoder.More() {
		var line T
		if err := decoder.Decode(&line); err != nil {
			return err
		}
		each(line)
	}
	return nil
}

func hash(parts ...string) uint64 {
	h := fnv.New64a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part + "\x00")) // it never fails
	}
	return h.Sum64()
}

// quantile is that of sorted values, between the two nearest.
func quantile(values []float64, q float64) float64 {
	values = slices.Sorted(slices.Values(values))
	at := float64(len(values)-1) * q
	low := int(at)
	high := min(low+1, len(values)-1)
	return values[low] + (values[high]-values[low])*(at-float64(low))
}

func share[T any](values []T, is func(T) bool) float64 {
	var n int
	for _, value := range values {
		if is(value) {
			n++
		}
	}
	return float64(n) / float64(len(values))
}
