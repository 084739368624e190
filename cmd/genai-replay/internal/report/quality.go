package report

import (
	"cmp"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Names of the metrics of quality.
const (
	metricOutcome     = "genai_session_outcome"
	metricOutcomeCost = "genai_session_outcome_cost_usd"
	metricScore       = "genai_evaluation_score"
	metricResults     = "genai_evaluation_results_total"
	metricSignals     = "genai_quality_signals_total"

	labelService    = "job"
	labelAgent      = "gen_ai_agent_name"
	labelEvaluation = "gen_ai_evaluation_name"
	labelScoreLabel = "gen_ai_evaluation_score_label"
	labelEvaluator  = "genai_evaluation_evaluator"
	labelErrorType  = "error_type"
	labelSignal     = "signal"
)

// Outcome is how the sessions of one agent went that ended in the last seven days.
type Outcome struct {
	Agent, Service         string
	Success, Failed, Other float64 // sessions
	SuccessUSD, FailedUSD  float64 // what those had spent
}

// Ended is all sessions that ended.
func (o *Outcome) Ended() float64 { return o.Success + o.Failed + o.Other }

// Score is what one evaluator gave a service under one name.
type Score struct {
	Name, Evaluator, Service string
	Scores, Sum              float64 // how many, and their sum; each is from 0 to 1
	Passed, NotPassed        float64 // verdicts that say which
	Errors                   float64 // evaluations that failed
}

// Signal is how often one signal was found on spans of one agent.
type Signal struct {
	Name, Agent, Service string
	Found                float64
}

// Ended is the number of sessions on the page that ended.
func (p *Page) Ended() float64 {
	var ended float64
	for i := range p.Outcomes {
		ended += p.Outcomes[i].Ended()
	}
	return ended
}

// Scored is the number of scores on the page.
func (p *Page) Scored() float64 {
	var scored float64
	for i := range p.Scores {
		scored += p.Scores[i].Scores
	}
	return scored
}

// quality adds up series that differ in the version of their service only.
type quality struct {
	outcomes map[[2]string]*Outcome
	scores   map[[3]string]*Score
	signals  map[Signal]float64
}

func newQuality() *quality {
	return &quality{outcomes: map[[2]string]*Outcome{}, scores: map[[3]string]*Score{}, signals: map[Signal]float64{}}
}

func (q *quality) outcomeOf(of series) *Outcome {
	key := [2]string{of.name(labelAgent), of.label(labelService)}
	if q.outcomes[key] == nil {
		q.outcomes[key] = &Outcome{Agent: key[0], Service: key[1]}
	}
	return q.outcomes[key]
}

func (q *quality) outcome(of series) {
	o := q.outcomeOf(of)
	switch of.label(labelOutcome) {
	case session.OutcomeSuccess.String():
		o.Success += of.value()
	case session.OutcomeFailed.String():
		o.Failed += of.value()
	default:
		o.Other += of.value()
	}
}

func (q *quality) outcomeCost(of series) {
	o := q.outcomeOf(of)
	switch of.label(labelOutcome) {
	case session.OutcomeSuccess.String():
		o.SuccessUSD += of.value()
	case session.OutcomeFailed.String():
		o.FailedUSD += of.value()
	}
}

func (q *quality) scoreOf(of series) *Score {
	key := [3]string{of.name(labelEvaluation), of.label(labelEvaluator), of.label(labelService)}
	if q.scores[key] == nil {
		q.scores[key] = &Score{Name: key[0], Evaluator: key[1], Service: key[2]}
	}
	return q.scores[key]
}

func (q *quality) score(of series) {
	s := q.scoreOf(of)
	s.Scores += float64(of.metric.GetHistogram().GetSampleCount())
	s.Sum += of.metric.GetHistogram().GetSampleSum()
}

func (q *quality) result(of series) {
	s := q.scoreOf(of)
	switch label := of.label(labelScoreLabel); {
	case of.label(labelErrorType) != "":
		s.Errors += of.value()
	case label == evaluation.Pass:
		s.Passed += of.value()
	case label == evaluation.Fail:
		s.NotPassed += of.value()
	}
}

func (q *quality) signal(of series) {
	q.signals[Signal{Name: of.name(labelSignal), Agent: of.name(labelAgent), Service: of.label(labelService)}] += of.value()
}

// settle puts the sums on the page, in order.
func (q *quality) settle(page *Page) {
	for _, o := range q.outcomes {
		page.Outcomes = append(page.Outcomes, *o)
	}
	slices.SortFunc(page.Outcomes, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Service, b.Service))
	})
	for _, s := range q.scores {
		page.Scores = append(page.Scores, *s)
	}
	slices.SortFunc(page.Scores, func(a, b Score) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Evaluator, b.Evaluator), cmp.Compare(a.Service, b.Service))
	})
	for s, found := range q.signals {
		if found > 0 {
			s.Found = found
			page.Signals = append(page.Signals, s)
		}
	}
	slices.SortFunc(page.Signals, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(b.Found, a.Found), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Service, b.Service))
	})
}
