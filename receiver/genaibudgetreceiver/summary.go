package genaibudgetreceiver

import "github.com/otelcol-genai/otelcol-genai/internal/session"

// summary writes what a session was.
func (a attributes) summary(s *session.Summary) {
	a.text("genai.session.reason", s.Reason)
	a.text("genai.session.outcome", s.Outcome)
	a.PutStr("genai.session.state", s.State.String())
	a.dollars("genai.session.cost", s.Spend.NanoUSD)
	a.PutInt("genai.session.calls", s.Spend.Calls)
	a.PutInt("genai.session.calls.unpriced", s.Spend.Unpriced)
	a.PutInt("genai.session.calls.failed", s.Failed)
	a.PutInt("genai.session.tool_calls", s.Tools)
	a.PutInt("genai.session.tool_calls.failed", s.ToolFail)

	a.PutInt("genai.tokens.input", s.Tokens.Input)
	a.PutInt("genai.tokens.cache_read", s.Tokens.CacheRead)
	a.PutInt("genai.tokens.cache_write", s.Tokens.CacheWrite)
	a.PutInt("genai.tokens.output", s.Tokens.Output)
	a.PutInt("genai.tokens.reasoning", s.Tokens.Reasoning)
	a.PutInt("genai.tokens.total", s.Tokens.Total())

	a.PutInt("genai.context.tokens", s.Context)
	a.PutDouble("genai.context.growth", s.Growth)
	a.PutDouble("genai.context.cache_hit", s.CacheHit)
	a.PutInt("genai.context.compactions", s.Compactions)

	a.PutInt("genai.session.loops", s.Loops)
	a.dollars("genai.session.wasted_usd", s.Wasted)
	a.PutDouble("genai.session.duration.wall", s.WallSeconds)
	a.PutDouble("genai.session.duration.active", s.ActiveSeconds)
	a.PutDouble("genai.session.duration.busy", s.BusySeconds)
	a.PutDouble("genai.session.duration.model", s.ModelSeconds)
	a.text("genai.session.dearest_model", s.DearestModel)
	a.text("genai.session.dearest_tool", s.DearestTool)
	if s.Sampled {
		a.PutBool("genai.session.sampled", true)
		a.dollars("genai.session.cost_estimate", s.Estimate)
	}
}
