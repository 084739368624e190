package genaisessionprocessor

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// plants are ways in which a result is malformed without anybody calling it an error. The
// rules were written down before these were tried; only how many results are learned from
// first was chosen after (ADR 013).
var plants = map[string]func(result string, r *rand.Rand) string{
	"an empty object":           func(string, *rand.Rand) string { return "{}" },
	"an empty array":            func(string, *rand.Rand) string { return "[]" },
	"nothing":                   func(string, *rand.Rand) string { return "" },
	"null":                      func(string, *rand.Rand) string { return "null" },
	"cut off":                   func(s string, r *rand.Rand) string { return s[:len(s)/4+r.IntN(len(s)/2+1)] },
	"an error as text":          func(string, *rand.Rand) string { return "Error: upstream timed out after 30 s" },
	"an error as JSON":          func(string, *rand.Rand) string { return `{"error": {"code": 503, "message": "service unavailable"}}` },
	"a page of a proxy":         func(string, *rand.Rand) string { return "<html><head><title>502 Bad Gateway</title></head></html>" },
	"a member is missing":       func(s string, _ *rand.Rand) string { return withoutMember(s) },
	"another type":              func(string, *rand.Rand) string { return "42" },
	"quoted once more":          func(s string, _ *rand.Rand) string { return fmt.Sprintf("%q", s) },
	"an apology":                func(string, *rand.Rand) string { return "I could not find what you are looking for, sorry." },
	"wrapped":                   func(s string, _ *rand.Rand) string { return `{"status": "partial", "data": ` + s + `}` },
	"many times over":           func(s string, _ *rand.Rand) string { return "[" + strings.Repeat(s+",", 39) + s + "]" },
	"strings in place of lists": func(s string, _ *rand.Rand) string { return strings.NewReplacer("[{", `"`, "}]", `"`).Replace(s) },
}

// withoutMember takes the first member from every object.
func withoutMember(s string) string {
	at := strings.Index(s, `": `)
	if at < 0 {
		return "{}"
	}
	begin := strings.LastIndexByte(s[:at], '"')
	name := s[begin : at+3]
	return strings.ReplaceAll(s, name, `"x_`+name[1:])
}

// planted is what became of one plant.
type planted struct{ right, wrong, none int }

func (p *planted) count(suspect, want session.SpanID) {
	switch suspect {
	case want:
		p.right++
	case session.SpanID{}:
		p.none++
	default:
		p.wrong++
	}
}

func (p *planted) of() int { return p.right + p.wrong + p.none }

// In each run that went wrong a result is malformed 1 to 5 tool calls before: before a
// tool that failed, else before the end of a run that did not solve its task. The runs of
// one half are learned from first, without plants; plants are put into the other, one run
// at a time among the others as they were.
func TestSuspectsOfRecordedRuns(t *testing.T) {
	runs := recordedRuns(t)
	r := rand.New(rand.NewPCG(11, 7))
	byDistance, byPlant, all := map[int]*planted{}, map[string]*planted{}, planted{}
	for distance := 1; distance <= 5; distance++ {
		for _, name := range slices.Sorted(maps.Keys(plants)) {
			for half := range 2 {
				w := watchSuspects(t)
				for i := range runs {
					if i%2 != half {
						w.play(&runs[i], runs[i].steps())
					}
				}
				for i := range runs {
					if i%2 != half || runs[i].Reward == 1 {
						continue
					}
					steps := runs[i].steps()
					at := plantAt(steps, distance)
					if at < 0 || r.IntN(4) > 0 { // one in four is enough
						continue
					}
					steps[at].result = plants[name](steps[at].result, r)
					suspect := w.play(&runs[i], steps)
					for _, p := range []*planted{of(byDistance, distance), of(byPlant, name), &all} {
						p.count(suspect, session.SpanID(spanOf(2000+at)))
					}
				}
			}
		}
	}
	require.Greater(t, all.of(), 1000)
	for distance := 1; distance <= 5; distance++ {
		p := byDistance[distance]
		t.Logf("%d before: right %.1f %% of %d, wrong %d", distance, 100*float64(p.right)/float64(p.of()), p.of(), p.wrong)
	}
	for _, name := range slices.Sorted(maps.Keys(byPlant)) {
		p := byPlant[name]
		t.Logf("%-26s right %.1f %% of %d, wrong %d", name, 100*float64(p.right)/float64(p.of()), p.of(), p.wrong)
	}
	right := float64(all.right) / float64(all.of())
	t.Logf("suspect right: %.1f %% of %d plants (wrong %d, none %d)", 100*right, all.of(), all.wrong, all.none)
	assert.GreaterOrEqual(t, right, 0.8)
}

// With what was learned from all runs before, and with nothing.
func TestUnplantedRunsHaveFewSuspects(t *testing.T) {
	for name, rounds := range map[string]int{"learned before": 2, "learned as it goes": 1} {
		t.Run(name, func(t *testing.T) { unplanted(t, rounds) })
	}
}

// unplanted judges the last round of runs as they were.
func unplanted(t *testing.T, rounds int) {
	t.Helper()
	runs := recordedRuns(t)
	suspects, results, odd, solved := 0, 0, 0, 0
	w := watchSuspects(t)
	for round := range rounds {
		for i := range runs {
			steps := runs[i].steps()
			suspect := w.play(&runs[i], steps)
			if round < rounds-1 || runs[i].Reward != 1 {
				continue
			}
			solved++
			if suspect != (session.SpanID{}) {
				suspects++
			}
		}
	}
	for _, span := range w.seen {
		results++
		if strings.Contains(span, "tool_result_shape") {
			odd++
		}
	}
	t.Logf("unplanted: %d suspects in %d runs that solved their task (%.1f %%), %d odd of %d results (%.2f %%)",
		suspects, solved, 100*float64(suspects)/float64(solved), odd, results, 100*float64(odd)/float64(results))
	assert.Equal(t, 84, solved, "SOURCE.md")
	assert.LessOrEqual(t, float64(suspects), 0.02*float64(solved))
	assert.LessOrEqual(t, float64(odd), 0.02*float64(results))
}

func of[K comparable](all map[K]*planted, key K) *planted {
	if all[key] == nil {
		all[key] = &planted{}
	}
	return all[key]
}

// plantAt is the tool call so many before the first that failed, or before the end; -1
// where there is none, or it failed itself.
func plantAt(steps []toolStep, distance int) int {
	wrong := len(steps)
	for i := range steps {
		if steps[i].failed {
			wrong = i
			break
		}
	}
	at := wrong - distance
	if at < 0 || steps[at].result == "" || steps[at].failed {
		return -1
	}
	return at
}

// suspects plays runs through the processor and a ledger.
type suspects struct {
	t        *testing.T
	accounts *runAccounts
	consume  func(*spans)
	trace    int
	seen     []string // signals of tool spans
}

func watchSuspects(t *testing.T) *suspects {
	t.Helper()
	accounts := newRunAccounts(t)
	p := startTraces(t, defaults(), accounts, nop(), consumertest.NewNop())
	return &suspects{t: t, accounts: accounts, consume: func(batch *spans) { require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces)) }}
}

// play plays a run as a session of its own and returns the span of its suspect.
func (w *suspects) play(run *recordedRun, steps []toolStep) (suspect session.SpanID) {
	w.trace++
	id := fmt.Sprint("run-", w.trace)
	last := w.accounts.ledger.LastEvent()
	batch := spansOf(w.t, "tau", id, w.trace, steps, run.Reward)
	w.consume(batch)
	eachSpan(batch.traces, func(span ptrace.Span) {
		if str(span.Attributes(), "gen_ai.operation.name") == "execute_tool" && str(span.Attributes(), "error.type") == "" {
			w.seen = append(w.seen, str(span.Attributes(), "genai.quality.signals"))
		}
	})
	for _, e := range w.accounts.Events(last, 1000) {
		if e.Kind == session.ToolCascade && e.Cascade.Distance > 0 {
			assert.Equal(w.t, id, e.Session)
			assert.Equal(w.t, session.TraceID(batch.scope.Spans().At(0).TraceID()), e.Cascade.Trace)
			return e.Cascade.Span
		}
	}
	return session.SpanID{}
}
