package genaibudgetreceiver

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// writeReport writes the state of all accounts.
func (r *budgetReceiver) writeReport(p *page, now time.Time) {
	report := r.accounts.Report(now)
	for _, state := range budget.States() {
		p.add(&sessionActive, "", label{attrState, state.String()}).SetIntValue(report.Active[state])
	}
	p.add(&sessionMaxCost, "").SetDoubleValue(budget.Dollars(report.MaxCost))
	p.add(&sessionBreaching, "").SetIntValue(report.Breaching)
	r.writeSessionLimits(p)
	r.writeAccounts(p, report.Accounts)
	r.writeOutcomes(p, report.Outcomes)
}

// writeSessionLimits writes the limits of sessions, of which there is no account to tell.
func (r *budgetReceiver) writeSessionLimits(p *page) {
	budgets := r.accounts.Budgets()
	for i := range budgets {
		b := &budgets[i]
		if slices.Contains(b.Scope, budget.ScopeSession) && b.Limit.NanoUSD > 0 {
			p.add(&budgetLimit, "", label{attrBudgetName, b.Name}).SetDoubleValue(budget.Dollars(b.Limit.NanoUSD))
		}
	}
}

// accountKey is what of an account may be on a metric.
type accountKey struct {
	budget string
	scope  [len(boundedScopes)]string
}

func keyOf(a *session.AccountReport) accountKey {
	key := accountKey{budget: aggregate.Label(a.Budget)}
	for i, attribute := range boundedScopes {
		key.scope[i] = aggregate.Label(a.Scope[attribute])
	}
	return key
}

func (k *accountKey) labels() []label {
	labels := []label{{attrBudgetName, k.budget}}
	for i, attribute := range boundedScopes {
		labels = append(labels, label{attribute, k.scope[i]})
	}
	return labels
}

func (k accountKey) compare(other accountKey) int {
	if by := cmp.Compare(k.budget, other.budget); by != 0 {
		return by
	}
	return slices.Compare(k.scope[:], other.scope[:])
}

// writeAccounts writes for each set of attributes the account that is nearest to its
// limit: the accounts of single users or tenants are no series of their own.
func (r *budgetReceiver) writeAccounts(p *page, accounts []session.AccountReport) {
	tightest := make(map[accountKey]*session.AccountReport)
	for i := range accounts {
		key := keyOf(&accounts[i])
		tightest[key] = tighter(tightest[key], &accounts[i])
	}
	r.admit(tightest)
	var rest *session.AccountReport
	for _, key := range slices.SortedFunc(maps.Keys(tightest), accountKey.compare) {
		if !r.admitted[key] {
			rest = tighter(rest, tightest[key])
			continue
		}
		writeAccount(p, tightest[key], key.scope[0], key.labels())
	}
	if rest != nil {
		writeAccount(p, rest, "", nil)
	}
}

// admit keeps the series that are there and takes new ones while there is room.
func (r *budgetReceiver) admit(present map[accountKey]*session.AccountReport) {
	maps.DeleteFunc(r.admitted, func(key accountKey, _ bool) bool { return present[key] == nil })
	for _, key := range slices.SortedFunc(maps.Keys(present), accountKey.compare) {
		if len(r.admitted) >= r.config.MaxSeries {
			break
		}
		r.admitted[key] = true
	}
}

func tighter(a, b *session.AccountReport) *session.AccountReport {
	if a == nil || b.Limit.Utilization(b.Spend) > a.Limit.Utilization(a.Spend) {
		return b
	}
	return a
}

// writeAccount writes an account; one without labels stands for all there was no room for.
func writeAccount(p *page, a *session.AccountReport, service string, labels []label) {
	write := func(g *gauge, value float64) {
		if labels == nil {
			p.overflow(g).SetDoubleValue(value)
			return
		}
		p.add(g, service, labels...).SetDoubleValue(value)
	}
	if a.Limit.NanoUSD > 0 {
		write(&budgetLimit, budget.Dollars(a.Limit.NanoUSD))
	}
	write(&budgetSpend, budget.Dollars(a.Spend.NanoUSD))
	write(&budgetUtilization, a.Limit.Utilization(a.Spend))
}
