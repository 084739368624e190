package e2e

import (
	"fmt"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// badHour is one in which agents of the support do badly: researchers read until the
// model's window is full, a tool is down, and turns hang.
func (l *lapse) badHour(t *testing.T) {
	t.Helper()
	l.readers(t)
	l.brokenTool(t)
	l.hangingTurns(t)
	l.wait(t, l.step)
	l.endSessions(t)
	l.wait(t, 5*l.step)
}

// readers are sessions whose calls carry all that was read so far, ever more of it and without
// a summary: of a window of 200,000 tokens the last call fills nearly all, and answers are cut off.
func (l *lapse) readers(t *testing.T) {
	t.Helper()
	b := newBatch()
	spans := b.production(t, "support-agent")
	for i := range 20 {
		session := fmt.Sprintf("reader-%d", i)
		for call := range 12 {
			attrs := chat(map[string]any{
				"session.id": session, "gen_ai.agent.name": "researcher", "gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-haiku-4-5",
				"gen_ai.usage.input_tokens": 8_000 + 1_560*call*call,
			})
			if call >= 9 {
				attrs["gen_ai.response.finish_reasons"] = []any{"max_tokens"}
			}
			identify(add(t, spans, 0, 0, 0, attrs), session, call)
		}
	}
	l.send(t, b.Traces)
}

// brokenTool is a tool that is down: in each session its calls fail one after the other.
func (l *lapse) brokenTool(t *testing.T) {
	t.Helper()
	b := newBatch()
	spans := b.production(t, "support-agent")
	for i := range 8 {
		session := fmt.Sprintf("stuck-%d", i)
		for try := range 4 {
			identify(add(t, spans, 0, 0, 0, map[string]any{
				"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search", "error.type": "timeout",
				"gen_ai.tool.call.arguments": fmt.Sprintf(`{"page":%d}`, try), "session.id": session, "gen_ai.agent.name": "support",
			}), session, try)
		}
	}
	l.send(t, b.Traces)
}

// hangingTurns are turns that take six minutes, and one in ten an hour and a half.
func (l *lapse) hangingTurns(t *testing.T) {
	t.Helper()
	b := newBatch()
	spans := b.production(t, "support-agent")
	for i := range 120 {
		session := fmt.Sprintf("hanging-%d", i)
		span := add(t, spans, 0, 0, 0, map[string]any{"gen_ai.operation.name": "invoke_agent", "session.id": session, "gen_ai.agent.name": "support"})
		identify(span, session, 0)
		took := 6 * time.Minute
		if i%10 == 0 {
			took = 90 * time.Minute
		}
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(span.EndTimestamp().AsTime().Add(-took)))
	}
	l.send(t, b.Traces)
}

// fullDisk is some minutes in which the collector cannot write to any file, and refuses
// what the ledger cannot keep; then there is room, and it takes the same.
func (l *lapse) fullDisk(t *testing.T) {
	t.Helper()
	b := newBatch()
	identify(add(t, b.production(t, "support-agent"), 0, 0, 0, chat(map[string]any{"session.id": "refused", "gen_ai.agent.name": "support"})), "refused", 0)
	body, err := ptraceotlp.NewExportRequestFromTraces(b.Traces).MarshalProto()
	require.NoError(t, err)
	deliver := func() error { return l.collector.deliver(t.Context(), "/v1/traces", "application/x-protobuf", body) }
	l.collector.limitFiles(t, "0")
	for range 2 {
		require.ErrorContains(t, deliver(), "503", "a batch that is not kept is acknowledged")
		l.wait(t, l.step)
	}
	l.collector.limitFiles(t, "unlimited")
	assert.NoError(t, deliver(), "there is room again")
}

// limitFiles bounds how large a file the running collector can write, in bytes: with 0 it
// cannot write at all, as on a disk that is full.
func (c *collector) limitFiles(t *testing.T, bytes string) {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "prlimit", "--pid", strconv.Itoa(c.cmd.Process.Pid), "--fsize="+bytes+":unlimited").CombinedOutput()
	require.NoError(t, err, "%s", output)
}
