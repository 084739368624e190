package genaisessionprocessor

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// What became of an evaluation.
const (
	scoreSuccess = iota
	scoreFailed
	scoreUndecided // it should tell, and nobody knows what
	scoreOther     // it does not tell how a session went
	scoreCount
)

var scoreNames = [scoreCount]string{"success", "failed", "undecided", "other"}

// The words of labels, in lower case.
var (
	passLabels = []string{
		"pass", "passed", "true", "yes", "success", "successful", "succeeded", "solved", "resolved", "correct", "good", "positive",
		"thumbs_up", "thumbs-up", "up", "like",
	}
	failLabels = []string{
		"fail", "failed", "false", "no", "failure", "unsuccessful", "unsolved", "unresolved", "incorrect", "wrong", "bad", "negative",
		"thumbs_down", "thumbs-down", "down", "dislike",
	}
)

// verdict is what an evaluation says of its session.
func (c *OutcomeConfig) verdict(e *genai.Evaluation) (session.Verdict, int) {
	weight := session.MaxWeight
	if e.EvaluatorType != genai.EvaluatorHuman {
		at := slices.Index(c.Evaluations, e.Name)
		if at < 0 {
			return 0, scoreOther
		}
		weight = maxOutcomes + 1 - at
	}
	if e.ErrorType != "" {
		return 0, scoreUndecided
	}
	switch success, known := c.success(e); {
	case !known:
		return 0, scoreUndecided
	case success:
		return session.NewVerdict(session.OutcomeSuccess, weight), scoreSuccess
	default:
		return session.NewVerdict(session.OutcomeFailed, weight), scoreFailed
	}
}

// success reads the label, else the score. One that is not from -1 to 1 has a scale that
// only somebody knows who sets pass.
func (c *OutcomeConfig) success(e *genai.Evaluation) (success, known bool) {
	switch label := strings.ToLower(e.Label); {
	case slices.Contains(passLabels, label):
		return true, true
	case slices.Contains(failLabels, label):
		return false, true
	}
	if !e.Scored || c.Pass <= 1 && (e.Score < -1 || e.Score > 1) {
		return false, false
	}
	return e.Score >= c.Pass, true
}

// addVerdicts posts what a span says of how its session went.
func (b *batch) addVerdicts(span ptrace.Span) {
	b.evaluations = genai.AppendEvaluations(b.evaluations[:0], span)
	of := len(b.postings) - 1
	for i := range b.evaluations {
		e := &b.evaluations[i]
		verdict, result := b.outcome.verdict(e)
		b.counts.scores[result]++
		if verdict == 0 {
			continue
		}
		own := &b.postings[of]
		p := session.Posting{Kind: session.Score, Tenant: own.Tenant, Trace: session.TraceID(e.Trace), Verdict: verdict, Scope: own.Scope}
		switch {
		case e.SessionID != "" && isID(e.SessionID):
			p.Session = b.private.session(normalized(e.SessionID))
		case p.Trace == own.Trace:
			p.Session = own.Session
		}
		b.postings = append(b.postings, p)
		b.records = append(b.records, posted{attrs: span.Attributes(), found: b.records[of].found})
		b.counts.kinds[session.Score]++
	}
}
