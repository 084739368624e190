package genaisessionprocessor

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"hash/fnv"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// recordedRun is a run of testdata/traffic/all/tau-bench-toolcalls.
type recordedRun struct {
	TaskID int `json:"task_id"`
	Trial  int
	Reward float64
	Traj   []struct {
		Role, Content, Name string
		ToolCalls           []struct{ Name, Arguments string } `json:"tool_calls"`
	}
}

// toolStep is one tool call of a run and what it answered.
type toolStep struct {
	name, arguments, result string
	failed                  bool
}

// steps are the tool calls of a run in order.
func (r *recordedRun) steps() (all []toolStep) {
	for i, m := range r.Traj {
		for _, call := range m.ToolCalls {
			result := ""
			if i+1 < len(r.Traj) && r.Traj[i+1].Role == "tool" {
				result = r.Traj[i+1].Content
			}
			all = append(all, toolStep{call.Name, call.Arguments, result, strings.HasPrefix(result, "Error")})
		}
	}
	return all
}

func recordedRuns(t *testing.T) (runs []recordedRun) {
	t.Helper()
	file, err := os.Open("../../testdata/traffic/all/tau-bench-toolcalls/runs.jsonl.gz")
	require.NoError(t, err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	require.NoError(t, err)
	for decoder := json.NewDecoder(unzipped); decoder.More(); {
		var run recordedRun
		require.NoError(t, decoder.Decode(&run))
		runs = append(runs, run)
	}
	require.Len(t, runs, 200, "SOURCE.md")
	return runs
}

// runAccounts are accounts in a ledger as the extension keeps it, and a journal, on a
// clock of the test.
type runAccounts struct {
	ledger  *session.Ledger
	config  session.Config
	now     time.Time
	journal [][]byte
}

func newRunAccounts(t *testing.T) *runAccounts {
	t.Helper()
	config := session.Config{MaxEvents: 1_000_000}
	ledger, err := session.New(config)
	require.NoError(t, err)
	return &runAccounts{ledger: ledger, config: config, now: noon}
}

func (a *runAccounts) Post(_ context.Context, postings []session.Posting, receipts []session.Receipt) error {
	a.journal = append(a.journal, session.AppendPostings(nil, a.now, postings))
	a.ledger.Post(a.now, postings, receipts)
	return nil
}

// pass lets time go by.
func (a *runAccounts) pass(d time.Duration) {
	for step := min(d, time.Hour); d > 0; d -= step {
		a.now = a.now.Add(step)
		for more := true; more; {
			a.journal = append(a.journal, session.AppendTick(nil, a.now))
			more = a.ledger.Tick(a.now)
		}
	}
}

// restore makes the ledger anew of an image.
func (a *runAccounts) restore(t *testing.T) {
	t.Helper()
	image := a.ledger.Snapshot()
	again, err := session.Restore(a.config, func(yield func([]byte, error) bool) {
		for more := true; more; {
			var chunk []byte
			if chunk, more = image.Next(nil, 1<<16); !yield(chunk, nil) {
				return
			}
		}
	})
	require.NoError(t, err)
	a.goOn(t, again)
}

// replay makes the ledger anew of its journal.
func (a *runAccounts) replay(t *testing.T) {
	t.Helper()
	again, err := session.New(a.config)
	require.NoError(t, err)
	for _, record := range a.journal {
		require.NoError(t, again.Replay(record))
	}
	a.goOn(t, again)
}

// goOn goes on with a ledger that knows the same.
func (a *runAccounts) goOn(t *testing.T, again *session.Ledger) {
	t.Helper()
	require.Equal(t, a.ledger.Report(a.now), again.Report(a.now))
	a.ledger = again
}

func (a *runAccounts) Attributes() []string              { return nil }
func (a *runAccounts) Private(_, text, _ string) string  { return text }
func (a *runAccounts) Budgets() []budget.Budget          { return nil }
func (a *runAccounts) Notify(func()) (stop func())       { return func() {} }
func (a *runAccounts) Report(t time.Time) session.Report { return a.ledger.Report(t) }
func (a *runAccounts) Events(after uint64, limit int) []session.Event {
	return a.ledger.Events(after, limit)
}
func (a *runAccounts) Delivered(context.Context, uint64) error { return nil }

func (a *runAccounts) Signature(parts ...string) uint64 {
	h := fnv.New64a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part + "\x00")) // it never fails
	}
	return h.Sum64()
}

// spansOf are the spans of a run, a trace of its own: a model call before each tool call,
// and the agent around all, which failed where the task was not solved.
func spansOf(t *testing.T, service, id string, trace int, steps []toolStep, reward float64) *spans {
	t.Helper()
	batch := newSpans(t, map[string]any{"service.name": service})
	traceID := pcommon.TraceID{0: 1, 14: byte(trace >> 8), 15: byte(trace)}
	at := noon
	add := func(span int, attrs map[string]any) {
		attrs["session.id"], attrs["gen_ai.agent.name"] = id, "airline"
		s := batch.add(byte(span), attrs)
		s.SetTraceID(traceID)
		s.SetSpanID(spanOf(span))
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(at))
		at = at.Add(time.Second)
		s.SetEndTimestamp(pcommon.NewTimestampFromTime(at))
		if attrs["error.type"] != nil && span == 1 {
			s.SetParentSpanID(pcommon.SpanID{})
		}
	}
	for i, step := range steps {
		add(1000+i, chat())
		tool := map[string]any{
			"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": step.name,
			"gen_ai.tool.call.arguments": step.arguments, "gen_ai.tool.call.result": step.result,
		}
		if step.failed {
			tool["error.type"] = "tool_error"
		}
		add(2000+i, tool)
	}
	agent := map[string]any{"gen_ai.operation.name": "invoke_agent"}
	if reward != 1 {
		agent["error.type"] = "unsolved"
	}
	add(1, agent)
	return batch
}

func spanOf(n int) pcommon.SpanID { return pcommon.SpanID{6: byte(n >> 8), 7: byte(n)} }
