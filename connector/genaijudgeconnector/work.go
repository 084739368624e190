package genaijudgeconnector

import (
	"context"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/reference"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// result is what came of one evaluation.
type result struct {
	evaluator *evaluator
	by        genai.EvaluatorType
	verdict   judge.Verdict
	cost      spending.Amount
	cached    bool
	cut       bool
	caseID    string
}

// errExpression says that a condition could not be evaluated: a value of error.type.
const errExpression judge.Error = "expression_error"

// work judges until the queue is closed and empty, or its time is over.
func (c *judgeConnector) work(ctx context.Context) {
	for s := range c.queue.items {
		if ctx.Err() != nil {
			c.telemetry.dropped(context.WithoutCancel(ctx), dropShutdown, 1)
		} else {
			c.judge(ctx, s)
		}
		c.queue.release(s.bytes)
	}
}

// judge judges one subject, and hands on what came of it.
func (c *judgeConnector) judge(ctx context.Context, s *subject) {
	m := s.read()
	var results []result
	var asks []*evaluator
	for _, e := range s.chosen {
		switch r, verdict := c.prepare(ctx, e, s, m); verdict {
		case done:
			results = append(results, r)
		case ask:
			asks = append(asks, e)
		case skipped:
		}
	}
	results = append(results, c.ask(ctx, asks, &inquiry{judged: m.judged, cut: m.cut})...)
	for _, e := range s.chosen {
		if known, id, ok := c.judgedCase(e, s, m); ok {
			q := &inquiry{judged: m.judged, cut: m.cut, caseID: id}
			q.judged.Reference = known.Text()
			results = append(results, c.ask(ctx, []*evaluator{e}, q)...)
		}
	}
	c.emit(context.WithoutCancel(ctx), s, results)
}

// step is what is to be done for one evaluator.
type step int

const (
	skipped step = iota
	done
	ask
)

// prepare is as much of an evaluation as needs no model.
func (c *judgeConnector) prepare(ctx context.Context, e *evaluator, s *subject, m *material) (result, step) {
	if why := e.obstacle(m); why != "" {
		c.telemetry.skipped(ctx, why, 1)
		return result{}, skipped
	}
	if e.filter != nil && e.filter.NeedsContent() {
		holds, err := e.filter.Holds(&m.facts)
		if err != nil {
			return result{evaluator: e, by: genai.EvaluatorDeterministic, verdict: judge.Verdict{Error: errExpression}}, done
		}
		if !holds {
			return result{}, skipped
		}
	}
	switch e.config.Kind {
	case kindExpression:
		return e.express(m), done
	case kindReference:
		return c.refer(ctx, e, s, m)
	default:
		return result{}, ask
	}
}

// obstacle is why nothing can be judged, or "".
func (e *evaluator) obstacle(m *material) skip {
	needs := e.config.Kind != kindExpression || e.condition.NeedsContent() || e.filter != nil && e.filter.NeedsContent()
	switch {
	case !needs:
		return ""
	case m.withheld:
		return skipWithheld
	case m.empty && e.config.Kind != kindExpression:
		return skipNoContent
	default:
		return ""
	}
}

func (e *evaluator) express(m *material) result {
	r := result{evaluator: e, by: genai.EvaluatorDeterministic}
	score, isBool, err := e.condition.Score(&m.facts)
	if err != nil {
		r.verdict.Error = errExpression
		return r
	}
	if isBool {
		r.verdict = judge.Verdict{Score: score, Label: passOrFail(score)}
		return r
	}
	normal, ok := e.config.scale().Normal(score)
	if !ok {
		r.verdict.Error = judge.ScoreOutOfRange
		return r
	}
	r.verdict.Score = normal
	return r
}

// refer compares with the known answer; a case for the model is left to it.
func (c *judgeConnector) refer(ctx context.Context, e *evaluator, s *subject, m *material) (result, step) {
	id := s.record.caseID(e)
	known, ok := e.cases.Find(id, m.question)
	switch {
	case !ok:
		c.telemetry.skipped(ctx, skipNoCase, 1)
		return result{}, skipped
	case known.Match == reference.Judge:
		return result{}, skipped
	}
	r := result{evaluator: e, by: genai.EvaluatorDeterministic, caseID: known.ID}
	if known.Passes(m.judged.Response) {
		r.verdict.Score = 1
	}
	r.verdict.Label = passOrFail(r.verdict.Score)
	return r, done
}

// judgedCase is the case of a record that a model must judge, if it has one.
func (c *judgeConnector) judgedCase(e *evaluator, s *subject, m *material) (*reference.Case, string, bool) {
	if e.config.Kind != kindReference || e.obstacle(m) != "" {
		return nil, "", false
	}
	known, ok := e.cases.Find(s.record.caseID(e), m.question)
	if !ok || known.Match != reference.Judge {
		return nil, "", false
	}
	return known, known.ID, true
}

// caseID is the id of the case that a record answers, or "".
func (r *record) caseID(e *evaluator) string {
	for _, key := range e.caseAttributes {
		if id := r.caseIDs[key]; id != "" {
			return id
		}
	}
	return ""
}

// passOrFail is the label of what has no degrees.
func passOrFail(score float64) string {
	if score == 1 {
		return labelPass
	}
	return labelFail
}

// wait waits, and reports whether to go on.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
