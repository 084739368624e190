package spending

import "time"

// Kept is what is stored of a purse: its hour and its day.
type Kept [2]KeptWindow

// KeptWindow is what may be on the bill of one window: what was spent, and the most that calls under way cost.
type KeptWindow struct {
	Start time.Time `json:"start"`
	Spent Amount    `json:"spent"`
}

// Keep is what of the purse must be known after a restart. Calls under way may never be settled, so
// they count with the most that they can cost.
func (p *Purse) Keep() (kept Kept) {
	for i := range p.windows {
		w := &p.windows[i]
		kept[i] = KeptWindow{Start: w.start, Spent: w.spent.plus(w.reserved)}
	}
	return kept
}

// Restore goes on with what was kept. A window that begins in the time to come was written by a clock that
// went wrong: what was spent is of the one at hand then. No amount is negative.
func (p *Purse) Restore(kept Kept, now time.Time) {
	for i := range p.windows {
		w := &p.windows[i]
		w.turn(now)
		if kept[i].Start.Before(w.start) {
			continue
		}
		w.spent = w.spent.plus(Amount{NanoUSD: max(0, kept[i].Spent.NanoUSD), Tokens: max(0, kept[i].Spent.Tokens)})
	}
}
