package genaibudgetextension

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// opened is an extension that does not serve, so that its time can be that of a test.
func opened(t *testing.T, memory *storetest.Memory) (e *budgetExtension, logs *observer.ObservedLogs) {
	t.Helper()
	return openedWith(t, stored, memory, zap.WarnLevel)
}

func openedWith(t *testing.T, text string, memory *storetest.Memory, from zapcore.Level) (e *budgetExtension, logs *observer.ObservedLogs) {
	t.Helper()
	config, err := load(t, text)
	require.NoError(t, err)
	set := extensiontest.NewNopSettings(metadata.Type)
	core, logs := observer.New(from)
	set.Logger = zap.New(core)
	e, err = newExtension(set, config)
	require.NoError(t, err)
	kept, err := e.openStore(t.Context(), host{storageID: memory})
	require.NoError(t, err)
	require.NoError(t, e.open(t.Context(), kept))
	return e, logs
}

// leftBehind is what a process that is killed now leaves.
func leftBehind(memory *storetest.Memory) *storetest.Memory {
	killed := storetest.NewMemory()
	killed.Damage(func(values map[string][]byte) { maps.Copy(values, memory.Dump()) })
	killed.Named(witnessName).Damage(func(values map[string][]byte) { maps.Copy(values, memory.Named(witnessName).Dump()) })
	return killed
}

// talk posts a turn of a session: an agent span, and a call in it with a response id.
func talk(t *testing.T, e *budgetExtension, id string, turn byte) {
	t.Helper()
	now := time.Now().UnixNano()
	of := session.TraceID{turn}
	binary.BigEndian.PutUint64(of[8:], session.HashID(id))
	postings := []session.Posting{
		{Kind: session.Call, Session: id, Service: "shop", Trace: of, Span: session.SpanID{turn, 2}, Parent: session.SpanID{turn, 1}, Start: now, End: now, ResponseID: session.HashID(fmt.Sprintf("%s-answer-%d", id, turn)), Scope: []string{"shop"}},
		{Kind: session.Turn, Session: id, Service: "shop", Trace: of, Span: session.SpanID{turn, 1}, Start: now, End: now, Scope: []string{"shop"}},
	}
	require.NoError(t, e.Post(t.Context(), postings, make([]session.Receipt, len(postings))))
}

// A day later, and after a kill at any time, the span of an answer and of a turn is known:
// from the image, from the journal, and from both.
func TestSpansAreKnownADayLater(t *testing.T) {
	for name, waits := range map[string]time.Duration{"of the journal alone": 0, "after snapshots": 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := storetest.NewMemory()
				e, _ := opened(t, memory)
				for turn := range byte(3) {
					talk(t, e, "run-42", turn+1)
					time.Sleep(time.Minute)
				}
				time.Sleep(waits)
				talk(t, e, "run-43", 1)
				synctest.Wait() // the store and its witness are copied one after the other
				killed := leftBehind(memory)
				require.NoError(t, e.close(context.WithoutCancel(t.Context())))
				again, _ := opened(t, killed)
				time.Sleep(24*time.Hour - waits)
				for turn := range 3 {
					found, ok := again.Turn("run-42", turn+1)
					require.True(t, ok, "turn %d", turn+1)
					assert.Equal(t, session.SpanID{byte(turn + 1), 1}, found.Span)
					found, ok = again.Answer(fmt.Sprintf("run-42-answer-%d", turn+1))
					require.True(t, ok)
					assert.Equal(t, session.SpanID{byte(turn + 1), 2}, found.Span)
					assert.Equal(t, "run-42", found.Session)
					assert.Equal(t, "shop", found.Service)
				}
				_, ok := again.Turn("run-42", 4)
				assert.False(t, ok)
				_, ok = again.Answer("run-43-answer-1")
				assert.True(t, ok)
				require.NoError(t, again.close(context.WithoutCancel(t.Context())))
			})
		})
	}
}

// An index that cannot be read is told and begun anew: the accounts are not held up by it.
func TestDamagedTargetsAreToldAndForgotten(t *testing.T) {
	memory := storetest.NewMemory()
	e, _ := opened(t, memory)
	talk(t, e, "run-42", 1)
	require.NoError(t, e.close(context.WithoutCancel(t.Context())))
	memory.Damage(func(values map[string][]byte) {
		value := values["value/targets/1/0"]
		require.NotEmpty(t, value)
		value[len(value)/2] ^= 1
	})
	e, logs := opened(t, memory)
	defer func() { require.NoError(t, e.close(context.WithoutCancel(t.Context()))) }()
	assert.Len(t, logs.FilterMessageSnippet("could not be read back").All(), 1)
	_, ok := e.Turn("run-42", 1)
	assert.False(t, ok)
	talk(t, e, "run-43", 1)
	_, ok = e.Turn("run-43", 1)
	assert.True(t, ok)
}

// Nothing personal is in the index: an id that redaction would mask is found by what it was, and kept as its token.
func TestTargetsHoldNothingPersonal(t *testing.T) {
	memory := storetest.NewMemory()
	e, _ := opened(t, memory)
	talk(t, e, e.Private("session.id", "jane.roe@planted-mail.com", ""), 1)
	require.NoError(t, e.close(context.WithoutCancel(t.Context())))
	for key, value := range memory.Dump() {
		assert.NotContains(t, string(value), "planted-mail", key)
	}
	e, _ = opened(t, memory)
	defer func() { require.NoError(t, e.close(context.WithoutCancel(t.Context()))) }()
	_, ok := e.Turn("jane.roe@planted-mail.com", 1)
	assert.True(t, ok)
}
