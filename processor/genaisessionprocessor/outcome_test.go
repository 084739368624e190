package genaisessionprocessor

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// centsOf is what a message of an assistant costs in these tests, in hundredths of a cent:
// the recordings have no tokens. It is 1 for every ten bytes it says, and 25 for each
// tool it calls.
func centsOf(content string, tools int) int64 { return int64(len(content)/10 + 25*tools) }

// The cost of a run that solved its task, worked out from the file: the sum over all calls
// of the 84 runs with reward 1, divided by 84, as an exact fraction of USD.
func costOfASuccessByHand(runs []recordedRun) *big.Rat {
	var cents, n int64
	for i := range runs {
		if runs[i].Reward != 1 {
			continue
		}
		n++
		for _, m := range runs[i].Traj {
			if m.Role == "assistant" {
				cents += centsOf(m.Content, len(m.ToolCalls))
			}
		}
	}
	return big.NewRat(cents, n*10_000)
}

// reward is a reward as an evaluation event of the conventions.
func reward(t *testing.T, id string, score float64) plog.Logs {
	t.Helper()
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "judge") // another service than the agent's
	e := genai.Evaluation{Name: "reward", Evaluator: "tau-bench", Score: score, Scored: true, SessionID: id, At: pcommon.NewTimestampFromTime(noon)}
	e.Write(resource.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty())
	return logs
}

func endOf(id string) plog.Logs {
	logs := plog.NewLogs()
	record := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.SetEventName(genai.EventSessionEnd)
	record.Attributes().PutStr("session.id", id)
	return logs
}

func TestCostPerSuccessfulSessionOfRecordedRuns(t *testing.T) {
	runs := recordedRuns(t)
	want := costOfASuccessByHand(runs)
	for name, when := range map[string]struct {
		first, before, dayAfter, journal, image bool
	}{
		"the reward is the first that is heard of the session":      {first: true},
		"the reward comes before the end":                           {before: true},
		"a day after the end":                                       {dayAfter: true},
		"a day after the end, over a restart from an image":         {dayAfter: true, image: true},
		"a day after the end, over a restart from the journal":      {dayAfter: true, journal: true},
		"before the end, over a restart":                            {before: true, image: true, journal: true},
		"before the end, and the same again a day after the end":    {before: true, dayAfter: true},
		"first, again before the end, and again a day after, twice": {first: true, before: true, dayAfter: true, image: true},
	} {
		t.Run(name, func(t *testing.T) {
			accounts := newRunAccounts(t)
			traces := startTraces(t, defaults(), accounts, nop(), consumertest.NewNop())
			logs := startLogs(t, defaults(), accounts, nop(), consumertest.NewNop())
			send := func(l plog.Logs) { require.NoError(t, logs.ConsumeLogs(t.Context(), l)) }
			id := func(i int) string { return fmt.Sprintf("task-%d-trial-%d", runs[i].TaskID, runs[i].Trial) }
			for i := range runs {
				accounts.now = accounts.now.Add(time.Minute)
				if when.first {
					send(reward(t, id(i), runs[i].Reward))
				}
				require.NoError(t, traces.ConsumeTraces(t.Context(), callsOf(t, &runs[i], id(i), i).traces))
				if when.before {
					send(reward(t, id(i), runs[i].Reward))
				}
				send(endOf(id(i)))
			}
			if when.dayAfter {
				accounts.pass(24 * time.Hour) // all that is left are tombstones
				assert.Zero(t, accounts.Report(accounts.now).Sizes.Sessions)
				assert.Equal(t, int64(200), totalOf(accounts)[session.OutcomeUnknown].Sessions+totalOf(accounts)[session.OutcomeSuccess].Sessions+totalOf(accounts)[session.OutcomeFailed].Sessions)
			}
			if when.image {
				accounts.restore(t)
			}
			if when.dayAfter {
				for i := range runs {
					send(reward(t, id(i), runs[i].Reward))
				}
			}
			if when.journal {
				accounts.replay(t)
			}
			total := totalOf(accounts)
			success, failed := total[session.OutcomeSuccess], total[session.OutcomeFailed]
			assert.Equal(t, int64(84), success.Sessions, "SOURCE.md")
			assert.Equal(t, int64(116), failed.Sessions, "SOURCE.md")
			assert.Len(t, total, 2)
			got := big.NewRat(success.Cost, success.Sessions*1_000_000_000)
			assert.Equal(t, want.String(), got.String(), "USD per successful session, exactly")
			for _, o := range accounts.Report(accounts.now).Outcomes {
				assert.Equal(t, "tau", o.Service, "of who spent, not of who judged")
				assert.Equal(t, "airline", o.Agent)
			}
			assert.Zero(t, accounts.Report(accounts.now.Add(8*24*time.Hour)).Outcomes, "after a week they are over")
		})
	}
	t.Logf("cost per successful session: %s USD, %s exactly", want.FloatString(6), want)
}

func totalOf(a *runAccounts) map[session.Outcome]session.OutcomeReport {
	total := map[session.Outcome]session.OutcomeReport{}
	for _, o := range a.Report(a.now).Outcomes {
		sum := total[o.Outcome]
		sum.Sessions += o.Sessions
		sum.Cost += o.Cost
		total[o.Outcome] = sum
	}
	return total
}

// callsOf are the model calls of a run.
func callsOf(t *testing.T, run *recordedRun, id string, trace int) *spans {
	t.Helper()
	batch := newSpans(t, map[string]any{"service.name": "tau"})
	n := 0
	for _, m := range run.Traj {
		if m.Role != "assistant" {
			continue
		}
		n++
		span := batch.add(byte(n), chat(map[string]any{
			"session.id": id, "gen_ai.agent.name": "airline", "gen_ai.usage.output_tokens": 10 + n,
			"genai.cost.total": float64(centsOf(m.Content, len(m.ToolCalls))) / 10_000,
		}))
		span.SetTraceID(pcommon.TraceID{0: 2, 14: byte(trace >> 8), 15: byte(trace)})
	}
	return batch
}

func TestVerdicts(t *testing.T) {
	score := func(name string, score float64) genai.Evaluation {
		return genai.Evaluation{Name: name, Score: score, Scored: true}
	}
	label := func(name, label string) genai.Evaluation { return genai.Evaluation{Name: name, Label: label} }
	human := func(e genai.Evaluation) genai.Evaluation {
		e.EvaluatorType = genai.EvaluatorHuman
		return e
	}
	stars := defaultOutcome()
	stars.Pass = 4
	for name, c := range map[string]struct {
		of     genai.Evaluation
		config OutcomeConfig
		want   string
		weight int
	}{
		"a reward":                        {score("reward", 1), defaultOutcome(), "success", 25},
		"none":                            {score("reward", 0), defaultOutcome(), "failed", 25},
		"the first of the list":           {score("task_success", 0.5), defaultOutcome(), "success", 30},
		"a label goes before a score":     {genai.Evaluation{Name: "reward", Label: "Fail", Score: 1, Scored: true}, defaultOutcome(), "failed", 25},
		"a label that tells nothing":      {genai.Evaluation{Name: "reward", Label: "B", Score: 1, Scored: true}, defaultOutcome(), "success", 25},
		"a thumb":                         {human(score("user_feedback", 0)), defaultOutcome(), "failed", session.MaxWeight},
		"a thumb down as -1":              {human(score("thumbs", -1)), defaultOutcome(), "failed", session.MaxWeight},
		"a thumb as a word":               {human(label("thumbs", "thumbs_up")), defaultOutcome(), "success", session.MaxWeight},
		"stars on no known scale":         {human(score("stars", 2)), defaultOutcome(), "undecided", 0},
		"stars on one that is told":       {human(score("stars", 2)), stars, "failed", session.MaxWeight},
		"four stars":                      {human(score("stars", 4)), stars, "success", session.MaxWeight},
		"a label alone":                   {label("resolved", "true"), defaultOutcome(), "success", 26},
		"an evaluation that nobody named": {score("politeness", 0), defaultOutcome(), "other", 0},
		"one that failed":                 {genai.Evaluation{Name: "reward", ErrorType: "timeout"}, defaultOutcome(), "undecided", 0},
	} {
		t.Run(name, func(t *testing.T) {
			verdict, result := c.config.verdict(&c.of)
			assert.Equal(t, c.want, scoreNames[result])
			assert.Equal(t, c.weight, verdict.Weight())
			if verdict != 0 {
				assert.Equal(t, c.want, verdict.Outcome().String())
			}
		})
	}
}

// What people say weighs more than an evaluation, that more than the end that was told,
// and that more than what the records look like; of equals the last counts.
func TestWhoDecides(t *testing.T) {
	accounts := newRunAccounts(t)
	traces := startTraces(t, defaults(), accounts, nop(), consumertest.NewNop())
	logs := startLogs(t, defaults(), accounts, nop(), consumertest.NewNop())
	send := func(l plog.Logs) { require.NoError(t, logs.ConsumeLogs(t.Context(), l)) }
	outcome := func() string {
		all := accounts.Report(accounts.now).Outcomes
		require.Len(t, all, 1)
		assert.Equal(t, int64(1), all[0].Sessions)
		return all[0].Outcome.String()
	}
	batch := newSpans(t, map[string]any{"service.name": "tau"})
	batch.add(1, chat(map[string]any{"session.id": "s"}))
	batch.add(2, map[string]any{"gen_ai.operation.name": "invoke_agent", "session.id": "s", "error.type": "timeout"})
	require.NoError(t, traces.ConsumeTraces(t.Context(), batch.traces))
	send(endOf("s"))
	assert.Equal(t, "failed", outcome(), "its last turn did")

	told := endOf("s")
	told.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes().PutStr("genai.session.outcome", "success")
	send(told)
	assert.Equal(t, "success", outcome(), "who ended it said so")
	send(reward(t, "s", 0))
	assert.Equal(t, "failed", outcome(), "an evaluation")
	accounts.pass(3 * 24 * time.Hour)
	feedback := reward(t, "s", 1)
	attrs := feedback.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes()
	attrs.PutStr("genai.evaluation.evaluator.type", "human")
	send(feedback)
	assert.Equal(t, "success", outcome(), "a person")
	send(reward(t, "s", 0))
	assert.Equal(t, "success", outcome(), "an evaluation does not outweigh a person")
	attrs.PutDouble("gen_ai.evaluation.score.value", 0)
	send(feedback)
	assert.Equal(t, "failed", outcome(), "the person thought better of it")
	assert.Zero(t, accounts.Report(accounts.now).Sizes.Sessions, "and no score brought it back to life")
}

func TestAVerdictOnASpan(t *testing.T) {
	accounts := newRunAccounts(t)
	batch := newSpans(t, map[string]any{"service.name": "tau"})
	span := batch.add(1, chat(map[string]any{"session.id": "s"}))
	event := span.Events().AppendEmpty()
	event.SetName(genai.EventEvaluation)
	event.Attributes().PutStr("gen_ai.evaluation.name", "reward")
	event.Attributes().PutDouble("gen_ai.evaluation.score.value", 1)
	p := startTraces(t, defaults(), accounts, nop(), consumertest.NewNop())
	require.NoError(t, p.ConsumeTraces(t.Context(), batch.traces))
	accounts.ledger.End(accounts.now, session.Key{Session: "s"})
	assert.Equal(t, int64(1), totalOf(accounts)[session.OutcomeSuccess].Sessions)
}

// A score of a session that nobody has seen does not count as one.
func TestAScoreAloneIsNoSession(t *testing.T) {
	accounts := newRunAccounts(t)
	runAll := startLogs(t, defaults(), accounts, nop(), consumertest.NewNop())
	require.NoError(t, runAll.ConsumeLogs(t.Context(), reward(t, "forged", 1)))
	accounts.pass(48 * time.Hour)
	assert.Empty(t, accounts.Report(accounts.now).Outcomes)
}
