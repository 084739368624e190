package session

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// View is what is known of a session.
func (l *Ledger) View(now time.Time, key Key) View {
	at := unixNano(now)
	if slot := l.lookup(key); slot != 0 {
		return l.view(slot, at)
	}
	if grave := l.graves.find(l.keyOf(key)); grave != 0 {
		return l.remembered(grave)
	}
	v := View{Status: Unknown, Advice: Continue}
	v.unknownBands()
	l.viewOwn(&v, nil)
	return v
}

// viewOwn tells how a session of which nothing but its spend is known stands
// against its own budgets.
func (l *Ledger) viewOwn(v *View, x *extra) {
	for i := range l.own {
		limit := l.limit(x, i)
		v.Scopes = append(v.Scopes, ScopeView{
			Budget: l.own[i].Name, Mode: l.own[i].Mode, State: limit.StateOf(v.Spend, 0), Limit: limit, Charged: v.Spend,
		})
	}
	if worst := l.tightestOf(v.Spend, x, 0); worst.own >= 0 {
		b := &l.own[worst.own]
		v.Budget, v.Mode, v.Limit, v.State = b.Name, b.Mode, worst.limit, worst.state
	}
}

func (v *View) unknownBands() {
	v.RemainingCalls, v.BreachSeconds = Band{-1, -1, -1}, Band{-1, -1, -1}
}

func (l *Ledger) remembered(at uint32) View {
	g := l.graves.slab.at(at)
	v := View{
		Status: Gone, Revision: g.changed, State: g.state, Advice: Continue,
		Spend:     budget.Spend{NanoUSD: g.nano, Tokens: g.tokens, Calls: int64(g.calls), Unpriced: int64(g.unpriced)},
		Estimated: g.estimated,
	}
	v.unknownBands()
	if g.flags&graveEvicted != 0 {
		v.Status, v.Reason = Evicted, "evicted"
	}
	var x *extra
	if g.extra != 0 {
		x = l.extras.at(g.extra)
		v.Sampled = x.sampled
	}
	if l.viewOwn(&v, x); v.Budget != "" {
		v.Advice = advice(v.Mode, v.State)
	}
	v.Charged = v.Spend
	return v
}

func (l *Ledger) view(slot uint32, now int64) View {
	r := l.sessions.at(slot)
	v := View{
		Status: Known, Revision: r.changed, Spend: l.spend(slot), NextCall: r.pace.NextCall(), Estimated: r.estimated,
		LastArrival: r.arrival - r.arrival%1000,
	}
	if r.flags&flagEnded != 0 {
		v.Status = Gone
	}
	if x := l.extraOf(slot); x != nil {
		v.Sampled = x.sampled
	}
	if _, last := r.pace.Span(); last > 0 {
		v.Lag = max(float64(r.arrival-last)/float64(time.Second), 0)
	}
	main, sums := l.context(slot)
	v.Context, v.Growth, v.Slope = main.Last, finite(main.Growth), finite(main.Slope)
	v.CacheHit, v.Compactions, v.Loop = finite(main.CacheHit), sums.compactions, levelOf(sums.looping)
	l.viewBudgets(&v, slot, now)
	return v
}

// viewBudgets tells how a session stands against all that it is charged to.
func (l *Ledger) viewBudgets(v *View, slot uint32, now int64) {
	r := l.sessions.at(slot)
	spend, x := l.spend(slot), l.extraOf(slot)
	worst, mode := standing{own: -1}, budget.Mode("")
	v.Scopes = make([]ScopeView, 0, len(l.own)+len(l.scoped))
	consider := func(name string, of budget.Mode, s standing, charged budget.Spend) {
		v.Scopes = append(v.Scopes, ScopeView{Budget: name, State: s.state, Mode: of, Limit: s.limit, Charged: charged})
		if worst.own < 0 || tighter(of, s, mode, worst) {
			worst, mode, v.Budget, v.Charged = s, of, name, charged
		}
	}
	for i := range l.own {
		s := standing{limit: l.limit(x, i)}
		s.state, s.utilization = s.limit.StateOf(spend, v.NextCall), s.limit.Utilization(spend)
		consider(l.own[i].Name, l.own[i].Mode, s, spend)
	}
	for i, charged := range l.charged.of(slot) {
		a := l.chargedAccount(charged)
		if a == nil {
			continue
		}
		s := standing{limit: a.limit}
		s.state, s.utilization = l.standAt(a, v.NextCall, now)
		consider(l.scoped[i].Name, l.scoped[i].Mode, s, l.spendAt(a, now))
		v.Revision = max(v.Revision, a.changed)
	}
	v.unknownBands()
	v.Mode, v.State, v.Limit = mode, worst.state, worst.limit
	if worst.own < 0 {
		v.Charged = spend
	}
	left, limited := v.leastLeft()
	forecast := r.pace.Forecast(left)
	v.BurnPerMinute = forecast.PerMinute
	if limited && spend.Calls > 0 {
		v.RemainingCalls, v.BreachSeconds = Band(forecast.Calls), Band(forecast.Seconds)
	}
	v.Reason = reason(v)
	if v.Advice = advice(mode, worst.state); v.Advice == Continue && v.Context >= l.config.Context.Tokens && v.Growth > 1 {
		v.Advice = Compact
	}
}

// leastLeft is the money left of the budget that has the least, among those of the
// tightest one's mode: it is what a session may still spend.
func (v *View) leastLeft() (left budget.NanoUSD, limited bool) {
	for i := range v.Scopes {
		s := &v.Scopes[i]
		if s.Mode != v.Mode || s.Limit.NanoUSD <= 0 {
			continue
		}
		if rest := max(s.Limit.NanoUSD-s.Charged.NanoUSD, 0); !limited || rest < left {
			left, limited = rest, true
		}
	}
	return left, limited
}

func reason(v *View) string {
	switch v.State {
	case budget.Exceeded:
		return "the budget " + v.Budget + " is spent"
	case budget.Exhausting:
		return "one more call would exceed the budget " + v.Budget
	case budget.Unmeasurable:
		return "calls without a price"
	default:
		return ""
	}
}

func advice(mode budget.Mode, state budget.State) Advice {
	switch {
	case mode == budget.Shadow:
	case state >= budget.Exhausting:
		return Stop
	case state == budget.Warn:
		return WrapUp
	}
	return Continue
}

func (l *Ledger) chargedAccount(charged chargedAccount) *account {
	if charged.at == 0 || charged.at >= l.accounts.slab.used {
		return nil
	}
	if a := l.accounts.slab.at(charged.at); a.serial == charged.serial {
		return a
	}
	return nil
}

// standAt is how an account stands at a time: one whose window is over is as new.
func (l *Ledger) standAt(a *account, nextCall budget.NanoUSD, now int64) (budget.State, float64) {
	if a.overflow {
		return budget.OK, 0
	}
	spend := l.spendAt(a, now)
	return a.limit.StateOf(spend, nextCall), a.limit.Utilization(spend)
}

// spendAt is what an account has spent at a time, nothing where its window is over.
func (l *Ledger) spendAt(a *account, now int64) budget.Spend {
	kind := l.scoped[a.scoped].Window.Kind
	if kind != budget.SessionWindow && kind != budget.Rolling && now >= a.end {
		return budget.Spend{}
	}
	return a.spend
}

// stateOf is the state of the tightest of all budgets a session is charged to.
func (l *Ledger) stateOf(slot uint32) (state budget.State, known bool) {
	worst, mode := l.tightest(slot), budget.Mode("")
	if worst.own >= 0 {
		mode = l.own[worst.own].Mode
	}
	nextCall := l.sessions.at(slot).pace.NextCall()
	for i, charged := range l.charged.of(slot) {
		a := l.chargedAccount(charged)
		if a == nil {
			continue
		}
		s := standing{own: 0}
		s.state, s.utilization = l.standAt(a, nextCall, l.now)
		if worst.own < 0 || tighter(l.scoped[i].Mode, s, mode, worst) {
			worst, mode = s, l.scoped[i].Mode
		}
	}
	return worst.state, worst.own >= 0
}
