package session

import (
	"encoding/binary"
	"math"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

func levelOf(l lane.Level) Level {
	switch l {
	case lane.Warn:
		return LevelWarn
	case lane.Critical:
		return LevelCritical
	default:
		return ""
	}
}

func (l *Ledger) tellLoop(slot uint32, p *Posting, found lane.Loop, own *lane.Lane) {
	loops, _ := own.Loops()
	l.tell(slot, Event{Kind: LoopFound, Loop: &Loop{
		Tool: shorten(p.Tool), Repeats: found.Repeats, Wasted: found.Wasted,
		Level: levelOf(found.Level), LowConfidence: found.LowConfidence,
	}}, about{uint64(laneHash(p.Lane)), uint64(loops), uint64(found.Level)})
}

func (l *Ledger) tellCascade(slot uint32, p *Posting, found lane.Cascade) {
	cascade := &Cascade{
		Tool: l.names.text(name(found.First)), Count: found.Count, Distance: found.Distance,
		Trace: cascadeTrace(found, p), Span: found.Span,
	}
	l.tell(slot, Event{Kind: ToolCascade, Cascade: cascade}, about{
		uint64(laneHash(p.Lane)), binary.LittleEndian.Uint64(found.Span[:]), binary.LittleEndian.Uint64(p.Span[:]),
	})
}

func (l *Ledger) tellContext(slot uint32, p *Posting, a lane.ContextAlert, calls int64) {
	broken := uint64(0)
	if a.Broken {
		broken = 1
	}
	l.tell(slot, Event{Kind: ContextGrew, Context: &ContextAlert{
		Tokens: a.Last, Growth: a.Growth, CacheHit: a.CacheHit, Broken: a.Broken, CostRise: a.CostRise,
	}}, about{uint64(laneHash(p.Lane)), uint64(calls), broken})
}

// tellEnd sends the summary of a session. Its end is told once: what comes later is
// added to its account, but not told again.
func (l *Ledger) tellEnd(slot uint32, reason string) {
	r := l.sessions.at(slot)
	main, sums := l.context(slot)
	latency := r.pace.Latencies()
	summary := &Summary{
		Reason: reason, Spend: l.spend(slot), Tokens: l.tokensOf(slot), State: r.state,
		Outcome: l.outcome(slot, reason).String(),
		Failed:  int64(r.failed), Tools: int64(r.tools), ToolFail: int64(r.toolFailed),
		Loops: sums.loops, Wasted: sums.wasted,
		WallSeconds: latency.Wall.Seconds(), ActiveSeconds: latency.Active.Seconds(),
		BusySeconds: latency.Busy.Seconds(), ModelSeconds: latency.Model.Seconds(),
		Context: sums.peak, Growth: finite(main.Growth), Compactions: sums.compactions,
		DearestModel: l.names.text(r.dearModel), DearestTool: l.names.text(r.dearTool),
		Estimate: r.nano,
	}
	if in := summary.Tokens.In(); in > 0 {
		summary.CacheHit = float64(summary.Tokens.CacheRead) / float64(in)
	}
	if x := l.extraOf(slot); x != nil {
		summary.Failed += x.failed
		summary.ToolFail += x.toolFailed
		summary.Sampled, summary.Estimate = x.sampled, saturated(r.nano, x.surplus)
	}
	e := Event{Kind: Ended, At: l.now, Summary: summary}
	l.send(slot, e, about{})
}

// outcome is how a session went: what was said of it, else what its records tell.
func (l *Ledger) outcome(slot uint32, reason string) Outcome {
	r := l.sessions.at(slot)
	worst := l.tightest(slot)
	switch {
	case r.verdict != 0:
		return r.verdict.Outcome()
	case worst.own >= 0 && worst.state >= budget.Exhausting && l.own[worst.own].Mode == budget.Enforce:
		return OutcomeStopped
	case r.flags&flagFailed != 0:
		return OutcomeFailed
	case reason == reasonEnded:
		return OutcomeUnknown
	default:
		return OutcomeAbandoned
	}
}

// laneSums are sums over a session's lanes, and those it had.
type laneSums struct {
	loops, compactions, peak int64
	wasted                   budget.NanoUSD
	looping                  lane.Level
}

// context is that of the lane with the most calls.
func (l *Ledger) context(slot uint32) (main lane.Context, sums laneSums) {
	if x := l.extraOf(slot); x != nil {
		sums.loops, sums.wasted, sums.compactions = x.loops, x.wasted, x.compactions
	}
	for at := l.sessions.at(slot).lanes; at != 0; {
		own := l.lanes.lane(at)
		c := own.Context()
		if c.Calls > main.Calls || main.Calls == 0 {
			main = c
		}
		loops, wasted := own.Loops()
		sums.loops = saturated(sums.loops, loops)
		sums.wasted = saturated(sums.wasted, wasted)
		sums.compactions = saturated(sums.compactions, c.Compactions)
		sums.peak = max(sums.peak, c.Peak)
		sums.looping = max(sums.looping, own.Looping())
		at = l.lanes.link(at).next
	}
	return main, sums
}

func (l *Ledger) overflowSpend(tenant string, spend budget.Spend) {
	if _, known := l.overflow[tenant]; !known && len(l.overflow) >= l.config.MaxTenants {
		tenant = OverflowName
	}
	sum := l.overflow[tenant]
	sum.Add(spend)
	l.overflow[tenant] = sum
}

func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
