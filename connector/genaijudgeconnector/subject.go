package genaijudgeconnector

import (
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/expression"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
)

// subject is what is judged, and by whom.
type subject struct {
	record *record // the verdicts are of this span
	target target
	class  class // why it is judged
	chosen []*evaluator
	bytes  int64 // of room in the queue
	// steps are the other records of a turn or a trace, in the order of time.
	steps []*record
	// partial: there were more spans than a trace may have.
	partial bool
}

// material is what a subject says, in the forms in which it is judged.
type material struct {
	judged   judge.Subject
	facts    expression.Record
	question string // the last thing the user said
	withheld bool
	empty    bool // nothing was said
	cut      bool
}

// read takes out of a subject what was said.
func (s *subject) read() *material {
	if s.target != targetSpan {
		return s.readSteps()
	}
	return s.record.read()
}

// read is for a single span.
func (r *record) read() *material {
	m := &material{facts: r.facts}
	input, output := readMessages(r.input), readMessages(r.output)
	m.judged = judge.Subject{Instructions: readInstructions(r.system), Input: input.transcript, Response: output.text}
	m.question = input.user
	m.finish(input.withheld || output.withheld, r)
	return m
}

// finish notes what follows from the rest.
func (m *material) finish(withheld bool, r *record) {
	m.withheld = withheld || withheldText(m.judged.Instructions)
	m.empty = m.judged.Input == "" || m.judged.Response == ""
	m.facts.Input, m.facts.Output = m.question, m.judged.Response
	if r.attributed {
		m.facts.Attributes, m.facts.Resource = r.attrs.AsRaw(), r.resource.Attributes().AsRaw()
	}
}
