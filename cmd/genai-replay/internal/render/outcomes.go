package render

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// The reward's name, in the recording as in the conventions' list of outcomes that
// genai_session knows, and who gave it.
const (
	rewardName      = "reward"
	rewardEvaluator = "tau-bench"
)

// solved is the reward of a run that did its task.
const solved = 1

// Outcomes are log records of sessions that ended.
type Outcomes struct {
	Logs          plog.Logs
	Ends, Rewards int
}

// Records is how many log records there are.
func (o *Outcomes) Records() int { return o.Ends + o.Rewards }

// OutcomesOf renders how sessions went: an evaluation event for each that has a reward,
// and a session.end for each.
func OutcomesOf(ended []*plan.Session) Outcomes {
	o := Outcomes{Logs: plog.NewLogs()}
	scopes := map[plan.Service]plog.ScopeLogs{}
	for _, session := range ended {
		scope, ok := scopes[session.Service]
		if !ok {
			resource := o.Logs.ResourceLogs().AppendEmpty()
			describe(resource.Resource(), session.Service)
			scope = resource.ScopeLogs().AppendEmpty()
			scope.Scope().SetName(scopeName)
			scopes[session.Service] = scope
		}
		o.add(session, scope.LogRecords())
	}
	return o
}

func (o *Outcomes) add(session *plan.Session, to plog.LogRecordSlice) {
	at := timestamp(session.Began, session.Length())
	if session.Reward != nil {
		evaluation := rewardOf(session, at)
		evaluation.Write(to.AppendEmpty())
		o.Rewards++
	}
	end := to.AppendEmpty()
	end.SetEventName(genai.EventSessionEnd)
	end.SetTimestamp(at)
	end.Attributes().PutStr(genai.AttrSessionID, session.ID)
	o.Ends++
}

func rewardOf(session *plan.Session, at pcommon.Timestamp) genai.Evaluation {
	label := "fail"
	if *session.Reward == solved {
		label = "pass"
	}
	return genai.Evaluation{
		Name: rewardName, Evaluator: rewardEvaluator, EvaluatorType: genai.EvaluatorDeterministic,
		Score: *session.Reward, Scored: true, Label: label,
		SessionID: session.ID, At: at,
	}
}
