package signal_test

import (
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
)

// toolResult is what a tool of a recorded run answered.
type toolResult struct{ tool, result string }

// recordedResults are those of testdata/traffic/all/tau-bench-toolcalls that are no errors.
func recordedResults(t *testing.T) (results []toolResult) {
	t.Helper()
	file, err := os.Open("../../../testdata/traffic/all/tau-bench-toolcalls/runs.jsonl.gz")
	require.NoError(t, err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	require.NoError(t, err)
	for decoder := json.NewDecoder(unzipped); decoder.More(); {
		var run struct {
			Traj []struct{ Role, Content, Name string }
		}
		require.NoError(t, decoder.Decode(&run))
		for _, m := range run.Traj {
			if m.Role == "tool" && !strings.HasPrefix(m.Content, "Error") {
				results = append(results, toolResult{m.Name, m.Content})
			}
		}
	}
	require.Len(t, results, 1164-73, "SOURCE.md")
	return results
}

func hash(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // it never fails
	return h.Sum64()
}

func TestRecordedResultsAreSeldomOdd(t *testing.T) {
	shapes := signal.NewShapes(20, 1000)
	odd, byTool := 0, map[string]int{}
	results := recordedResults(t)
	for _, r := range results {
		shape := signal.ShapeOf(r.result, 7)
		if shapes.Odd(hash(r.tool), &shape) {
			odd++
			byTool[r.tool]++
		}
	}
	share := float64(odd) / float64(len(results))
	t.Logf("%d of %d successful results are odd: %.2f %% %v", odd, len(results), 100*share, byTool)
	assert.LessOrEqual(t, share, 0.02)
}
