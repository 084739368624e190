package genaimetricsconnector

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/connector/genaimetricsconnector/internal/recent"
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Values of the attribute statistic.
const (
	statisticEWMA  = "ewma"
	statisticCUSUM = "cusum"
)

// scores turns verdicts into measurements. An updater that is open guards what is not
// safe for concurrent use.
type scores struct {
	rules  evaluation.Rules
	seen   *recent.Set[verdictIdentity]
	hash   verdictHash
	labels *evaluation.Labels
	errors *evaluation.Labels
	watch  *evaluation.Watch // nil where drift is off
}

func newScores(config *Config) *scores {
	s := &scores{
		rules:  config.rules(),
		seen:   recent.New[verdictIdentity](config.Duplicates.MaxEvaluations),
		hash:   newVerdictHash(),
		labels: evaluation.NewLabels(config.MaxLabels, config.MaxSeries, config.ExpireAfter),
		errors: evaluation.NewLabels(config.MaxLabels, config.MaxSeries, config.ExpireAfter),
	}
	if config.Drift.MaxSeries > 0 {
		s.watch = evaluation.NewWatch(evaluation.WatchSettings{
			Max:          config.Drift.MaxSeries,
			Baseline:     config.Drift.Baseline,
			BaselineTime: config.Drift.BaselineTime,
			RelearnAfter: config.Drift.RelearnAfter,
			ForgetAfter:  config.Drift.ForgetAfter,
		})
	}
	return s
}

// measure adds what one verdict tells. A verdict stands for itself alone, however its
// span was sampled: a log record does not say.
func (s *scores) measure(u *aggregate.Updater, e *genai.Evaluation, source aggregate.Resource, now time.Time, counts *tally) {
	counts.evaluations++
	u.Span(e.Trace, e.Span, aggregate.Weight{})
	name, evaluator := aggregate.Label(e.Name), aggregate.Label(e.Evaluator)
	result := s.rules.Read(evaluation.Told{
		Name: name, Evaluator: evaluator,
		Score: e.Score, Scored: e.Scored, Label: aggregate.Label(e.Label), ErrorType: aggregate.Label(e.ErrorType),
	})
	u.Add(evaluationResults, 1, aggregate.Values{
		name, s.labels.Bound(name, evaluator, result.Label, now), evaluator, s.errors.Bound(name, evaluator, result.ErrorType, now),
	})
	if e.CostUSD > 0 {
		measureJudge(u, e, name, counts)
	}
	if !result.Scored {
		return
	}
	u.Observe(evaluationScore, result.Score, aggregate.Values{name, evaluator})
	if s.watch != nil {
		s.measureDrift(u, drifting{source, name, evaluator, e.EvaluatorVersion}, result.Score, now, counts)
	}
}

// measureJudge adds what a verdict cost, were there one or not.
func measureJudge(u *aggregate.Updater, e *genai.Evaluation, name string, counts *tally) {
	nanos, ok := budget.FromDollars(e.CostUSD)
	if !ok {
		counts.badEvaluationCosts++
		return
	}
	u.Add(judgeCostUSD, nanos, aggregate.Values{name, aggregate.Label(e.Model)})
}

type drifting struct {
	source                   aggregate.Resource
	name, evaluator, version string
}

// measureDrift compares a score with those before it. All versions of a service are one
// series, and so is the gauge's resource without one.
func (s *scores) measureDrift(u *aggregate.Updater, of drifting, score float64, now time.Time, counts *tally) {
	reading := s.watch.Add(evaluation.Series{
		Service: of.source.ServiceName, Namespace: of.source.ServiceNamespace, Environment: of.source.Environment,
		Name: of.name, Evaluator: of.evaluator,
	}, of.version, score, now)
	if reading.Refused {
		counts.unwatched++
	}
	if !reading.Known {
		return
	}
	service := of.source
	service.ServiceVersion = ""
	u.Resource(service)
	u.Set(evaluationDrift, reading.EWMA, aggregate.Values{of.name, of.evaluator, statisticEWMA})
	u.Set(evaluationDrift, reading.CUSUM, aggregate.Values{of.name, of.evaluator, statisticCUSUM})
	u.Resource(of.source)
}
