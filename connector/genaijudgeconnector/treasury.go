package genaijudgeconnector

import (
	"sync"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
)

// treasury pays for calls from the purse of all and the purses of those that share a call.
type treasury struct {
	mu     sync.Mutex
	common *spending.Purse
	// told is the hour in which it was told last that an evaluator may not spend more.
	told map[*evaluator]time.Time
}

// grant is what may be spent on one call.
type grant struct {
	common spending.Reservation
	own    []spending.Reservation
	most   spending.Amount
	payers []*evaluator
}

func newTreasury(limits LimitsConfig) *treasury {
	return &treasury{common: spending.NewPurse(limits.limits()), told: map[*evaluator]time.Time{}}
}

// reserve takes the most that a call can cost, which all payers share, or says who of them
// cannot pay: all of them, where the common purse cannot.
func (t *treasury) reserve(payers []*evaluator, most spending.Amount, now time.Time) (*grant, []*evaluator) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.common.Fits(most, now) {
		return nil, payers
	}
	var broke []*evaluator
	for i, e := range payers {
		if !e.purse.Fits(most.Share(i, len(payers)), now) {
			broke = append(broke, e)
		}
	}
	if broke != nil {
		return nil, broke
	}
	g := &grant{common: t.common.Reserve(most, now), most: most, payers: payers}
	for i, e := range payers {
		g.own = append(g.own, e.purse.Reserve(most.Share(i, len(payers)), now))
	}
	return g, nil
}

// settle puts what a call did cost in the place of what was reserved.
func (t *treasury) settle(g *grant, cost spending.Amount) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.common.Settle(g.common, cost)
	for i, e := range g.payers {
		e.purse.Settle(g.own[i], cost.Share(i, len(g.payers)))
	}
}

// isNews reports, once an hour for each evaluator, that it may not spend more.
func (t *treasury) isNews(e *evaluator, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	hour := now.UTC().Truncate(time.Hour)
	if t.told[e].Equal(hour) {
		return false
	}
	t.told[e] = hour
	return true
}

func (t *treasury) spent(now time.Time) (hour, day spending.Amount) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.common.Spent(now)
}
