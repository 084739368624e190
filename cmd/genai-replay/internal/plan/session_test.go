package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/testdata/traffic"
)

// Two turns of the main agent; in the first, a subagent works while the tool
// call of call 0 is open; call 2 was streamed and not captured.
const session = `
{"s":"x","i":0,"t":0,"m":"opus","inp":1000,"out":10,"cached":0,"api":2,"stop":"tool_use","it":["text"],"ty":"n"}
{"s":"x","a":"agent_001","i":0,"t":3,"m":"haiku","inp":500,"out":5,"cached":64,"api":1,"stop":"tool_use","it":["text"],"ty":"n"}
{"s":"x","a":"agent_001","i":1,"t":5,"m":"haiku","inp":600,"out":6,"cached":448,"api":1,"stop":"end_turn","it":["tool_result"],"ty":"n"}
{"s":"x","i":1,"t":10,"m":"opus","inp":1100,"out":20,"cached":960,"api":4,"stop":"end_turn","it":["tool_result"],"ty":"n"}
{"s":"x","i":2,"t":60,"m":"opus","inp":1200,"out":130,"cached":1088,"stop":"","it":["text"],"ty":"s"}
`

const script = `{"traj":[
{"role":"user","content":"first question"},
{"role":"assistant","tool_calls":[{"name":"search","arguments":"{\"q\":1}"}]},{"role":"tool","content":"found"},
{"role":"user","content":"question to the subagent"},
{"role":"assistant","content":"first answer"},
{"role":"assistant","tool_calls":[{"name":"book","arguments":"{\"q\":2}"}]},{"role":"tool","content":"Error: full"},
{"role":"assistant","content":"second answer"},
{"role":"user","content":"last question"}]}`

var began = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func planned(t *testing.T, calls string, identity plan.Identity) *plan.Session {
	t.Helper()
	words, err := recording.DecodeScript(strings.NewReader(script))
	require.NoError(t, err)
	for recorded, err := range recording.DecodeSessions(strings.NewReader(calls)) {
		require.NoError(t, err)
		return plan.Of(recorded, words, identity)
	}
	require.Fail(t, "no session")
	return nil
}

func TestASessionByHand(t *testing.T) {
	s := planned(t, session, plan.Identity{Seed: 1, Recorded: "x", Began: began})
	assert.Equal(t, 5, s.Calls)
	assert.Equal(t, plan.Service{Name: "coding-agent", Version: "1.4.0", AgentName: "coder", Subagent: "explorer"}, s.Service)
	assert.Equal(t, 65*time.Second, s.Length(), "the last call is taken to last 3 s + 130/65 s")

	type line struct {
		kind       plan.Kind
		start, end time.Duration
		agent, id  string
		model      string
		usage      plan.Usage
		stop       string
	}
	sec := time.Second
	want := []line{
		{plan.Chat, 0, 2 * sec, "coder", "", "opus", plan.Usage{1000, 10, 0, 1000}, "tool_use"},
		{plan.Chat, 3 * sec, 4 * sec, "explorer", "agent_001", "haiku", plan.Usage{500, 5, 64, 436}, "tool_use"},
		{plan.Tool, 4 * sec, 5 * sec, "explorer", "agent_001", "", plan.Usage{}, ""},
		{plan.Chat, 5 * sec, 6 * sec, "explorer", "agent_001", "haiku", plan.Usage{600, 6, 448, 152}, "end_turn"},
		{plan.Agent, 3 * sec, 6 * sec, "explorer", "agent_001", "haiku", plan.Usage{1100, 11, 512, 588}, "end_turn"},
		{plan.Tool, 2 * sec, 10 * sec, "coder", "", "", plan.Usage{}, ""},
		{plan.Chat, 10 * sec, 14 * sec, "coder", "", "opus", plan.Usage{1100, 20, 960, 140}, "end_turn"},
		{plan.Agent, 0, 14 * sec, "coder", "", "opus", plan.Usage{3200, 41, 1472, 1728}, "end_turn"},
		{plan.Chat, 60 * sec, 65 * sec, "coder", "", "opus", plan.Usage{1200, 130, 1088, 112}, ""},
		{plan.Agent, 60 * sec, 65 * sec, "coder", "", "opus", plan.Usage{1200, 130, 1088, 112}, ""},
	}
	var got []line
	for _, span := range s.Spans {
		got = append(got, line{span.Kind, span.Start, span.End, span.AgentName, span.AgentID, span.Model, span.Usage, span.Stop})
	}
	require.Equal(t, want, got)

	root, second, sub := s.Spans[7], s.Spans[9], s.Spans[4]
	assert.True(t, root.IsRoot())
	assert.True(t, second.IsRoot())
	assert.NotEqual(t, root.TraceID, second.TraceID, "a trace for each turn")
	for i, parent := range map[int]plan.Span{0: root, 4: root, 5: root, 6: root, 1: sub, 2: sub, 3: sub, 8: second} {
		assert.Equal(t, parent.ID, s.Spans[i].ParentID, "parent of span %d", i)
		assert.Equal(t, parent.TraceID, s.Spans[i].TraceID, "trace of span %d", i)
	}
	assert.True(t, s.Spans[8].Streamed)
}

func TestWordsAndToolsComeFromTheScriptInOrder(t *testing.T) {
	s := planned(t, session, plan.Identity{Seed: 1, Recorded: "x", Began: began})
	first, subFirst, subTool, subLast, sub, tool, last, root := s.Spans[0], s.Spans[1], s.Spans[2], s.Spans[3], s.Spans[4], s.Spans[5], s.Spans[6], s.Spans[7]

	assert.Equal(t, "first question", root.Prompt)
	assert.Equal(t, "first question", first.Prompt)
	require.NotNil(t, first.Asked)
	assert.Equal(t, recording.ToolCall{Name: "search", Arguments: `{"q":1}`, Result: "found"}, first.Asked.ToolCall)
	assert.Same(t, first.Asked, tool.Asked)
	assert.Same(t, first.Asked, last.Given)
	assert.Empty(t, last.Prompt)
	assert.Equal(t, "first answer", last.Answer)
	assert.Equal(t, "first answer", root.Answer)

	assert.Equal(t, "last question", sub.Prompt)
	assert.Equal(t, "last question", subFirst.Prompt)
	assert.Equal(t, "search", subTool.Asked.Name, "the script begins again at its end")
	assert.NotEqual(t, first.Asked.ID, subTool.Asked.ID, "every tool call has an id of its own")
	assert.Equal(t, "first answer", subLast.Answer)
	assert.Empty(t, s.Spans[8].Answer, "an answer that was not captured is not made up")
}

func TestARewardIsOfTheRunThatASessionBeginsWith(t *testing.T) {
	assert.Nil(t, planned(t, session, plan.Identity{}).Reward, "one that was not recorded is not made up")

	words, err := recording.ReadScript(traffic.Files)
	require.NoError(t, err)
	var n, solved int
	for recorded, err := range recording.Sessions(traffic.Files) {
		require.NoError(t, err)
		s := plan.Of(recorded, words, plan.Identity{Ordinal: n, Recorded: recorded.ID, Began: began})
		require.NotNil(t, s.Reward)
		solved += int(*s.Reward)
		switch n++; n {
		case 12:
			assert.Equal(t, 1, solved, "worked out from the file with another tool")
		case 40:
			assert.Equal(t, 14, solved, "likewise")
		}
	}
}

func TestTurnsEndWhereTheRecordingSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		calls        string
		turns, tools int
	}{
		"a stop other than tool_use": {`
{"s":"x","t":0,"inp":1,"api":1,"stop":"end_turn","it":["text"]}
{"s":"x","t":5,"inp":1,"api":1,"stop":"end_turn","it":["text","tool_result"]}`, 2, 0},
		"a prompt while a tool call is open": {`
{"s":"x","t":0,"inp":1,"api":1,"stop":"tool_use","it":["text"]}
{"s":"x","t":5,"inp":1,"api":1,"stop":"end_turn","it":["text"]}`, 2, 0},
		"not a prompt that comes with a tool result": {`
{"s":"x","t":0,"inp":1,"api":1,"stop":"tool_use","it":["text"]}
{"s":"x","t":5,"inp":1,"api":1,"stop":"end_turn","it":["text","tool_result"]}`, 1, 1},
		"a session that stops in the middle": {`
{"s":"x","t":0,"inp":1,"api":1,"stop":"tool_use","it":["text"]}`, 1, 0},
		"a subagent without a main agent": {`
{"s":"x","a":"agent_001","t":0,"inp":1,"api":1,"stop":"tool_use","it":["text"]}
{"s":"x","a":"agent_001","t":5,"inp":1,"api":1,"stop":"end_turn","it":["tool_result"]}`, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := planned(t, c.calls, plan.Identity{Began: began})
			kinds := map[plan.Kind]int{}
			for _, span := range s.Spans {
				kinds[span.Kind]++
			}
			assert.Equal(t, c.turns, kinds[plan.Agent], "turns")
			assert.Equal(t, c.tools, kinds[plan.Tool], "tool spans")
			assert.Equal(t, s.Calls, kinds[plan.Chat], "calls")
		})
	}
}

func TestCallsThatOverlapLeaveNoTimeForATool(t *testing.T) {
	s := planned(t, `
{"s":"x","t":0,"inp":1,"api":10,"stop":"tool_use","it":["text"]}
{"s":"x","t":4,"inp":1,"api":1,"stop":"end_turn","it":["tool_result"]}`, plan.Identity{Began: began})
	for _, span := range s.Spans {
		assert.LessOrEqual(t, span.Start, span.End)
		if span.Kind == plan.Tool {
			assert.Equal(t, 4*time.Second, span.Start)
			assert.Equal(t, 4*time.Second, span.End)
		}
	}
}

func TestAnEstimateEndsBeforeTheNextCall(t *testing.T) {
	s := planned(t, `
{"s":"x","t":0,"inp":1,"out":6500,"stop":"tool_use","it":["text"],"ty":"s"}
{"s":"x","t":7,"inp":1,"api":1,"stop":"end_turn","it":["tool_result"]}`, plan.Identity{Began: began})
	assert.Equal(t, 7*time.Second, s.Spans[0].End, "not 3 s + 100 s")
}

func TestEveryEmbeddedSessionHoldsTogether(t *testing.T) {
	words, err := recording.ReadScript(traffic.Files)
	require.NoError(t, err)
	ids := map[[8]byte]bool{}
	responses := map[string]bool{}
	var n, nested int
	for recorded, err := range recording.Sessions(traffic.Files) {
		require.NoError(t, err)
		s := plan.Of(recorded, words, plan.Identity{Ordinal: n, Recorded: recorded.ID, Began: began})
		n++
		nested += checkSession(t, recorded, s)
		for _, span := range s.Spans {
			require.False(t, ids[span.ID], "span id twice")
			ids[span.ID] = true
			if span.Kind == plan.Chat {
				require.False(t, responses[span.ResponseID], "response id twice")
				responses[span.ResponseID] = true
			}
		}
	}
	assert.Equal(t, 72, n)
	assert.Len(t, responses, 4689, "SOURCE.md")
	assert.Equal(t, 29, nested, "eight sessions have 29 subagents between them")
}

// checkSession returns how many subagent turns it saw.
func checkSession(t *testing.T, recorded recording.Session, s *plan.Session) int {
	t.Helper()
	byID := map[[8]byte]*plan.Span{}
	below := map[[8]byte]plan.Usage{}
	var calls plan.Usage
	var chats, nested int
	for i := range s.Spans {
		span := &s.Spans[i]
		byID[span.ID] = span
		require.LessOrEqual(t, span.Start, span.End)
		require.GreaterOrEqual(t, span.Usage.Input, span.Usage.CacheRead+span.Usage.CacheWrite)
		sum := below[span.ParentID]
		sum.Input += span.Usage.Input
		sum.Output += span.Usage.Output
		sum.CacheRead += span.Usage.CacheRead
		sum.CacheWrite += span.Usage.CacheWrite
		below[span.ParentID] = sum
		switch span.Kind {
		case plan.Chat:
			chats++
			calls.Input += span.Usage.Input
			calls.Output += span.Usage.Output
		case plan.Agent:
			require.Equal(t, below[span.ID], span.Usage, "a parent repeats its children, which ended before it")
			if !span.IsRoot() {
				nested++
			}
		case plan.Tool:
			require.NotNil(t, span.Asked)
		}
	}
	for _, span := range byID {
		if span.IsRoot() {
			require.Equal(t, plan.Agent, span.Kind)
			continue
		}
		parent := byID[span.ParentID]
		require.NotNil(t, parent)
		require.Equal(t, plan.Agent, parent.Kind)
		require.Equal(t, parent.TraceID, span.TraceID)
		require.GreaterOrEqual(t, span.Start, parent.Start)
		require.LessOrEqual(t, span.End, parent.End)
	}
	var input, output int64
	for _, call := range recorded.Calls {
		input += call.Input
		output += call.Output
	}
	require.Len(t, recorded.Calls, chats, "every call once")
	require.Equal(t, input, calls.Input)
	require.Equal(t, output, calls.Output)
	return nested
}

func TestIDsFollowFromIdentity(t *testing.T) {
	base := plan.Identity{Seed: 1, Ordinal: 0, Recorded: "x", Began: began}
	again := planned(t, session, base)
	assert.Equal(t, planned(t, session, base), again)
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, again.ID)

	later := base
	later.Began = began.Add(time.Nanosecond)
	assert.Equal(t, again.ID, planned(t, session, later).ID, "a session is the same at another time")
	assert.NotEqual(t, again.Spans[0].ID, planned(t, session, later).Spans[0].ID, "its calls are not")
	assert.NotEqual(t, again.Spans[0].ResponseID, planned(t, session, later).Spans[0].ResponseID)

	for name, other := range map[string]plan.Identity{
		"seed":     {Seed: 2, Recorded: "x", Began: began},
		"ordinal":  {Seed: 1, Ordinal: 1, Recorded: "x", Began: began},
		"recorded": {Seed: 1, Recorded: "y", Began: began},
	} {
		assert.NotEqual(t, again.ID, planned(t, session, other).ID, name)
		assert.NotEqual(t, again.Spans[0].TraceID, planned(t, session, other).Spans[0].TraceID, name)
	}
}
