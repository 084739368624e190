package recording_test

import (
	"encoding/csv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/testdata/traffic"
)

const twoSessions = `{"s":"one","i":0,"t":1.5,"m":"claude-opus-4-5-20251101","inp":100,"out":65,"cached":64,"stop":"end_turn","it":["text"],"ty":"s"}
{"s":"one","a":"agent_001","i":0,"t":2,"m":"claude-haiku-4-5-20251001","inp":10,"out":1,"cached":0,"api":2.25,"stop":"tool_use","it":["text"],"ty":"n"}
{"s":"two","i":0,"t":0,"m":"claude-opus-4-5-20251101","inp":5,"out":0,"cached":5,"api":0,"stop":"","it":["tool_result"],"ty":"n"}
`

func decode(t *testing.T, text string) ([]recording.Session, error) {
	t.Helper()
	var sessions []recording.Session
	for session, err := range recording.DecodeSessions(strings.NewReader(text)) {
		if err != nil {
			return sessions, err
		}
		sessions = append(sessions, session)
	}
	return sessions, nil
}

func TestCallsAreGroupedIntoSessions(t *testing.T) {
	sessions, err := decode(t, twoSessions)
	require.NoError(t, err)
	require.Len(t, sessions, 2)
	assert.Equal(t, "one", sessions[0].ID)
	require.Len(t, sessions[0].Calls, 2)
	require.Len(t, sessions[1].Calls, 1)

	main, sub := sessions[0].Calls[0], sessions[0].Calls[1]
	assert.Equal(t, 1500*time.Millisecond, main.Start())
	assert.Equal(t, int64(36), main.Written())
	assert.Equal(t, 4*time.Second, main.Duration(), "3 s and one for each 65 tokens, as its answer was not captured")
	assert.True(t, main.Streamed())
	assert.True(t, main.OpensTurn())
	assert.Equal(t, "agent_001", sub.Agent)
	assert.Equal(t, 2250*time.Millisecond, sub.Duration())
	assert.False(t, sub.Streamed())
	assert.False(t, sessions[1].Calls[0].OpensTurn())
	assert.Zero(t, sessions[1].Calls[0].Duration(), "a length of zero is not one that is missing")
}

func TestReadingCanStopEarly(t *testing.T) {
	for session, err := range recording.DecodeSessions(strings.NewReader(twoSessions)) {
		require.NoError(t, err)
		assert.Equal(t, "one", session.ID)
		break
	}
}

func TestWrongCallsAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"no session":           {`{"i":0}`, "call 1: s (the session) is missing"},
		"negative":             {`{"s":"a","inp":-1,"cached":-1}`, "call 1: inp, cached and out must not be negative"},
		"more cached than all": {`{"s":"a","inp":1,"cached":2}`, "call 1: cached must not exceed inp"},
		"a time before":        {`{"s":"a","t":-1}`, "call 1: t must be between 0 and a year of seconds"},
		"a length of ages":     {`{"s":"a","api":1e12}`, "call 1: api must be between 0 and a year of seconds"},
		"not JSON":             {`{"s":"a"}` + "\nnonsense", "call 2: invalid character 'o' in literal null (expecting 'u')"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decode(t, c.line)
			require.EqualError(t, err, c.want)
		})
	}
}

func TestAFolderWithoutRecordings(t *testing.T) {
	for _, err := range recording.Sessions(fstest.MapFS{}) {
		require.ErrorContains(t, err, "read recorded sessions: open claude-code-kvcache/calls.jsonl.gz")
	}
	_, err := recording.ReadScript(fstest.MapFS{})
	require.ErrorContains(t, err, "read recorded tool calls: open tau-bench-toolcalls/runs.jsonl.gz")

	plain := fstest.MapFS{
		recording.CallsFile: {Data: []byte("this is no gzip file")},
		recording.RunsFile:  {Data: []byte("this is no gzip file")},
	}
	for _, err := range recording.Sessions(plain) {
		require.EqualError(t, err, "read recorded sessions claude-code-kvcache/calls.jsonl.gz: gzip: invalid header")
	}
	_, err = recording.ReadScript(plain)
	require.EqualError(t, err, "read recorded tool calls tau-bench-toolcalls/runs.jsonl.gz: gzip: invalid header")
}

// The figures of sessions.csv were computed from the original, not by this code.
func TestEmbeddedSessionsAddUpToTheirSource(t *testing.T) {
	file, err := traffic.Files.Open("claude-code-kvcache/sessions.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{
		"session", "calls", "agents", "duration_s", "models", "in_tokens", "cached_tokens", "out_tokens",
	}, rows[0][:8])
	rows = rows[1:]
	require.Len(t, rows, 72)

	number := func(text string) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		require.NoError(t, err)
		return n
	}
	var n int
	for session, err := range recording.Sessions(traffic.Files) {
		require.NoError(t, err)
		row := rows[n]
		n++
		var input, cached, output int64
		agents, models := map[string]bool{}, map[string]bool{}
		for _, call := range session.Calls {
			input += call.Input
			cached += call.Cached
			output += call.Output
			agents[call.Agent] = true
			models[call.Model] = true
		}
		assert.Equal(t, row[0], session.ID)
		assert.Equal(t, number(row[1]), int64(len(session.Calls)), "calls of %s", row[0])
		assert.Equal(t, number(row[2]), int64(len(agents)), "agents of %s", row[0])
		assert.Equal(t, row[4], strings.Join(slices.Sorted(maps.Keys(models)), "|"), "models of %s", row[0])
		assert.Equal(t, number(row[5]), input, "input of %s", row[0])
		assert.Equal(t, number(row[6]), cached, "cached of %s", row[0])
		assert.Equal(t, number(row[7]), output, "output of %s", row[0])
	}
	assert.Equal(t, 72, n)
}

func TestEmbeddedToolCallsAreThoseOfTheirSource(t *testing.T) {
	script, err := recording.ReadScript(traffic.Files)
	require.NoError(t, err)
	var calls, failed int
	rewards := map[*float64]float64{} // each run has its own
	for _, line := range script {
		require.NotNil(t, line.Reward)
		rewards[line.Reward] = *line.Reward
		if line.Speaker != recording.Tool {
			continue
		}
		calls++
		assert.NotEmpty(t, line.Tool.Name)
		if line.Tool.Failed {
			failed++
		}
	}
	assert.Equal(t, 572, calls, "SOURCE.md")
	assert.Equal(t, 33, failed, "SOURCE.md")
	assert.Len(t, rewards, 100, "SOURCE.md")
	var solved float64
	for _, reward := range rewards {
		solved += reward
	}
	assert.InDelta(t, 43, solved, 0, "counted in the file with another tool")
	assert.Equal(t, "Hi! I'm looking to book a flight from New York to Seattle on May 20th.", script[0].Text)
}

func TestRunsBecomeAScript(t *testing.T) {
	script, err := recording.DecodeScript(strings.NewReader(`{"traj":[
		{"role":"user","content":"hello"},
		{"role":"assistant","tool_calls":[{"name":"think","arguments":"{\"thought\":\"x\"}"}]},
		{"role":"tool","name":"think","content":"Error: no"},
		{"role":"assistant","content":"done"},
		{"role":"assistant","tool_calls":[{"name":"unanswered","arguments":"{}"}]}
	]}`))
	require.NoError(t, err)
	assert.Equal(t, recording.Script{
		{Speaker: recording.User, Text: "hello"},
		{Speaker: recording.Tool, Tool: recording.ToolCall{
			Name: "think", Arguments: `{"thought":"x"}`, Result: "Error: no", Failed: true,
		}},
		{Speaker: recording.Assistant, Text: "done"},
	}, script)

	_, err = recording.DecodeScript(strings.NewReader(`{"traj":[{"role":"user","content":"hello"}]}`))
	require.EqualError(t, err, "runs must hold at least one user message, one assistant message and one tool call")
	_, err = recording.DecodeScript(strings.NewReader(`[`))
	require.ErrorContains(t, err, "run 1: ")
}
