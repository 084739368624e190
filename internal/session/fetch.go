package session

// fetchAtOnce is for how many postings memory is fetched together: their first lines fit
// into the nearest cache.
const fetchAtOnce = 32

// fetch reads what postings will need first, for no use but to have it in the cache: with
// a million sessions nearly all of it is far away, and what does not depend on each other is
// fetched at the same time. It changes nothing.
func (l *Ledger) fetch(postings []Posting) {
	n := len(postings)
	var keys, traces [fetchAtOnce]uint32 // hashes, then slots
	for i := range postings {
		p := &postings[i]
		tenant := shorten(p.Tenant)
		l.scratch = appendKey(l.scratch[:0], tenant, shorten(p.Session))
		keys[i] = l.hash(l.scratch)
		traces[i] = l.hashTrace(hashText(tenant), p.Trace)
		l.marks[i] = marksOf(p)
	}
	// Loads that are close to each other in the program are under way at the same time.
	var near uint64
	for i := range n {
		near ^= l.traces.index.near(traces[i])
		keys[i] = uint32(l.byKey.near(keys[i]))
	}
	for i := range n {
		near ^= l.seen.fetch(&l.marks[i])
	}
	for _, slot := range keys[:n] {
		near ^= l.fetchRecord(slot)
	}
	for _, slot := range keys[:n] {
		near ^= l.fetchLane(slot)
	}
	l.seen.fetched = near ^ l.fetchOldest(n)
}

// fetchRecord reads each line of a record.
func (l *Ledger) fetchRecord(slot uint32) uint64 {
	if slot == 0 {
		return 0
	}
	r := l.sessions.at(slot)
	_, last := r.pace.Span()
	return uint64(r.nano) ^ uint64(r.next) ^ uint64(r.flags) ^ uint64(last) ^ uint64(r.pace.NextCall())
}

// fetchLane reads what a record points at: its key, and its last lane.
func (l *Ledger) fetchLane(slot uint32) uint64 {
	if slot == 0 {
		return 0
	}
	r := l.sessions.at(slot)
	near := uint64(l.keys.room(r.key)[0])
	if r.lanes != 0 {
		near ^= uint64(l.lanes.link(r.lanes).next)
	}
	return near
}

// fetchOldest reads where traces are found that have to go for new ones.
func (l *Ledger) fetchOldest(n int) (near uint64) {
	if l.traces.slab.live+n < l.config.MaxTraces {
		return 0
	}
	for at := l.traces.tail; at != 0 && n > 0; n-- {
		e := l.traces.slab.at(at)
		near ^= l.traces.index.near(l.hashTrace(e.tenant, e.trace))
		at = e.prev
	}
	return near
}

// near reads the cell that a hash belongs in; the slot in it is mostly the one.
func (x *index) near(hash uint32) uint64 {
	shard := &x.shards[hash%indexShards]
	if shard.count == 0 {
		return 0
	}
	return shard.cells[place(hash, len(shard.cells))]
}
