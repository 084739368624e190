package session

import "github.com/otelcol-genai/otelcol-genai/internal/session/lane"

// laneRecord is a lane of a session, in a chain with the last one used in front.
type laneRecord struct {
	link laneLink
	lane lane.Lane
}

// quietRecord is one that knows nothing of tools.
type quietRecord struct {
	link laneLink
	lane lane.Quiet
}

type laneLink struct {
	hash  uint32 // of the lane's name
	next  laneRef
	agent name
}

const maxLanes = 4

// laneRef names a lane: a slot, and whether it is a whole one; 0 for none.
type laneRef uint32

const wholeLane laneRef = 1 << 31

// lanes are those of all sessions. A lane is quiet until it has tool calls to keep
// in mind, and whole from then on.
type lanes struct {
	whole slab[laneRecord]
	quiet slab[quietRecord]
}

func (a *lanes) link(ref laneRef) *laneLink {
	if ref&wholeLane != 0 {
		return &a.whole.at(uint32(ref &^ wholeLane)).link
	}
	return &a.quiet.at(uint32(ref)).link
}

// lane is a copy.
func (a *lanes) lane(ref laneRef) lane.Lane {
	if ref&wholeLane != 0 {
		return a.whole.at(uint32(ref &^ wholeLane)).lane
	}
	return a.quiet.at(uint32(ref)).lane.Lane()
}

// set replaces a lane, and returns where it is now.
func (a *lanes) set(ref laneRef, to *lane.Lane) laneRef {
	if ref&wholeLane == 0 {
		if quiet, ok := to.Quiet(); ok {
			a.quiet.at(uint32(ref)).lane = quiet
			return ref
		}
		moved := a.takeWhole()
		*a.link(moved) = *a.link(ref)
		a.quiet.put(uint32(ref))
		ref = moved
	}
	a.whole.at(uint32(ref &^ wholeLane)).lane = *to
	return ref
}

func (a *lanes) takeQuiet() laneRef { return laneRef(a.quiet.take()) }

func (a *lanes) takeWhole() laneRef { return wholeLane | laneRef(a.whole.take()) }

func (a *lanes) drop(ref laneRef) {
	if ref&wholeLane != 0 {
		a.whole.put(uint32(ref &^ wholeLane))
	} else {
		a.quiet.put(uint32(ref))
	}
}

// useLane puts a lane of a session in front, which begins if there is none, and
// returns a copy. Past the bound the one that was used longest ago goes.
func (l *Ledger) useLane(slot, hash uint32) lane.Lane {
	r := l.sessions.at(slot)
	before, count := laneRef(0), 0
	for at := r.lanes; at != 0; at = l.lanes.link(at).next {
		if own := l.lanes.link(at); own.hash == hash {
			if before != 0 {
				l.lanes.link(before).next, own.next, r.lanes = own.next, r.lanes, at
			}
			return l.lanes.lane(at)
		}
		if count++; count == maxLanes {
			l.dropLane(slot, before, at)
			break
		}
		before = at
	}
	at := l.lanes.takeQuiet()
	*l.lanes.link(at) = laneLink{hash: hash, next: r.lanes}
	r.lanes = at
	return lane.Lane{}
}

// setLane replaces the lane in front.
func (l *Ledger) setLane(slot uint32, to *lane.Lane, agent name) {
	r := l.sessions.at(slot)
	r.lanes = l.lanes.set(r.lanes, to)
	link := l.lanes.link(r.lanes)
	link.agent = either(link.agent, agent)
}

// dropLane forgets the last lane of a session, but for what is summed up.
func (l *Ledger) dropLane(slot uint32, before, at laneRef) {
	x, gone := l.needExtra(slot), l.lanes.lane(at)
	loops, wasted := gone.Loops()
	x.loops = saturated(x.loops, loops)
	x.wasted = saturated(x.wasted, wasted)
	x.compactions = saturated(x.compactions, gone.Context().Compactions)
	l.lanes.link(before).next = 0
	l.lanes.drop(at)
	l.counts.LanesDropped++
}

func (l *Ledger) dropLanes(slot uint32) {
	r := l.sessions.at(slot)
	for at := r.lanes; at != 0; {
		next := l.lanes.link(at).next
		l.lanes.drop(at)
		at = next
	}
	r.lanes = 0
}

// mergeLanes moves the lanes of one session to another.
func (l *Ledger) mergeLanes(to, from uint32) {
	var chain [maxLanes]laneRef
	n := 0
	for at := l.sessions.at(from).lanes; at != 0; at = l.lanes.link(at).next {
		chain[n] = at
		n++
	}
	for n--; n >= 0; n-- { // the last used comes to the front
		link, theirs := *l.lanes.link(chain[n]), l.lanes.lane(chain[n])
		mine := l.useLane(to, link.hash)
		mine.Merge(&theirs)
		l.setLane(to, &mine, link.agent)
	}
	l.dropLanes(from)
}
