package session

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

// dearest holds some of the live sessions that spent the most, the dearest of all
// among them, so that nobody has to look through a million.
type dearest struct {
	slots [32]uint32
	count int
	floor budget.NanoUSD // no other live session spent more
}

func (d *dearest) add(l *Ledger, slot uint32) {
	r := l.sessions.at(slot)
	if r.nano <= d.floor || r.flags&flagEnded != 0 {
		return
	}
	least := 0
	for i := range d.count {
		if d.slots[i] == slot {
			return
		}
		if l.sessions.at(d.slots[i]).nano < l.sessions.at(d.slots[least]).nano {
			least = i
		}
	}
	if d.count < len(d.slots) {
		d.slots[d.count] = slot
		d.count++
		return
	}
	if floor := l.sessions.at(d.slots[least]).nano; floor < r.nano {
		d.floor = floor
		d.slots[least] = slot
		return
	}
	d.floor = r.nano
}

func (d *dearest) remove(slot uint32) {
	for i := range d.count {
		if d.slots[i] == slot {
			d.count--
			d.slots[i] = d.slots[d.count]
			return
		}
	}
}

// most is what the dearest live session spent.
func (d *dearest) most(l *Ledger) (most budget.NanoUSD) {
	if d.count == 0 && d.floor > 0 {
		d.floor = 0
		for slot := uint32(1); slot < l.sessions.used; slot++ {
			if l.sessions.at(slot).key != 0 {
				d.add(l, slot)
			}
		}
	}
	for i := range d.count {
		most = max(most, l.sessions.at(d.slots[i]).nano)
	}
	return most
}
