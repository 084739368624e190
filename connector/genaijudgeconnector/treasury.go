package genaijudgeconnector

import (
	"sync"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
)

// treasury pays for calls from the purse of all and the purses of those that share a call.
type treasury struct {
	mu      sync.Mutex
	settled *sync.Cond // a call under way was settled
	common  *spending.Purse
	// store keeps what the purses hold; nil where nothing is kept.
	store func() error
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
	t := &treasury{common: spending.NewPurse(limits.limits()), told: map[*evaluator]time.Time{}}
	t.settled = sync.NewCond(&t.mu)
	return t
}

// reserve takes the most that a call can cost, which all payers share, or says who of them
// cannot pay: all of them, where the common purse cannot. Where that hangs on what calls
// under way will cost, it waits for them. What is reserved is kept before it can be spent; an error says that
// it could not be.
func (t *treasury) reserve(payers []*evaluator, most spending.Amount, now func() time.Time) (*grant, []*evaluator, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		at := now()
		answer, broke := t.ask(payers, most, at)
		switch answer {
		case spending.No:
			return nil, broke, nil
		case spending.Perhaps:
			t.settled.Wait()
		case spending.Yes:
			g := &grant{common: t.common.Reserve(most, at), most: most, payers: payers}
			for i, e := range payers {
				g.own = append(g.own, e.purse.Reserve(most.Share(i, len(payers)), at))
			}
			if t.store != nil {
				if err := t.store(); err != nil {
					t.giveBack(g, spending.Amount{})
					return nil, nil, err
				}
			}
			return g, nil, nil
		}
	}
}

// ask asks all purses. The answer is the worst of theirs.
func (t *treasury) ask(payers []*evaluator, most spending.Amount, at time.Time) (answer spending.Answer, broke []*evaluator) {
	answer = t.common.Fits(most, at)
	if answer == spending.No {
		return answer, payers
	}
	for i, e := range payers {
		own := e.purse.Fits(most.Share(i, len(payers)), at)
		if own == spending.No {
			broke = append(broke, e)
		}
		answer = min(answer, own)
	}
	return answer, broke
}

// settle puts what a call did cost in the place of what was reserved.
func (t *treasury) settle(g *grant, cost spending.Amount) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.giveBack(g, cost)
}

// giveBack is settle for who holds the lock.
func (t *treasury) giveBack(g *grant, cost spending.Amount) {
	t.common.Settle(g.common, cost)
	for i, e := range g.payers {
		e.purse.Settle(g.own[i], cost.Share(i, len(g.payers)))
	}
	t.settled.Broadcast()
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
