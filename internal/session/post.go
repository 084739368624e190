package session

import (
	"math"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// Post books postings and writes what became of each to the receipt with its
// index; receipts is as long as postings.
func (l *Ledger) Post(now time.Time, postings []Posting, receipts []Receipt) {
	l.advance(now)
	for i := range postings {
		at := i % fetchAtOnce
		if at == 0 {
			l.fetch(postings[i:min(i+fetchAtOnce, len(postings))])
		}
		receipts[i] = Receipt{}
		l.post(&postings[i], &l.marks[at], &receipts[i])
	}
	l.cause = cause{}
}

func (l *Ledger) post(p *Posting, m *marks, receipt *Receipt) {
	l.cause = cause{trace: p.Trace, span: p.Span}
	if p.Kind != Score { // it is of who judged
		l.cause.service, l.cause.agent = l.name(p.Service), l.name(p.Agent)
	}
	if p.Kind == Score && l.scoreRemembered(p, receipt) {
		return
	}
	slot := l.resolve(p, receipt)
	if slot != 0 && p.Kind != Score { // who judges a session is no sign of its life
		l.arriveWith(slot, p, receipt)
	}
	switch p.Kind {
	case Call:
		l.call(slot, p, m, receipt)
	case Tool:
		if slot != 0 && !p.Marked && !l.seen.book(m) {
			l.tool(slot, p, receipt)
		}
	case Turn:
		if slot != 0 {
			l.turn(slot, p)
		}
	case End:
		if slot != 0 {
			l.score(slot, p)
			l.finish(slot, reasonEnded)
		}
	case Score:
		if slot != 0 {
			l.score(slot, p)
		} else {
			l.note(receipt, NoSession)
		}
	case Other:
	}
	if slot != 0 {
		l.resettle(slot)
		l.sessions.at(slot).flags &^= flagNew
		if r := l.sessions.at(slot); p.Kind == Score && r.list != r.kind() {
			l.arrive(slot) // its trace told whose it is: lists are in the order of arrivals
		}
		l.place(slot)
		l.write(receipt, slot, p)
	}
}

// arriveWith notes that a session lives, and whose it is.
func (l *Ledger) arriveWith(slot uint32, p *Posting, receipt *Receipt) {
	l.touch(slot)
	if l.matching {
		if x := l.extraOf(slot); x == nil || !x.limited {
			l.matchAndJudge(slot, p)
		}
	}
	r := l.sessions.at(slot)
	if r.flags&flagNew == 0 {
		l.arrive(slot)
	}
	r.service, r.agent = either(r.service, l.cause.service), either(r.agent, l.cause.agent)
	if r.flags&flagEnded != 0 {
		l.note(receipt, Late)
	} else if r.flags&(flagReturned|flagNew) == flagReturned|flagNew {
		l.note(receipt, Late)
	}
}

func (l *Ledger) matchAndJudge(slot uint32, p *Posting) {
	before := l.limitsOf(slot)
	if l.match(slot, p) {
		l.relimit(slot, before)
		l.change(slot)
	}
}

// call books a model call.
func (l *Ledger) call(slot uint32, p *Posting, m *marks, receipt *Receipt) {
	if p.Marked || l.seen.book(m) {
		receipt.Duplicate = true
		l.counts.Duplicates++
		return
	}
	c := l.read(p, receipt)
	if slot == 0 {
		if p.Session != "" || p.Trace != (TraceID{}) {
			l.overflowSpend(shorten(p.Tenant), c.spend)
		}
		l.charge(0, p, c.spend, receipt)
		return
	}
	l.add(slot, p, &c)
	if !c.old {
		l.watch(slot, p, &c)
	}
	l.judge(slot)
	l.charge(slot, p, c.spend, receipt)
	l.dearest.add(l, slot)
	l.change(slot)
}

// add adds a call to its session's account.
func (l *Ledger) add(slot uint32, p *Posting, c *bookedCall) {
	r := l.sessions.at(slot)
	r.nano = saturated(r.nano, c.spend.NanoUSD)
	r.calls = saturated32(r.calls, 1)
	l.addTokens(slot, c.tokens)
	if p.Failed {
		l.addFailed(slot, 1, 0)
	}
	if c.spend.Unpriced > 0 {
		r.unpriced = saturated32(r.unpriced, 1)
	}
	if p.Rank == Estimated && c.spend.NanoUSD > 0 {
		r.estimated = saturated(r.estimated, c.spend.NanoUSD)
	}
	if w := p.Weight; w > 1 { // NaN is not
		x := l.needExtra(slot)
		x.sampled = true
		x.surplus = saturated(x.surplus, times(c.spend.NanoUSD, min(w, maxWeight)-1))
	}
	prefer(&r.dearModel, &r.modelShare, l.name(p.Model), float32(c.spend.NanoUSD))
}

func times(n budget.NanoUSD, factor float64) budget.NanoUSD {
	product := math.Round(float64(n) * factor)
	if product >= math.MaxInt64 {
		return math.MaxInt64
	}
	return budget.NanoUSD(product)
}

// watch feeds what looks at the course of a session.
func (l *Ledger) watch(slot uint32, p *Posting, c *bookedCall) {
	r := l.sessions.at(slot)
	call := lane.Call{
		Start: c.start, End: c.end, Cost: c.spend.NanoUSD,
		Input: c.tokens.In(), CacheRead: c.tokens.CacheRead, CacheWrite: c.tokens.CacheWrite,
	}
	r.pace.Call(call)
	own := l.useLane(slot, laneHash(p.Lane))
	alert, grew := own.Call(&l.rules, call)
	loop := lane.Loop{}
	if p.Output != 0 {
		loop = own.Answer(&l.rules, p.Output)
	}
	l.setLane(slot, &own, l.cause.agent)
	if grew {
		l.tellContext(slot, p, alert, own.Context().Calls)
	}
	if loop.Found() {
		l.tellLoop(slot, p, loop, &own)
	}
	l.foresee(slot)
}

// breachWithin is how near a forecast must be for [Report].Breaching.
const breachWithin = 15 * time.Minute

// foresee notes whether a session may soon exceed one of its budgets.
func (l *Ledger) foresee(slot uint32) {
	r := l.sessions.at(slot)
	worst := l.tightest(slot)
	near := false
	if remaining := worst.limit.NanoUSD - r.nano; worst.own >= 0 && worst.limit.NanoUSD > 0 && remaining > 0 {
		low := r.pace.Forecast(remaining).Seconds.Low
		near = low >= 0 && low <= breachWithin.Seconds() && r.pace.NextCall() > 0
	}
	switch {
	case !near:
		r.flags &^= flagBreach
	case r.flags&flagBreach == 0:
		r.flags |= flagBreach
		if l.breaches = append(l.breaches, slot); len(l.breaches) > l.breachRoom {
			l.tidyBreaches()
			l.breachRoom = max(4096, 2*len(l.breaches))
		}
	}
}

func laneHash(name string) uint32 {
	if name == "" {
		return 0
	}
	return uint32(hashText(shorten(name))>>32) | 1
}

// tool books a tool call.
func (l *Ledger) tool(slot uint32, p *Posting, receipt *Receipt) {
	start, end, old := l.times(p, receipt)
	r := l.sessions.at(slot)
	r.tools = saturated32(r.tools, 1)
	if p.Failed {
		l.addFailed(slot, 0, 1)
	}
	tool := l.name(p.Tool)
	prefer(&r.dearTool, &r.toolShare, tool, float32(max(end-start, 0)))
	l.change(slot)
	if old || tool == 0 {
		return
	}
	own := l.useLane(slot, laneHash(p.Lane))
	loop, cascade := own.Tool(&l.rules, lane.Tool{
		Name: uint32(tool), Trace: p.Trace, Span: p.Span, Start: start, End: end,
		Arguments: p.Arguments, Result: p.Result, Failed: p.Failed, Odd: p.Odd,
	})
	l.setLane(slot, &own, l.cause.agent)
	if loop.Found() {
		l.tellLoop(slot, p, loop, &own)
	}
	if cascade.Found() {
		l.tellCascade(slot, p, cascade)
	}
}

// turn notes how the work on a request ended.
func (l *Ledger) turn(slot uint32, p *Posting) {
	r := l.sessions.at(slot)
	r.flags &^= flagFailed
	if p.Failed {
		r.flags |= flagFailed
		l.turnEnded(slot, p)
	}
}

// write fills in a receipt.
func (l *Ledger) write(receipt *Receipt, slot uint32, p *Posting) {
	r := l.sessions.at(slot)
	receipt.Cost, receipt.Calls = r.nano, int64(r.calls)
	receipt.State, receipt.Known = l.stateOf(slot)
	if r.flags&flagReturned == 0 {
		receipt.Began = r.serial
	}
	switch {
	case r.flags&flagTrace != 0:
	case p.Session != "" && len(p.Session) <= maxText:
		receipt.Session = p.Session
	default:
		receipt.Session = l.recent.id(l, slot)
	}
}

// recentIDs are ids as texts of sessions whose records do not tell them, so that
// not every one of these makes a text anew.
type recentIDs struct {
	of [4096]struct {
		serial uint32
		id     string
	}
}

func (c *recentIDs) id(l *Ledger, slot uint32) string {
	r := l.sessions.at(slot)
	known := &c.of[r.serial%uint32(len(c.of))]
	if known.serial != r.serial {
		known.serial, known.id = r.serial, splitKey(l.keys.key(r.key)).Session
	}
	return known.id
}
