package genaijudgeconnector

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	mathrand "math/rand/v2"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/chat"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
)

// Values of error.type for answers that hold no verdict.
const (
	errRefused   judge.Error = "refusal"
	errTruncated judge.Error = "answer_truncated"
)

// inquiry is what several evaluators ask about one subject, in one call.
type inquiry struct {
	connector *judgeConnector
	payers    []*evaluator
	judged    judge.Subject
	cut       bool
	caseID    string
	results   []result
}

// ask is the verdicts of the model, those that are known already without a call.
func (c *judgeConnector) ask(ctx context.Context, evaluators []*evaluator, q *inquiry) []result {
	if len(evaluators) == 0 {
		return nil
	}
	q.connector = c
	q.cut = q.judged.Bound(c.config.MaxContentBytes) || q.cut
	for _, e := range evaluators {
		verdict, ok := c.cache.get(keyOf(e.modelVersion, &q.judged), time.Now())
		if ok {
			selfmetrics.Add(ctx, c.telemetry.builder.GenaiJudgeCacheLookups, 1, "outcome", "hit")
			known := q.result(e, verdict, spending.Amount{})
			known.cached = true
			q.results = append(q.results, known)
			continue
		}
		selfmetrics.Add(ctx, c.telemetry.builder.GenaiJudgeCacheLookups, 1, "outcome", "miss")
		q.payers = append(q.payers, e)
	}
	q.call(ctx)
	if q.cut {
		c.telemetry.builder.GenaiJudgeTruncated.Add(ctx, 1)
	}
	return q.results
}

func (q *inquiry) result(e *evaluator, verdict judge.Verdict, cost spending.Amount) result {
	return result{evaluator: e, by: genai.EvaluatorLLM, verdict: verdict, cost: cost, cut: q.cut, caseID: q.caseID}
}

// call asks until there is an answer, or nothing more to be done.
func (q *inquiry) call(ctx context.Context) {
	c := q.connector
	pause := c.config.Retry.Initial
	shortened := false
	for attempt := 1; len(q.payers) > 0; attempt++ {
		if c.gate.closed(time.Now()) {
			c.telemetry.skipped(ctx, skipPaused, len(q.payers))
			return
		}
		answer, failure := q.attempt(ctx)
		switch {
		case answer != nil || failure == nil: // failure is nil where nobody can pay
			return
		case failure.Kind == chat.TooLong && !shortened:
			q.shorten()
			shortened = true
			attempt--
		case c.givesUp(failure, attempt):
			c.failed(ctx, failure)
			q.fail(judge.Error(failure.Kind))
			return
		case !wait(ctx, max(failure.After, jitter(pause))):
			q.fail(judge.Error(failure.Kind))
			return
		default:
			pause = min(2*pause, c.config.Retry.Max)
		}
	}
}

// givesUp reports whether there is no use in asking again.
func (c *judgeConnector) givesUp(f *chat.Failure, attempt int) bool {
	return !f.Kind.Passes() || attempt >= c.config.Retry.MaxAttempts || f.After > c.config.Retry.Max
}

// attempt makes one request, after the most that it can cost was reserved. Both are nil where nobody can pay.
func (q *inquiry) attempt(ctx context.Context) (*chat.Answer, *chat.Failure) {
	body, paid, err := q.reserve(ctx)
	if err != nil || paid == nil {
		return nil, err
	}
	c := q.connector
	began := time.Now()
	answer, askErr := c.client.Ask(ctx, body, callHeader())
	var failure *chat.Failure
	if askErr != nil && !errors.As(askErr, &failure) {
		failure = &chat.Failure{Kind: chat.Unavailable, Billed: true}
	}
	c.telemetry.called(ctx, began, answer, failure)
	if failure != nil {
		c.treasury.settle(paid, c.lost(ctx, failure, paid))
		return nil, failure
	}
	c.gate.worked()
	q.read(answer, q.pay(ctx, paid, answer))
	return answer, nil
}

// reserve makes the request and takes what it can cost at most. Who cannot pay is left out.
func (q *inquiry) reserve(ctx context.Context) ([]byte, *grant, *chat.Failure) {
	c := q.connector
	for len(q.payers) > 0 {
		criteria := make([]*judge.Criterion, len(q.payers))
		for i, e := range q.payers {
			criteria[i] = e.criterion
		}
		prompt := judge.NewPrompt(criteria, &q.judged, newMark())
		body, err := c.client.Body(&chat.Question{System: prompt.System, User: prompt.User, Schema: prompt.Schema})
		if err != nil {
			return nil, nil, &chat.Failure{Kind: chat.Refused}
		}
		now := time.Now()
		most, ok := c.tariff.most(len(body), c.config.Model.MaxTokens, now)
		if !ok {
			return nil, nil, &chat.Failure{Kind: chat.Refused}
		}
		paid, broke, storeErr := c.treasury.reserve(q.payers, most, time.Now)
		switch {
		case storeErr != nil:
			c.unkept(ctx, len(q.payers), storeErr)
			return nil, nil, nil
		case paid != nil:
			c.unstored.Store(false)
			return body, paid, nil
		}
		c.refuse(ctx, broke, now)
		q.payers = slices.DeleteFunc(slices.Clone(q.payers), func(e *evaluator) bool { return slices.Contains(broke, e) })
	}
	return nil, nil, nil
}

// pay settles what an answer cost. What cannot be known costs the most that it can have cost, against
// the limits; on the events stands what is known.
func (q *inquiry) pay(ctx context.Context, paid *grant, answer *chat.Answer) spending.Amount {
	c := q.connector
	cost, ok := c.tariff.cost(&answer.Usage, time.Now())
	if !answer.Usage.Told || !ok {
		c.telemetry.builder.GenaiJudgeCallsUnaccounted.Add(ctx, 1)
		c.treasury.settle(paid, paid.most)
		return spending.Amount{}
	}
	c.treasury.settle(paid, cost)
	c.telemetry.builder.GenaiJudgeCostUsd.Add(ctx, usd(cost.NanoUSD))
	return cost
}

// lost is what a request without an answer costs: nothing, or the most it can have cost.
func (c *judgeConnector) lost(ctx context.Context, f *chat.Failure, paid *grant) spending.Amount {
	if !f.Billed {
		return spending.Amount{}
	}
	c.telemetry.builder.GenaiJudgeCallsUnaccounted.Add(ctx, 1)
	return paid.most
}

// read takes the verdicts out of an answer.
func (q *inquiry) read(answer *chat.Answer, cost spending.Amount) {
	criteria := make([]*judge.Criterion, len(q.payers))
	for i, e := range q.payers {
		criteria[i] = e.criterion
	}
	verdicts := judge.Read(answer.Text, criteria)
	for i, e := range q.payers {
		verdict := verdicts[i]
		switch answer.Stop {
		case chat.StopRefused:
			verdict = judge.Verdict{Error: errRefused}
		case chat.StopLength, chat.StopContext:
			verdict = judge.Verdict{Error: errTruncated}
		case chat.StopEnd:
		}
		if verdict.Error == "" {
			q.connector.cache.put(keyOf(e.modelVersion, &q.judged), verdict, time.Now())
		}
		q.results = append(q.results, q.result(e, verdict, cost.Share(i, len(q.payers))))
	}
}

func (q *inquiry) fail(why judge.Error) {
	for _, e := range q.payers {
		q.results = append(q.results, q.result(e, judge.Verdict{Error: why}, spending.Amount{}))
	}
}

// shorten leaves half of the longest part, and no more of any other.
func (q *inquiry) shorten() {
	longest := 0
	for _, part := range []string{q.judged.Instructions, q.judged.Input, q.judged.Steps, q.judged.Response, q.judged.Reference} {
		longest = max(longest, len(part))
	}
	q.judged.Bound(longest / 2)
	q.cut = true
}

// failed leaves the model alone where it would fail the next question, too.
func (c *judgeConnector) failed(ctx context.Context, f *chat.Failure) {
	now := time.Now()
	switch {
	case f.Kind.Lasts():
		c.pause(ctx, f.Kind, now, c.config.Pause)
	case f.Kind == chat.RateLimited && f.After > c.config.Retry.Max:
		c.pause(ctx, f.Kind, now, min(f.After, c.config.Pause))
	case f.Kind == chat.Unavailable || f.Kind == chat.TimedOut:
		if c.gate.failed() {
			c.pause(ctx, chat.Unavailable, now, min(outage, c.config.Pause))
		}
	}
}

// pause leaves the model alone, and tells of it.
func (c *judgeConnector) pause(ctx context.Context, why chat.Kind, now time.Time, length time.Duration) {
	if !c.gate.pause(why, now, length) {
		return
	}
	c.logger.Error("the model is left alone", zap.String("model", c.config.Model.Name), zap.String("reason", string(why)), zap.Duration("for", length))
	c.announce(ctx, c.asking(), judge.Error(why), "the model is not asked for "+length.String())
}

// refuse leaves evaluators out of a call that they cannot pay for, and tells of it once an hour.
func (c *judgeConnector) refuse(ctx context.Context, broke []*evaluator, now time.Time) {
	c.telemetry.skipped(ctx, skipSpendLimit, len(broke))
	for _, e := range broke {
		if c.treasury.isNews(e, now) {
			c.logger.Warn("a spend limit is reached: nothing is judged until the hour or the day is over", zap.String("evaluator", e.config.Name))
			c.announce(ctx, []*evaluator{e}, judge.Error(skipSpendLimit), "a spend limit is reached")
		}
	}
}

// asking are the evaluators that ask the model.
func (c *judgeConnector) asking() (these []*evaluator) {
	for _, e := range slices.Concat(c.spans, c.assembled) {
		if e.criterion != nil {
			these = append(these, e)
		}
	}
	return these
}

// newMark is a word that nobody can guess.
func newMark() string {
	var random [12]byte
	_, _ = rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}

// jitter is a duration from half of d to all of it, so that workers do not come back together.
func jitter(d time.Duration) time.Duration {
	return d/2 + time.Duration(mathrand.Int64N(int64(d/2)+1)) //nolint:gosec // spreads load, hides nothing
}
