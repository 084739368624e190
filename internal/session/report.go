package session

import (
	"slices"
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

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
	report.Outcomes = l.outcomesAt(at)
	for slot := uint32(1); slot < l.accounts.slab.used; slot++ {
		if a := l.accounts.slab.at(slot); a.serial != 0 && !l.scoped[a.scoped].sessions {
			report.Accounts = append(report.Accounts, l.reported(a, at))
		}
	}
	slices.SortFunc(report.Accounts, func(a, b AccountReport) int {
		return strings.Compare(a.Budget+"\x00"+a.key, b.Budget+"\x00"+b.key)
	})
	_, report.Sizes = l.Totals()
	return report
}

// Totals are what a report says of the ledger as a whole, without a look at accounts.
func (l *Ledger) Totals() (Counts, Sizes) {
	return l.counts, Sizes{
		Sessions: l.sessions.live, Tombstones: l.graves.slab.live, Traces: l.traces.slab.live,
		Accounts: l.accounts.slab.live, Dedupe: l.seen.young.size() + l.seen.old.size(),
		Lanes: l.lanes.whole.live + l.lanes.quiet.live, Events: len(l.events.waiting),
	}
}

// Begun is the number of the last session that began; see [Receipt].Began.
func (l *Ledger) Begun() uint32 { return l.serials }

func (l *Ledger) reported(a *account, now int64) AccountReport {
	out := AccountReport{Budget: l.scoped[a.scoped].Name, Scope: l.scopeOf(a), Limit: a.limit, Spend: a.spend, key: a.key[1:]}
	out.State, _ = l.standAt(a, 0, now)
	if kind := l.scoped[a.scoped].Window.Kind; kind != budget.SessionWindow && kind != budget.Rolling && now >= a.end {
		out.Spend = budget.Spend{}
	}
	return out
}

// breaching counts the sessions that may soon exceed a budget. One that nothing was
// heard of meanwhile does not spend, and one that has exceeded it is counted as that.
func (l *Ledger) breaching(now int64) (n int64) {
	l.tidyBreaches()
	for _, slot := range l.breaches {
		if r := l.sessions.at(slot); r.state != budget.Exceeded && now-r.arrival <= int64(breachWithin) {
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
