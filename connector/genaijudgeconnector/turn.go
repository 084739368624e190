package genaijudgeconnector

import (
	"cmp"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// readSteps is for a turn or a trace: it began with what its first record was told, and ended
// with what its own record or else its last model call said.
func (s *subject) readSteps() *material {
	first, last := s.record, s.record
	if s.record.input == "" || s.record.output == "" {
		calls := slices.DeleteFunc(slices.Clone(s.steps), func(r *record) bool { return !r.operation.IsInference() })
		for _, r := range calls {
			if r.input != "" && first.input == "" {
				first = r
			}
		}
		for _, r := range slices.Backward(calls) {
			if readMessages(r.output).text != "" && last.output == "" {
				last = r
			}
		}
	}
	m := &material{facts: s.record.facts, cut: s.partial}
	input, output := readMessages(first.input), readMessages(last.output)
	m.judged = judge.Subject{Instructions: readInstructions(first.system), Input: input.transcript, Response: output.text}
	steps, withheld := describe(s.steps)
	m.judged.Steps, m.question = steps, input.user
	m.finish(input.withheld || output.withheld || withheld, s.record)
	return m
}

// describe tells what tools were called, and what came back.
func describe(steps []*record) (text string, withheld bool) {
	var out strings.Builder
	for _, r := range steps {
		if r.operation != genai.OperationExecuteTool {
			continue
		}
		withheld = withheld || withheldText(r.input) || withheldText(r.output)
		for _, s := range []string{"[tool ", r.facts.Tool, "]\n", r.input, "\n=> ", r.output, "\n"} {
			out.WriteString(s)
		}
	}
	return strings.TrimSpace(out.String()), withheld
}

// turnsOf takes a trace apart: a turn is an agent's or a workflow's run that is in no other one.
// Without any, the trace is one.
func turnsOf(records []*record) []turn {
	bySpan := make(map[pcommon.SpanID]*record, len(records))
	for _, r := range records {
		bySpan[r.span] = r
	}
	var turns []turn
	index := map[*record]int{}
	for _, r := range records {
		if head := headOf(r, bySpan); head == r {
			index[r] = len(turns)
			turns = append(turns, turn{head: r})
		}
	}
	if len(turns) == 0 {
		return []turn{wholeTrace(records)}
	}
	for _, r := range records {
		if head := headOf(r, bySpan); head != nil && head != r {
			turns[index[head]].steps = append(turns[index[head]].steps, r)
		}
	}
	return turns
}

// turn is a record and what happened below it, in the order of time.
type turn struct {
	head  *record
	steps []*record
}

// headOf is the outermost agent's run that a record is or is in, or nil.
func headOf(r *record, bySpan map[pcommon.SpanID]*record) (head *record) {
	for range len(bySpan) { // a circle of parents ends, too
		if r.operation.IsAgent() {
			head = r
		}
		parent, ok := bySpan[r.parent]
		if !ok || r.parent.IsEmpty() {
			break
		}
		r = parent
	}
	return head
}

// wholeTrace is a trace as one turn: its head has no parent, or is the first.
func wholeTrace(records []*record) turn {
	t := turn{head: records[0]}
	if i := slices.IndexFunc(records, func(r *record) bool { return r.parent.IsEmpty() }); i >= 0 {
		t.head = records[i]
	}
	for _, r := range records {
		if r != t.head {
			t.steps = append(t.steps, r)
		}
	}
	return t
}

func byTime(a, b *record) int { return cmp.Compare(a.start, b.start) }
