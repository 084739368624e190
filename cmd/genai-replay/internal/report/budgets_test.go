package report_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/whatif"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

func TestBudgets(t *testing.T) {
	s := whatif.New(whatif.Policy{Budgets: []int64{5e9, 50e9}, Rule: whatif.NextCall, Lag: 6 * time.Second})
	for _, costs := range [][]int64{{2e9, 2e9, 2e9}, {3e9, 1e9, 4e9, 1e9}, {2e9, 2e9, 1e9}} {
		var calls []lane.Call
		for i, cost := range costs {
			start := int64(i+1) * 60e9
			calls = append(calls, lane.Call{Start: start, End: start + 5e9, Input: 10, Cost: cost})
		}
		s.Add(calls)
	}
	var out bytes.Buffer
	require.NoError(t, report.WriteBudgets(&out, s, report.Look{Width: 100}))
	assert.Equal(t, `
What budgets would have done
3 sessions, 10 calls, 20.00 USD; stopped before the call that would exceed it, known 6s later
BUDGET  OVER IT  STOPPED  IN TIME  OVERSHOOT P50     P95  SAVED   SHARE  NEEDLESS
─────────────────────────────────────────────────────────────────────────────────
  5.00        2        3  100.0 %         -1.500  -1.050   9.00  45.0 %         1
 50.00        0        0        -              -       -   0.00   0.0 %         0
overshoot of the sessions over it; in time: those that stay at or below it
`, "\n"+out.String())

	out.Reset()
	require.NoError(t, report.WriteBudgets(&out, whatif.New(whatif.Policy{Budgets: []int64{1}, Rule: whatif.Spent}), report.Look{Width: 60}))
	assert.Contains(t, out.String(), "0 sessions, 0 calls, 0.00 USD; stopped when it is spent, known 0s later\n")
}
