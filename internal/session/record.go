package session

import (
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// record is the account of a session. There are a million of them: it holds no
// pointer, and what few sessions need is in an [extra].
type record struct {
	nano      budget.NanoUSD
	estimated budget.NanoUSD // part of nano
	arrival   int64          // of the last posting, in Unix nanoseconds; no two records have the same
	changed   uint64         // when something that is told of it changed last, as [Ledger].changes

	tokens   [tokenClasses]uint32 // the rest of large ones is in the extra
	calls    uint32
	tools    uint32
	unpriced uint32 // calls

	key     textRef
	serial  uint32  // of the slot's uses, so that what points at an earlier one is found out
	created uint32  // Unix seconds
	crossed uint32  // thresholds of own budgets that were told
	lanes   laneRef // first of its lanes, that of the last call
	extra   uint32  // 0 for none
	prev    uint32  // in its list: who was heard of later
	next    uint32

	failed, toolFailed    uint16 // the rest of many is in the extra
	service, agent        name
	dearModel, dearTool   name
	modelShare, toolShare float32 // see prefer

	flags flag
	state budget.State // of its tightest own budget
	list  listKind

	verdict Verdict // what was said of how it went

	pace lane.Pace
}

const tokenClasses = 5

// flag is what is true of a session.
type flag uint8

const (
	flagTrace    flag = 1 << iota // only a trace holds it together
	flagFresh                     // and its events wait for somebody to claim it
	flagEnded                     // it is over
	flagTold                      // its end was told
	flagFailed                    // its last turn failed
	flagBreach                    // at its last call its low forecast was near
	flagReturned                  // it was over before, and its spend was remembered
	flagNew                       // the posting at hand began it
)

// extra is what few sessions have.
type extra struct {
	limit         budget.Limit   // set for this session alone
	surplus       budget.NanoUSD // what calls that were not seen would add, by sampling weights
	wasted        budget.NanoUSD // of lanes that are gone
	tokens        [tokenClasses]int64
	earlier       int64 // tokens of an account that was remembered without their classes
	failed        int64 // beyond what the record holds
	toolFailed    int64
	loops         int64 // of lanes that are gone
	compactions   int64
	settled       settled // what of it counts as over
	limitRevision uint32
	accounts      uint32 // first of the accounts of budgets with this session in their scope
	overrides     [maxOwnBudgets]uint8
	limited       bool
	sampled       bool
	held          bool // events wait for the session to be claimed
}

type listKind uint8

// The lists of sessions: the live ones by their state, those that are over.
const (
	listEnded = listKind(budget.Exceeded) + 1
	listCount = listEnded + 1
)

// list holds sessions in the order of their last arrival.
type list struct {
	head, tail uint32 // latest, earliest
	count      int
	busy       uint32 // the earliest that [Ledger.Report] found not idle; 0 for none
	idle       int    // how many behind it
}

func (l *Ledger) extraOf(slot uint32) *extra {
	if at := l.sessions.at(slot).extra; at != 0 {
		return l.extras.at(at)
	}
	return nil
}

func (l *Ledger) needExtra(slot uint32) *extra {
	r := l.sessions.at(slot)
	if r.extra == 0 {
		r.extra = l.extras.take()
	}
	return l.extras.at(r.extra)
}

// link puts a session at the front of a list.
func (l *Ledger) link(slot uint32, kind listKind) {
	r, to := l.sessions.at(slot), &l.lists[kind]
	r.list, r.prev, r.next = kind, 0, to.head
	if to.head != 0 {
		l.sessions.at(to.head).prev = slot
	} else {
		to.tail = slot
	}
	to.head = slot
	to.count++
	if to.busy == 0 {
		to.busy = slot
	}
}

// unlink takes a session out of its list.
func (l *Ledger) unlink(slot uint32) {
	r := l.sessions.at(slot)
	from := &l.lists[r.list]
	if r.prev != 0 {
		l.sessions.at(r.prev).next = r.next
	} else {
		from.head = r.next
	}
	if r.next != 0 {
		l.sessions.at(r.next).prev = r.prev
	} else {
		from.tail = r.prev
	}
	from.count--
	switch {
	case from.busy == slot:
		from.busy = r.prev
	case from.busy == 0 || r.arrival < l.sessions.at(from.busy).arrival:
		from.idle--
	}
	r.prev, r.next = 0, 0
}

// idlers is how many of a list were last heard of before a time. Each call takes up
// where the one before it stopped.
func (l *Ledger) idlers(kind listKind, before int64) int {
	at := &l.lists[kind]
	for at.busy != 0 && l.sessions.at(at.busy).arrival < before {
		at.busy = l.sessions.at(at.busy).prev
		at.idle++
	}
	return at.idle
}

// spend is what a session has spent.
func (l *Ledger) spend(slot uint32) budget.Spend {
	r := l.sessions.at(slot)
	s := budget.Spend{NanoUSD: r.nano, Calls: int64(r.calls), Unpriced: int64(r.unpriced)}
	for _, n := range r.tokens {
		s.Tokens += int64(n)
	}
	if x := l.extraOf(slot); x != nil {
		s.Tokens = saturated(s.Tokens, x.earlier)
		for _, n := range x.tokens {
			s.Tokens = saturated(s.Tokens, n)
		}
	}
	return s
}

// tokensOf are the tokens of a session by class.
func (l *Ledger) tokensOf(slot uint32) Tokens {
	r := l.sessions.at(slot)
	var n [tokenClasses]int64
	for i := range n {
		n[i] = int64(r.tokens[i])
	}
	if x := l.extraOf(slot); x != nil {
		for i := range n {
			n[i] = saturated(n[i], x.tokens[i])
		}
	}
	return Tokens{Input: n[0], CacheRead: n[1], CacheWrite: n[2], Output: n[3], Reasoning: n[4]}
}

// addTokens adds to the classes; what a record cannot hold goes to the extra.
func (l *Ledger) addTokens(slot uint32, t Tokens) {
	r := l.sessions.at(slot)
	for i, n := range [tokenClasses]int64{t.Input, t.CacheRead, t.CacheWrite, t.Output, t.Reasoning} {
		if sum := int64(r.tokens[i]) + n; sum <= 1<<32-1 && sum >= n {
			r.tokens[i] = uint32(sum)
			continue
		}
		x := l.needExtra(slot)
		x.tokens[i] = saturated(x.tokens[i], n)
	}
}

func saturated(a, b int64) int64 {
	s := budget.Spend{Calls: a}
	s.Add(budget.Spend{Calls: b})
	return s.Calls
}

// prefer keeps the name with the most weight, as long as it has more than all
// others together: what is kept is enough to add another count of the same kind.
func prefer(kept *name, share *float32, other name, weight float32) {
	switch {
	case other == 0 || !(weight > 0):
	case *kept == other:
		*share += weight
	case weight > *share:
		*kept, *share = other, weight-*share
	default:
		*share -= weight
	}
}
