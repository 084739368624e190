package promtest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

const root = "../../../.."

func shipped(t *testing.T) (*definition.File, *Checker) {
	t.Helper()
	f, err := definition.Read(root + "/monitoring/alerts.yaml")
	require.NoError(t, err)
	c, err := NewChecker(root, f)
	require.NoError(t, err)
	return f, c
}

// Every expression parses and names only metrics and labels that there are.
func TestExpressionsNameWhatThereIs(t *testing.T) {
	f, c := shipped(t)
	for i := range f.Recordings {
		r := &f.Recordings[i]
		require.NoError(t, c.Check(r.Expr), r.Record)
		assert.NoError(t, c.Check(f.Inline(r.Expr)), "%s, inline", r.Record)
	}
	for i := range f.Alerts {
		a := &f.Alerts[i]
		require.NoError(t, c.Check(a.Expr), a.Name)
		for _, q := range a.Queries {
			assert.NoError(t, c.Check(q.Expr), "%s: %s", a.Name, q.Title)
		}
	}
}

// A recording reads only those before it, so that all of a group are of one evaluation.
func TestRecordingsAreInOrder(t *testing.T) {
	f, c := shipped(t)
	seen := map[string]bool{}
	for i := range f.Recordings {
		tree, err := c.parser.ParseExpr(f.Recordings[i].Expr)
		require.NoError(t, err)
		for _, s := range selectors(tree) {
			if c.recordings[s.Name] != nil {
				assert.True(t, seen[s.Name], "%s reads %s, which comes later", f.Recordings[i].Record, s.Name)
			}
		}
		seen[f.Recordings[i].Record] = true
	}
}

func TestEveryRecordingIsRead(t *testing.T) {
	f, c := shipped(t)
	read := map[string]bool{}
	note := func(expr string) {
		tree, err := c.parser.ParseExpr(expr)
		require.NoError(t, err)
		for _, s := range selectors(tree) {
			read[s.Name] = true
		}
	}
	for i := range f.Recordings {
		note(f.Recordings[i].Expr)
	}
	for i := range f.Alerts {
		note(f.Alerts[i].Expr)
	}
	for i := range f.Recordings {
		assert.True(t, read[f.Recordings[i].Record], "nothing reads %s", f.Recordings[i].Record)
	}
}

func TestAlertsSayWhatTheyRead(t *testing.T) {
	f, c := shipped(t)
	for i := range f.Alerts {
		a := &f.Alerts[i]
		reads, err := c.Reads(a.Expr)
		require.NoError(t, err)
		assert.Equal(t, reads, slices.Sorted(slices.Values(a.Metrics)), a.Name)
	}
}

// No shipped rule misses the first increment of a counter.
func TestNoRuleMissesTheFirstIncrement(t *testing.T) {
	f, c := shipped(t)
	for i := range f.Recordings {
		found, err := c.MissesFirst(f.Recordings[i].Expr)
		require.NoError(t, err)
		assert.Empty(t, found, f.Recordings[i].Record)
	}
	for i := range f.Alerts {
		found, err := c.MissesFirst(f.Alerts[i].Expr)
		require.NoError(t, err)
		assert.Empty(t, found, f.Alerts[i].Name)
	}
}

func TestWhatIsWrongIsFound(t *testing.T) {
	_, c := shipped(t)
	for expr, want := range map[string]string{
		"sum(genai_calls_totl)":                                `there is no metric or recording "genai_calls_totl"`,
		"genai:no:such":                                        `there is no metric or recording "genai:no:such"`,
		`genai_calls_total{outcom="ok"}`:                       "no series here has the label outcom",
		"sum by (gen_ai_tool_name) (genai_calls_total)":        "no series here has the label gen_ai_tool_name",
		"genai_calls_total * on (tool) genai_tool_calls_total": "no series here has the label tool",
		"genai_agent_duration_seconds":                         `there is no metric or recording "genai_agent_duration_seconds"`,
		"sum(":                                                 "unclosed left parenthesis",
	} {
		require.ErrorContains(t, c.Check(expr), want, expr)
	}
	for expr, misses := range map[string]bool{
		"increase(genai_calls_total[5m])":                                                                true,
		"sum(rate(genai_calls_total[5m]))":                                                               true,
		"genai_calls_total or increase(genai_calls_total[5m])":                                           true,
		"increase(genai_calls_total[6h] offset 15m)":                                                     false,
		"sum((genai_calls_total unless genai_calls_total offset 5m) or increase(genai_calls_total[5m]))": false,
	} {
		found, err := c.MissesFirst(expr)
		require.NoError(t, err)
		assert.Equal(t, misses, len(found) > 0, expr)
	}
}
