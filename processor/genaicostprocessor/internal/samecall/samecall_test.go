package samecall

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func trace(n byte) pcommon.TraceID { return pcommon.TraceID{15: n} }
func span(n byte) pcommon.SpanID   { return pcommon.SpanID{7: n} }

// call records 20 output tokens from second 10 to second 20.
func call(traceID, spanID, parent byte, edit func(*Call)) Call {
	c := Call{
		SpanKey: SpanKey{trace(traceID), span(spanID)}, Parent: span(parent),
		Model: "gpt-5-mini", Scope: "sdk", Service: "agent", Start: 10e9, End: 20e9, UsageKnown: true, Output: 20,
	}
	if edit != nil {
		edit(&c)
	}
	return c
}

func TestDuplicates(t *testing.T) {
	gateway := func(c *Call) { c.Scope, c.Service = "gateway", "gateway" }
	tests := map[string]struct {
		calls []Call
		steps map[SpanKey]Step
		want  []bool
	}{
		"two calls one after the other in one agent are two calls": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 1, func(c *Call) { c.Start, c.End = 21e9, 30e9 })},
			want:  []bool{false, false},
		},
		"two parallel calls of one instrumentation are two calls": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 1, nil)},
			want:  []bool{false, false},
		},
		"the same span twice is one call": {
			calls: []Call{call(1, 2, 1, nil), call(1, 2, 1, nil)},
			want:  []bool{false, true},
		},
		"a span with the same id in another trace is another call": {
			calls: []Call{call(1, 2, 1, nil), call(2, 2, 1, nil)},
			want:  []bool{false, false},
		},
		"the gateway's span inside the SDK's is charged": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 2, gateway)},
			want:  []bool{true, false},
		},
		"an HTTP span between them changes nothing": {
			calls: []Call{call(1, 2, 1, nil), call(1, 4, 3, gateway)},
			steps: map[SpanKey]Step{{trace(1), span(3)}: {Parent: span(2)}},
			want:  []bool{true, false},
		},
		"the outer is charged when only it knows the usage": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 2, func(c *Call) { c.UsageKnown, c.Output = false, 0 })},
			want:  []bool{false, true},
		},
		"a call below a tool of a call is another call": {
			calls: []Call{call(1, 2, 1, nil), call(1, 4, 3, nil)},
			steps: map[SpanKey]Step{{trace(1), span(3)}: {Parent: span(2), Boundary: true}},
			want:  []bool{false, false},
		},
		"retries inside one SDK span are calls of their own and the SDK's is not": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 2, gateway), call(1, 4, 2, gateway)},
			want:  []bool{true, false, false},
		},
		"another model inside is another call": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 2, func(c *Call) { c.Model = "gpt-5-mini-judge" })},
			want:  []bool{false, false},
		},
		"the dated name is the same model": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 2, func(c *Call) { c.Model = "gpt-5-mini-2026-01-01" })},
			want:  []bool{true, false},
		},
		"one response id in two traces is one call": {
			calls: []Call{
				call(1, 2, 0, func(c *Call) { c.ResponseID = "msg_1" }),
				call(2, 3, 0, func(c *Call) { c.ResponseID, c.Scope, c.Details = "msg_1", "other", 2 }),
			},
			want: []bool{true, false},
		},
		"a repeated response id at another time is another call": {
			calls: []Call{
				call(1, 2, 0, func(c *Call) { c.ResponseID = "msg_1" }),
				call(2, 3, 0, func(c *Call) { c.ResponseID, c.Scope, c.Start, c.End = "msg_1", "other", 21e9, 22e9 }),
			},
			want: []bool{false, false},
		},
		"one instrumentation with one response id twice records two calls": {
			calls: []Call{
				call(1, 2, 0, func(c *Call) { c.ResponseID = "msg_1" }),
				call(2, 3, 0, func(c *Call) { c.ResponseID = "msg_1" }),
			},
			want: []bool{false, false},
		},
		"clocks of two hosts may differ": {
			calls: []Call{
				call(1, 2, 0, func(c *Call) { c.ResponseID = "msg_1" }),
				call(1, 3, 0, func(c *Call) { c.ResponseID, c.Service, c.Start, c.End = "msg_1", "gateway", 21e9, 22e9 }),
			},
			want: []bool{false, true},
		},
		"an id made up by the client says nothing": {
			calls: []Call{
				call(1, 2, 0, func(c *Call) { c.ResponseID = "aitxt-1" }),
				call(2, 3, 0, func(c *Call) { c.ResponseID, c.Scope = "aitxt-1", "other" }),
			},
			want: []bool{false, false},
		},
		"two instrumentations side by side are one call": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 1, func(c *Call) { c.Scope, c.Details = "other", 1 })},
			want:  []bool{true, false},
		},
		"side by side with other output are two calls": {
			calls: []Call{call(1, 2, 1, nil), call(1, 3, 1, func(c *Call) { c.Scope, c.Output = "other", 21 })},
			want:  []bool{false, false},
		},
		"a cycle of parents ends": {
			calls: []Call{call(1, 2, 3, nil), call(1, 9, 0, nil)},
			steps: map[SpanKey]Step{{trace(1), span(3)}: {Parent: span(4)}, {trace(1), span(4)}: {Parent: span(3)}},
			want:  []bool{false, false},
		},
	}
	var finder Finder // one for all: it must not remember
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			finder.Reset()
			for key, step := range test.steps {
				finder.AddStep(key, step)
			}
			assert.Equal(t, test.want, finder.Duplicates(test.calls))
		})
	}
}

func TestDuplicatesAllocatesNothingOnceWarm(t *testing.T) {
	calls := []Call{call(1, 2, 1, nil), call(1, 3, 2, nil), call(2, 4, 1, func(c *Call) { c.ResponseID = "msg_1" })}
	var finder Finder
	allocs := testing.AllocsPerRun(100, func() {
		finder.Reset()
		finder.AddStep(SpanKey{trace(1), span(1)}, Step{})
		finder.Duplicates(calls)
	})
	assert.Zero(t, allocs)
}
