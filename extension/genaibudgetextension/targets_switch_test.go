package genaibudgetextension

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// launched is an extension whose collector has started, with receivers of feedback or without one.
func launched(t *testing.T, text string, memory *storetest.Memory, receivers ...string) (e *budgetExtension, logs *observer.ObservedLogs) {
	t.Helper()
	e, logs = openedWith(t, text, memory, zap.InfoLevel)
	for _, receiver := range receivers {
		e.WillAsk(receiver)
	}
	require.NoError(t, e.Ready())
	return e, logs
}

func ended(t *testing.T, e *budgetExtension) {
	t.Helper()
	require.NoError(t, e.NotReady())
	require.NoError(t, e.close(context.WithoutCancel(t.Context())))
}

const asker = "genai_feedback"

// known is what is known of a session of talk: its turns and answers, by number.
func known(e *budgetExtension, id string, turns int) string {
	var known []string
	for turn := range turns {
		if found, ok := e.Turn(id, turn+1); ok {
			known = append(known, fmt.Sprintf("turn %d is %d", turn+1, found.Trace[0]))
		}
		if found, ok := e.Answer(fmt.Sprintf("%s-answer-%d", id, turn+1)); ok {
			known = append(known, fmt.Sprintf("answer %d in %d", turn+1, found.Trace[0]))
		}
	}
	return strings.Join(known, " ")
}

// chunksOf are the keys under which spans are kept, without the head.
func chunksOf(memory *storetest.Memory) (keys []string, bytes int) {
	for key, value := range memory.Dump() {
		if strings.HasPrefix(key, "value/targets/") {
			keys, bytes = append(keys, key), bytes+len(value)
		}
	}
	return keys, bytes
}

// Without a receiver of feedback nothing is learnt, and the memory of what was is given back.
func TestWithoutAnAskerNothingIsLearnt(t *testing.T) {
	memory := storetest.NewMemory()
	e, _ := launched(t, stored, memory, asker)
	talk(t, e, "run-42", 1)
	ended(t, e)

	e, logs := opened(t, memory)
	defer ended(t, e)
	assert.Equal(t, "turn 1 is 1 answer 1 in 1", known(e, "run-42", 1), "before it is known that nobody will ask")
	index := weak.Make(e.targets.now.Load().Index)
	require.NoError(t, e.Ready())
	talk(t, e, "run-42", 2)
	talk(t, e, "run-43", 1)
	assert.Empty(t, known(e, "run-42", 2)+known(e, "run-43", 1))
	sizes, _ := e.targets.now.Load().Totals()
	assert.Equal(t, target.Sizes{}, sizes)
	runtime.GC()
	assert.Nil(t, index.Value(), "nobody holds the index that was")
	assert.Empty(t, logs.All())
	_, ok := e.Session("run-42")
	assert.False(t, ok)
}

// What a posting takes is the same as where nobody was ever told: no allocation, no index.
func TestWithoutAnAskerAPostingTakesNoMemory(t *testing.T) {
	e, _ := launched(t, twoBudgets, nil)
	defer ended(t, e)
	receipts := make([]session.Receipt, 1)
	postings := []session.Posting{{Kind: session.Call, Session: "run-42", Service: "shop"}}
	post := func() {
		postings[0].ResponseID++
		binary.BigEndian.PutUint64(postings[0].Trace[:], postings[0].ResponseID)
		e.targets.booked(postings, receipts)
	}
	assert.Zero(t, testing.AllocsPerRun(1000, post))
	e.WillAsk(asker)
	receipts[0].Session = "run-42"
	post()
	sizes, _ := e.targets.now.Load().Totals()
	assert.Equal(t, target.Sizes{Answers: 1, Sessions: 1, Turns: 1}, sizes)
}

// Who asks when everybody has started is answered about what comes from then on. Of sessions
// that go on the turns cannot be counted.
func TestWhoAsksLateLearnsFromThenOn(t *testing.T) {
	memory := storetest.NewMemory()
	e, logs := launched(t, stored, memory)
	talk(t, e, "run-42", 1)
	e.WillAsk(asker)
	e.WillAsk(asker) // it was rebuilt
	talk(t, e, "run-42", 2)
	talk(t, e, "run-43", 1)
	talk(t, e, "run-43", 2)
	for range 2 {
		assert.Equal(t, "answer 2 in 2", known(e, "run-42", 3))
		assert.Equal(t, "turn 1 is 1 answer 1 in 1 turn 2 is 2 answer 2 in 2", known(e, "run-43", 3))
		found, ok := e.Session("run-42")
		assert.True(t, ok)
		assert.Equal(t, "shop", found.Service)
		ended(t, e)
		e, _ = launched(t, stored, memory, asker)
	}
	ended(t, e)
	told := logs.FilterMessage("spans are kept for feedback from now on").All()
	require.Len(t, told, 1)
	assert.Equal(t, map[string]any{"receivers": []any{asker}}, told[0].ContextMap())
}

// Feedback is turned off and on again: what the ledger was told meanwhile, and no snapshot stands for,
// is learnt from the journal; else nobody knows, and no turn gets the number of another.
func TestTurningFeedbackOffAndOn(t *testing.T) {
	// killed ends the collector without a snapshot, closed with one.
	killed := func(_ *testing.T, memory *storetest.Memory, _ *budgetExtension) *storetest.Memory {
		return leftBehind(memory)
	}
	closed := func(t *testing.T, memory *storetest.Memory, e *budgetExtension) *storetest.Memory {
		t.Helper()
		ended(t, e)
		return memory
	}
	type end func(*testing.T, *storetest.Memory, *budgetExtension) *storetest.Memory
	const all = "turn 1 is 1 answer 1 in 1 turn 2 is 2 answer 2 in 2 turn 3 is 3 answer 3 in 3"
	tests := map[string]struct {
		first bool // feedback is taken before it is turned off
		ends  [2]end
		old   string // what is known of turns before, while and after it was off
		new   string // of a session that begins when it is off
	}{
		"on, off, on":                   {true, [2]end{closed, closed}, "answer 3 in 3", "answer 2 in 2"},
		"on, off, killed, on":           {true, [2]end{closed, killed}, all, "turn 1 is 1 answer 1 in 1 turn 2 is 2 answer 2 in 2"},
		"on, killed, off, killed, on":   {true, [2]end{killed, killed}, all, "turn 1 is 1 answer 1 in 1 turn 2 is 2 answer 2 in 2"},
		"on, killed, off, on":           {true, [2]end{killed, closed}, "answer 3 in 3", "answer 2 in 2"},
		"never on, killed, on":          {false, [2]end{killed, killed}, all, "turn 1 is 1 answer 1 in 1 turn 2 is 2 answer 2 in 2"},
		"never on, restart, killed, on": {false, [2]end{closed, killed}, "answer 2 in 2 answer 3 in 3", "turn 1 is 1 answer 1 in 1 turn 2 is 2 answer 2 in 2"},
		"never on, on":                  {false, [2]end{closed, closed}, "answer 3 in 3", "answer 2 in 2"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			memory := storetest.NewMemory()
			var first []string
			if test.first {
				first = []string{asker}
			}
			begun := func(receivers ...string) *budgetExtension {
				e, _ := launched(t, stored, memory, receivers...)
				t.Cleanup(func() { _ = e.close(context.WithoutCancel(t.Context())) })
				return e
			}
			e := begun(first...)
			talk(t, e, "old", 1)
			memory = test.ends[0](t, memory, e)
			e = begun()
			talk(t, e, "old", 2)
			talk(t, e, "new", 1)
			assert.Empty(t, known(e, "old", 3)+known(e, "new", 3))
			memory = test.ends[1](t, memory, e)
			for range 2 { // the second time from its own image
				e = begun(asker)
				talk(t, e, "old", 3)
				talk(t, e, "new", 2)
				talk(t, e, "newest", 1)
				assert.Equal(t, test.old, known(e, "old", 4))
				assert.Equal(t, test.new, known(e, "new", 4))
				assert.Equal(t, "turn 1 is 1 answer 1 in 1", known(e, "newest", 2))
				ended(t, e)
			}
		})
	}
}

// While nobody asks nothing is kept of the index that was kept before, of whichever generation.
func TestWhatIsKeptIsEmptied(t *testing.T) {
	memory := storetest.NewMemory()
	e, _ := launched(t, stored, memory, asker)
	ctx := t.Context()
	snapshot := func(e *budgetExtension, valid uint64) uint64 {
		kept, err := e.openStore(ctx, host{storageID: memory})
		require.NoError(t, err)
		next, err := e.targets.keep(ctx, kept, valid, 1000)
		require.NoError(t, err)
		return next
	}
	for session := range 3000 {
		talk(t, e, fmt.Sprint("run-", session), 1)
	}
	snapshot(e, snapshot(e, 0)) // both generations, of several chunks
	keys, bytes := chunksOf(memory)
	require.Greater(t, len(keys), 4)
	require.Greater(t, bytes, 500_000)
	ended(t, e) // the first generation is valid
	keys, _ = chunksOf(memory)
	require.Contains(t, keys, "value/targets/0/2")
	require.NotContains(t, keys, "value/targets/0/3")
	memory.Damage(func(values map[string][]byte) { delete(values, "value/targets/0/2") }) // a kill while they are taken away

	e, _ = launched(t, stored, memory)
	keys, _ = chunksOf(memory)
	assert.Greater(t, len(keys), 4, "until a snapshot takes the place of what was booked since")
	valid := snapshot(e, 1)
	for range 3 {
		keys, bytes = chunksOf(memory)
		assert.Equal(t, []string{fmt.Sprintf("value/targets/%d/0", valid%2)}, keys)
		assert.Less(t, bytes, 100)
		valid = snapshot(e, valid)
	}
	ended(t, e)
}

// What the ledger has lost the index may lack, too: turns are not counted over the gap.
func TestTurnsAreNotCountedOverALoss(t *testing.T) {
	for name, damage := range map[string]func(values map[string][]byte){
		"of the ledger": func(values map[string][]byte) { values["manifest"][25] ^= 1 },
		"of the index":  func(values map[string][]byte) { values["value/targets/1/0"][20] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			memory := storetest.NewMemory()
			e, _ := launched(t, stored, memory, asker)
			talk(t, e, "run-42", 1)
			ended(t, e)
			memory.Damage(damage)
			e, _ = launched(t, stored+"on_corrupt: start_empty\n", memory, asker)
			defer ended(t, e)
			talk(t, e, "run-42", 2)
			talk(t, e, "run-43", 1)
			_, ok := e.Turn("run-42", 1)
			assert.False(t, ok)
			_, ok = e.Answer("run-42-answer-2")
			assert.True(t, ok)
			_, ok = e.Answer("run-42-answer-1")
			assert.Equal(t, name == "of the ledger", ok, "what is known for sure stays")
			assert.Equal(t, "turn 1 is 1 answer 1 in 1", known(e, "run-43", 1))
		})
	}
}

// It is told once whether spans are kept and for whom, and nothing where nothing changes.
func TestWhetherSpansAreKeptIsTold(t *testing.T) {
	memory := storetest.NewMemory()
	lines := func(receivers ...string) (lines []string) {
		e, logs := launched(t, stored, memory, receivers...)
		talk(t, e, "run-42", 1)
		for _, entry := range logs.FilterMessageSnippet("spans").All() {
			lines = append(lines, fmt.Sprint(entry.Level, " ", entry.Message, " ", entry.ContextMap()))
		}
		ended(t, e)
		return lines
	}
	assert.Empty(t, lines())
	assert.Equal(t, []string{"info spans are kept for feedback map[answers:0 receivers:[genai_feedback genai_feedback/2] sessions:0 turns:0]"}, lines(asker, "genai_feedback/2"))
	assert.Equal(t, []string{"info no receiver takes feedback: spans are not kept for it any more, and those that were are forgotten map[answers:1 sessions:1 turns:1]"}, lines())
	assert.Empty(t, lines())
}

// The series of the index are there, and 0, where it is not kept.
func TestSizesOfTheIndexAreTold(t *testing.T) {
	r := start(t, twoBudgets, nil)
	sizes := func(name string) map[string]int64 {
		metric, err := r.tel.GetMetric(name)
		require.NoError(t, err)
		var points []metricdata.DataPoint[int64]
		switch data := metric.Data.(type) {
		case metricdata.Sum[int64]:
			points = data.DataPoints
		case metricdata.Gauge[int64]:
			points = data.DataPoints
		}
		sizes := map[string]int64{}
		for _, point := range points {
			if kind, _ := point.Attributes.Value("kind"); strings.HasPrefix(kind.AsString(), "feedback_") {
				sizes[kind.AsString()] = point.Value
			}
		}
		return sizes
	}
	zero := map[string]int64{"feedback_answers": 0, "feedback_sessions": 0, "feedback_turns": 0}
	require.NoError(t, r.Ready())
	talk(t, r.budgetExtension, "run-42", 1)
	assert.Equal(t, zero, sizes("otelcol_genai_budget.size"))
	assert.Equal(t, zero, sizes("otelcol_genai_budget.forgotten"))
	r.WillAsk(asker)
	talk(t, r.budgetExtension, "run-43", 1)
	assert.Equal(t, map[string]int64{"feedback_answers": 1, "feedback_sessions": 1, "feedback_turns": 1}, sizes("otelcol_genai_budget.size"))
}

// Many post, and snapshots are made, while somebody begins to ask: what is posted from then on is known.
func TestAskingWhileManyPost(t *testing.T) {
	memory := storetest.NewMemory()
	e, _ := launched(t, strings.Replace(stored, "storage:", "journal: {snapshot_interval: 1s}\nfeedback: {max_answers: 4000000, max_sessions: 2000000, max_turns: 4000000}\nstorage:", 1), memory)
	defer ended(t, e)
	var posting sync.WaitGroup
	stop := make(chan struct{})
	later := make([]string, 4) // a session of each that began when somebody asked
	asked := make(chan struct{})
	for i := range later {
		posting.Go(func() {
			for number := 0; ; number++ {
				id := fmt.Sprintf("run-%d-%d", i, number)
				talk(t, e, id, 1)
				talk(t, e, id, 2)
				select {
				case <-stop:
					return
				case <-asked:
					if later[i] == "" && number > 0 {
						later[i] = fmt.Sprintf("run-%d-%d", i, number+1)
					}
				default:
				}
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	e.WillAsk(asker)
	close(asked)
	time.Sleep(1500 * time.Millisecond)
	close(stop)
	posting.Wait()
	for _, id := range later {
		require.NotEmpty(t, id)
		assert.Equal(t, "turn 1 is 1 answer 1 in 1 turn 2 is 2 answer 2 in 2", known(e, id, 3), id)
	}
}
