package session

import (
	"encoding/base64"
	"slices"
	"strings"
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
	if worst := l.tightestOf(budget.Spend{}, nil, 0); worst.own >= 0 {
		b := &l.own[worst.own]
		v.Budget, v.Mode, v.Limit = b.Name, b.Mode, worst.limit
	}
	return v
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
	if worst := l.tightestOf(v.Spend, x, 0); worst.own >= 0 {
		b := &l.own[worst.own]
		v.Budget, v.Mode, v.Limit, v.State = b.Name, b.Mode, worst.limit, worst.state
		v.Advice = advice(b.Mode, worst.state, false)
	}
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
	consider := func(name string, of budget.Mode, s standing) {
		v.Scopes = append(v.Scopes, ScopeView{Budget: name, State: s.state, Mode: of})
		if worst.own < 0 || tighter(of, s, mode, worst) {
			worst, mode, v.Budget = s, of, name
		}
	}
	var account *account
	for i := range l.own {
		s := standing{limit: l.limit(x, i)}
		s.state, s.utilization = s.limit.StateOf(spend, v.NextCall), s.limit.Utilization(spend)
		consider(l.own[i].Name, l.own[i].Mode, s)
	}
	own := v.Budget
	for i, charged := range l.charged.of(slot) {
		a := l.chargedAccount(charged)
		if a == nil {
			continue
		}
		s := standing{limit: a.limit}
		s.state, s.utilization = l.standAt(a, v.NextCall, now)
		consider(l.scoped[i].Name, l.scoped[i].Mode, s)
		v.Revision = max(v.Revision, a.changed)
		if v.Budget == l.scoped[i].Name {
			account = a
		}
	}
	v.unknownBands()
	v.Mode, v.State, v.Limit = mode, worst.state, worst.limit
	spent := spend
	if account != nil && v.Budget != own {
		spent = account.spend
	}
	forecast := r.pace.Forecast(max(worst.limit.NanoUSD-spent.NanoUSD, 0))
	v.BurnPerMinute = forecast.PerMinute
	if worst.limit.NanoUSD > 0 && spend.Calls > 0 {
		v.RemainingCalls, v.BreachSeconds = Band(forecast.Calls), Band(forecast.Seconds)
	}
	v.Reason = reason(v)
	v.Advice = advice(mode, worst.state, v.Context >= l.config.Context.Tokens && v.Growth > 1)
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

func advice(mode budget.Mode, state budget.State, large bool) Advice {
	switch {
	case mode == budget.Shadow:
	case state >= budget.Exhausting:
		return Stop
	case state == budget.Warn:
		return WrapUp
	}
	if large {
		return Compact
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
	b := &l.scoped[a.scoped]
	if a.overflow {
		return budget.OK, 0
	}
	if b.Window.Kind != budget.SessionWindow && b.Window.Kind != budget.Rolling && now >= a.end {
		return a.limit.StateOf(budget.Spend{}, nextCall), 0
	}
	return a.limit.StateOf(a.spend, nextCall), a.limit.Utilization(a.spend)
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

// List is a page of the sessions that are known, those that are over a short time
// included, and where the next one begins; empty after the last.
func (l *Ledger) List(now time.Time, q Query) (page []Listed, next Cursor) {
	limit := q.Limit
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	after, from := q.After.decode()
	top := listing{less: func(a, b uint32) bool { return l.before(q.Sort, a, b) }, most: limit + 1}
	for slot := uint32(1); slot < l.sessions.used; slot++ {
		r := l.sessions.at(slot)
		if r.key == 0 || len(q.States) > 0 && !slices.Contains(q.States, r.state) {
			continue
		}
		if !q.AnyTenant && tenantOf(l.keys.key(r.key)) != q.Tenant {
			continue
		}
		if from && !l.behind(q.Sort, slot, after) {
			continue
		}
		top.add(slot)
	}
	slots := top.sorted()
	if len(slots) > limit {
		slots = slots[:limit]
		next = l.cursor(q.Sort, slots[limit-1])
	}
	for _, slot := range slots {
		page = append(page, l.listed(slot, unixNano(now)))
	}
	return page, next
}

func tenantOf(key []byte) string {
	return string(key[keyHeader : keyHeader+(int(key[0])|int(key[1])<<8)])
}

func (l *Ledger) listed(slot uint32, now int64) Listed {
	r := l.sessions.at(slot)
	first, _ := r.pace.Span()
	return Listed{
		Key: splitKey(l.keys.key(r.key)), State: r.state, Spend: l.spend(slot), Limit: l.tightest(slot).limit,
		Service: l.names.text(r.service), Agent: l.names.text(r.agent),
		Idle: now-r.arrival >= int64(l.config.IdleAfter), Ended: r.flags&flagEnded != 0,
		First: first, LastArrival: r.arrival - r.arrival%1000,
	}
}

// weight is what sessions are sorted by, the largest first; of equal ones the key decides.
func (l *Ledger) weight(by Sort, slot uint32) int64 {
	if by == ByArrival {
		return l.sessions.at(slot).arrival
	}
	return l.sessions.at(slot).nano
}

func (l *Ledger) before(by Sort, a, b uint32) bool {
	if x, y := l.weight(by, a), l.weight(by, b); x != y {
		return x > y
	}
	return string(l.keys.key(l.sessions.at(a).key)) < string(l.keys.key(l.sessions.at(b).key))
}

// place in a listing.
type listPlace struct {
	weight int64
	key    string
}

func (l *Ledger) behind(by Sort, slot uint32, at listPlace) bool {
	if w := l.weight(by, slot); w != at.weight {
		return w < at.weight
	}
	return string(l.keys.key(l.sessions.at(slot).key)) > at.key
}

func (l *Ledger) cursor(by Sort, slot uint32) Cursor {
	raw := appendInt(nil, l.weight(by, slot))
	raw = append(raw, l.keys.key(l.sessions.at(slot).key)...)
	return Cursor(base64.RawURLEncoding.EncodeToString(raw))
}

func (c Cursor) decode() (at listPlace, ok bool) {
	if c == "" || len(c) > 1024 {
		return at, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return at, false
	}
	in := reader{rest: raw}
	at.weight = in.int()
	at.key = strings.Clone(string(in.rest))
	return at, !in.failed
}

// Report is the state of all accounts.
func (l *Ledger) Report(now time.Time) Report {
	at := unixNano(now)
	report := Report{Active: map[budget.State]int64{}, MaxCost: l.dearest.most(l), Counts: l.counts, Overflow: l.overflowed()}
	for _, state := range budget.States() {
		report.Active[state] = l.states[state]
	}
	for kind := range listEnded {
		report.Idle += int64(l.idlers(kind, at-int64(l.config.IdleAfter)))
	}
	report.Breaching = l.breaching(at)
	for slot := uint32(1); slot < l.accounts.slab.used; slot++ {
		if a := l.accounts.slab.at(slot); a.serial != 0 && !l.scoped[a.scoped].sessions {
			report.Accounts = append(report.Accounts, l.reported(a, at))
		}
	}
	slices.SortFunc(report.Accounts, func(a, b AccountReport) int {
		return strings.Compare(a.Budget+"\x00"+a.key, b.Budget+"\x00"+b.key)
	})
	report.Sizes = Sizes{
		Sessions: l.sessions.live, Tombstones: l.graves.slab.live, Traces: l.traces.slab.live,
		Accounts: l.accounts.slab.live, Dedupe: l.seen.young.size() + l.seen.old.size(),
		Lanes: l.lanes.whole.live + l.lanes.quiet.live, Events: len(l.events.waiting),
	}
	return report
}

func (l *Ledger) reported(a *account, now int64) AccountReport {
	out := AccountReport{Budget: l.scoped[a.scoped].Name, Scope: l.scopeOf(a), Limit: a.limit, Spend: a.spend, key: a.key[1:]}
	out.State, _ = l.standAt(a, 0, now)
	if kind := l.scoped[a.scoped].Window.Kind; kind != budget.SessionWindow && kind != budget.Rolling && now >= a.end {
		out.Spend = budget.Spend{}
	}
	return out
}

// breaching counts the sessions that may soon exceed a budget. One that nothing was
// heard of meanwhile does not spend.
func (l *Ledger) breaching(now int64) (n int64) {
	l.tidyBreaches()
	for _, slot := range l.breaches {
		if now-l.sessions.at(slot).arrival <= int64(breachWithin) {
			n++
		}
	}
	return n
}

func (l *Ledger) tidyBreaches() {
	slices.Sort(l.breaches)
	l.breaches = slices.DeleteFunc(slices.Compact(l.breaches), func(slot uint32) bool {
		r := l.sessions.at(slot)
		return r.key == 0 || r.flags&flagBreach == 0
	})
}

func (l *Ledger) overflowed() (sum budget.Spend) {
	for _, spend := range l.overflow {
		sum.Add(spend)
	}
	return sum
}
