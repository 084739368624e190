package lane_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// watched is a lane under test with the rules that are documented.
type watched struct {
	lane.Lane
	rules    lane.Rules
	loops    []lane.Loop
	cascades []lane.Cascade
}

func watch() *watched { return &watched{rules: lane.Defaults()} }

// ask is a model call of a cost, and the tool calls it asks for.
func (w *watched) ask(cost int64, tools ...lane.Tool) {
	w.Call(&w.rules, lane.Call{Input: 1000, Cost: cost})
	for _, tool := range tools {
		loop, cascade := w.Tool(&w.rules, tool)
		if loop.Found() {
			w.loops = append(w.loops, loop)
		}
		if cascade.Found() {
			w.cascades = append(w.cascades, cascade)
		}
	}
}

func TestAPlantedLoopIsReported(t *testing.T) {
	w := watch()
	var wasted int64
	search := lane.Tool{Name: 7, Arguments: 0xfeed, Result: 0xbeef}
	for i := range 50 {
		cost := 10_000_003 + int64(i)*777_777 // the context grows
		w.ask(cost, search)
		if i > 0 {
			wasted += cost
		}
		switch i {
		case 2: // the third of the equal calls, before the fourth repeat
			require.Len(t, w.loops, 1)
			assert.Equal(t, lane.Warn, w.loops[0].Level)
			assert.Equal(t, 3, w.loops[0].Repeats)
			assert.InEpsilon(t, wasted, w.loops[0].Wasted, 0.0001)
			assert.Equal(t, lane.Warn, w.Looping())
		case 7:
			require.Len(t, w.loops, 2)
			assert.Equal(t, lane.Critical, w.loops[1].Level)
			assert.Equal(t, 8, w.loops[1].Repeats)
			assert.InEpsilon(t, wasted, w.loops[1].Wasted, 0.0001)
		}
	}
	assert.Len(t, w.loops, 2, "each level once")
	n, total := w.Loops()
	assert.Equal(t, int64(1), n)
	assert.InEpsilon(t, wasted, total, 0.0001)
	assert.False(t, w.loops[0].LowConfidence)

	for range 4 {
		w.ask(1_000_000)
	}
	assert.Zero(t, w.Looping(), "it is over")
	_, after := w.Loops()
	assert.Equal(t, total, after, "what comes after is no waste")
}

func TestALongLoopIsWasteToItsEnd(t *testing.T) {
	for name, tool := range map[string]lane.Tool{
		"equal calls":                 {Name: 1, Arguments: 0xabc},
		"failures, arguments unknown": {Name: 1, Failed: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := watch()
			for range 1001 {
				w.ask(1_000_000_000, tool)
			}
			n, wasted := w.Loops()
			assert.Equal(t, int64(1), n)
			assert.InEpsilon(t, int64(1000_000_000_000), wasted, 0.0001)
			assert.Len(t, w.loops, 2, "each level once")
		})
	}
}

func TestALoopOfSeveralToolsWastesEachCallOnce(t *testing.T) {
	w := watch()
	var wasted int64
	for i := range 30 {
		w.ask(10_000_000, lane.Tool{Name: uint32(i%3 + 1), Arguments: uint64(i%3+1) * 0x123456789, Result: 5})
		if i > 0 {
			wasted += 10_000_000
		}
	}
	require.Len(t, w.loops, 6, "three tools, two levels")
	_, total := w.Loops()
	assert.InEpsilon(t, wasted, total, 0.0001)
}

func TestWhatIsNoLoop(t *testing.T) {
	equal := lane.Tool{Name: 1, Arguments: 0xabc, Result: 0xdef}
	for name, play := range map[string]func(w *watched){
		"equal calls of one turn, asked for together": func(w *watched) {
			w.ask(1000, equal, equal, equal, equal, equal)
		},
		"asked for together twice": func(w *watched) {
			w.ask(1000, equal, equal, equal)
			w.ask(1000, equal, equal, equal)
		},
		"waiting for something that changes": func(w *watched) {
			for i := range 40 {
				w.ask(1000, lane.Tool{Name: 1, Arguments: 0xabc, Result: uint64(i + 1)})
			}
		},
		"waiting for something that changes now and then": func(w *watched) {
			for i := range 40 {
				w.ask(1000, lane.Tool{Name: 1, Arguments: 0xabc, Result: uint64(i/2 + 1)})
			}
		},
		"empty arguments": func(w *watched) {
			for range 40 {
				w.ask(1000, lane.Tool{Name: 1, Result: 0xdef})
			}
		},
		"other arguments each time": func(w *watched) {
			for i := range 40 {
				w.ask(1000, lane.Tool{Name: 1, Arguments: hash(string(rune(i))), Result: 0xdef})
			}
		},
		"far apart": func(w *watched) {
			for range 5 {
				w.ask(1000, equal)
				for range 20 {
					w.ask(1000)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := watch()
			play(w)
			assert.Empty(t, w.loops)
			n, wasted := w.Loops()
			assert.Zero(t, n)
			assert.Zero(t, wasted)
			assert.Zero(t, w.Looping())
		})
	}
}

func TestLoops(t *testing.T) {
	for name, c := range map[string]struct {
		play func(w *watched)
		want lane.Loop
	}{
		"the result is not known": {
			func(w *watched) {
				for range 3 {
					w.ask(6400, lane.Tool{Name: 1, Arguments: 0xabc})
				}
			},
			lane.Loop{Level: lane.Warn, Repeats: 3, Wasted: 12800},
		},
		"other calls in between": {
			func(w *watched) {
				for i := range 3 {
					w.ask(6400, lane.Tool{Name: 1, Arguments: 0xabc, Result: 1})
					w.ask(6400, lane.Tool{Name: 2, Arguments: hash("b", string(rune(i))), Result: 1})
				}
			},
			lane.Loop{Level: lane.Warn, Repeats: 3, Wasted: 4 * 6400},
		},
		"failures of one tool, arguments unknown": {
			func(w *watched) {
				for range 3 {
					w.ask(6400, lane.Tool{Name: 1, Failed: true})
				}
			},
			lane.Loop{Level: lane.Warn, Repeats: 3, Wasted: 12800, LowConfidence: true},
		},
		"failures that were asked for together": {
			func(w *watched) {
				bad := lane.Tool{Name: 1, Failed: true}
				for range 3 {
					w.ask(6400, bad, bad, bad)
				}
			},
			lane.Loop{Level: lane.Warn, Repeats: 3, Wasted: 12800, LowConfidence: true},
		},
		"no model call is seen": {
			func(w *watched) {
				for range 3 {
					loop, _ := w.Tool(&w.rules, lane.Tool{Name: 1, Arguments: 0xabc, Result: 1})
					if loop.Found() {
						w.loops = append(w.loops, loop)
					}
				}
			},
			lane.Loop{Level: lane.Warn, Repeats: 3, LowConfidence: true},
		},
		"the same answer": {
			func(w *watched) {
				for range 3 {
					w.ask(6400)
					if loop := w.Answer(&w.rules, 0xabcdef); loop.Found() {
						w.loops = append(w.loops, loop)
					}
				}
			},
			lane.Loop{Level: lane.Warn, Repeats: 3, Wasted: 12800},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := watch()
			c.play(w)
			assert.Equal(t, []lane.Loop{c.want}, w.loops)
		})
	}
}

func TestNoRulesTellNothing(t *testing.T) {
	w := &watched{}
	for range 100 {
		w.ask(1000, lane.Tool{Name: 1, Arguments: 0xabc, Failed: true, Odd: true}, lane.Tool{Name: 2, Failed: true})
	}
	assert.Empty(t, w.loops)
	assert.Empty(t, w.cascades)
}

func TestCascades(t *testing.T) {
	ok := lane.Tool{Name: 1}
	odd := lane.Tool{Name: 2, Odd: true, Trace: [16]byte{7}, Span: [8]byte{2}}
	odder := lane.Tool{Name: 5, Odd: true, Span: [8]byte{5}}
	same := lane.Tool{Name: 6, Arguments: 0xabc, Result: 1}
	bad := func(name uint32) lane.Tool { return lane.Tool{Name: name, Failed: true, Span: [8]byte{byte(name)}} }
	for name, c := range map[string]struct {
		turns [][]lane.Tool
		want  []lane.Cascade
	}{
		"two failures are none":       {[][]lane.Tool{{bad(3)}, {bad(4)}, {ok}, {bad(5)}}, nil},
		"what fails together is one":  {[][]lane.Tool{{bad(3), bad(4), bad(5)}, {bad(6)}}, nil},
		"three in a row":              {[][]lane.Tool{{bad(3)}, {bad(4)}, {bad(5)}, {bad(6)}}, []lane.Cascade{{Count: 3, First: 3, Span: [8]byte{3}}}},
		"a row ends with a success":   {[][]lane.Tool{{bad(3)}, {bad(4)}, {ok}, {bad(5)}, {bad(6)}, {bad(7)}}, []lane.Cascade{{Count: 3, First: 5, Span: [8]byte{5}}}},
		"a failure after an odd one":  {[][]lane.Tool{{odd}, {ok}, {ok}, {bad(3)}, {bad(4)}, {bad(5)}}, []lane.Cascade{{Count: 1, First: 2, Trace: [16]byte{7}, Span: [8]byte{2}, Distance: 3}}},
		"the odd one was long before": {append(append([][]lane.Tool{{odd}}, repeat(10, ok)...), []lane.Tool{bad(3)}), nil},
		"an odd one is no failure":    {[][]lane.Tool{{odd}, {odd}, {odd}, {ok}}, nil},
		"of odd ones it is the first": {[][]lane.Tool{{odd}, {ok}, {odder}, {bad(3)}}, []lane.Cascade{{Count: 1, First: 2, Trace: [16]byte{7}, Span: [8]byte{2}, Distance: 3}}},
		"a loop after an odd one":     {[][]lane.Tool{{odd}, {same}, {same}, {same}, {bad(3)}}, []lane.Cascade{{First: 2, Trace: [16]byte{7}, Span: [8]byte{2}, Distance: 3}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := watch()
			for _, tools := range c.turns {
				w.ask(1000, tools...)
			}
			assert.Equal(t, c.want, w.cascades)
		})
	}
}

func TestAnEndAfterAnOddResult(t *testing.T) {
	rules := lane.Defaults()
	var l lane.Lane
	assert.False(t, l.Ended(&rules).Found())
	l.Tool(&rules, lane.Tool{Name: 2, Odd: true, Span: [8]byte{2}})
	l.Tool(&rules, lane.Tool{Name: 1})
	assert.Equal(t, lane.Cascade{First: 2, Span: [8]byte{2}, Distance: 2}, l.Ended(&rules))
	assert.False(t, l.Ended(&rules).Found(), "once")
	_, cascade := l.Tool(&rules, lane.Tool{Name: 1, Failed: true})
	assert.False(t, cascade.Found())
}

func repeat(n int, tool lane.Tool) (turns [][]lane.Tool) {
	for range n {
		turns = append(turns, []lane.Tool{tool})
	}
	return turns
}
