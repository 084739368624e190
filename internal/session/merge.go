package session

// merge adds a session that only a trace held together to the one it turned out to
// belong to. Events that it told before stay with the trace: the session tells its
// own, with their own ids.
func (l *Ledger) merge(from, to uint32) {
	l.touch(from)
	l.touch(to)
	l.counts.Merged++
	r, other := l.sessions.at(to), l.sessions.at(from)
	before := l.limitsOf(to)
	l.addTotals(to, from)
	r.pace.Merge(&other.pace)
	r.created = min(r.created, other.created)
	r.flags |= other.flags & flagFailed
	r.service, r.agent = either(r.service, other.service), either(r.agent, other.agent)
	prefer(&r.dearModel, &r.modelShare, other.dearModel, other.modelShare)
	prefer(&r.dearTool, &r.toolShare, other.dearTool, other.toolShare)
	l.mergeLanes(to, from)
	mine, theirs := l.charged.of(to), l.charged.of(from)
	for i := range mine {
		if !l.scoped[i].sessions && mine[i].at == 0 {
			mine[i] = theirs[i]
		}
	}
	l.mergeOutcome(to, from)
	l.release(from, to)
	moved := l.moveAccounts(to, from)
	if at := other.extra; at != 0 {
		other.extra = 0
		l.extras.put(at)
	}
	l.remove(from)
	l.relimit(to, before) // an override may have come with it
	l.settleAll(moved, to)
	l.dearest.add(l, to)
	l.change(to)
}

// mergeOutcome lets a session that is another one count as that.
func (l *Ledger) mergeOutcome(to, from uint32) {
	if x := l.extraOf(from); x != nil {
		l.unsettle(x.settled)
	}
	r := l.sessions.at(to)
	r.verdict = l.sessions.at(from).verdict.and(r.verdict)
}

func either(a, b name) name {
	if a != 0 {
		return a
	}
	return b
}

// addTotals adds all sums of one session to another.
func (l *Ledger) addTotals(to, from uint32) {
	r, other := l.sessions.at(to), l.sessions.at(from)
	r.nano = saturated(r.nano, other.nano)
	r.calls = saturated32(r.calls, other.calls)
	r.tools = saturated32(r.tools, other.tools)
	r.unpriced = saturated32(r.unpriced, other.unpriced)
	r.estimated = saturated(r.estimated, other.estimated)
	l.addFailed(to, int64(other.failed), int64(other.toolFailed))
	l.addTokens(to, Tokens{
		Input: int64(other.tokens[0]), CacheRead: int64(other.tokens[1]), CacheWrite: int64(other.tokens[2]),
		Output: int64(other.tokens[3]), Reasoning: int64(other.tokens[4]),
	})
	x := l.extraOf(from)
	if x == nil {
		return
	}
	changed := l.needExtra(to)
	changed.add(x)
	if x.limited && !changed.limited {
		changed.limit, changed.limited = x.limit, true
		changed.limitRevision++
	}
	for i := range x.overrides {
		if o := x.overrides[i]; o != 0 && (changed.overrides[i] == 0 || o < changed.overrides[i]) {
			changed.overrides[i] = o
			changed.limitRevision++
		}
	}
}

// add adds the sums; limits are not among them.
func (x *extra) add(other *extra) {
	for i := range x.tokens {
		x.tokens[i] = saturated(x.tokens[i], other.tokens[i])
	}
	for _, sum := range []struct {
		to *int64
		n  int64
	}{
		{&x.surplus, other.surplus},
		{&x.wasted, other.wasted},
		{&x.earlier, other.earlier},
		{&x.failed, other.failed},
		{&x.toolFailed, other.toolFailed},
		{&x.loops, other.loops},
		{&x.compactions, other.compactions},
	} {
		*sum.to = saturated(*sum.to, sum.n)
	}
	x.sampled = x.sampled || other.sampled
}

func saturated32(a, b uint32) uint32 {
	if a > 1<<32-1-b {
		return 1<<32 - 1
	}
	return a + b
}

// addFailed counts failures; those that a record cannot hold go to the extra.
func (l *Ledger) addFailed(slot uint32, calls, tools int64) {
	r := l.sessions.at(slot)
	if sum := int64(r.failed) + calls; sum < 1<<16 {
		r.failed = uint16(sum)
	} else {
		l.needExtra(slot).failed += calls
	}
	if sum := int64(r.toolFailed) + tools; sum < 1<<16 {
		r.toolFailed = uint16(sum)
	} else {
		l.needExtra(slot).toolFailed += tools
	}
}

// moveAccounts moves the accounts that have one session in their scope to another,
// and returns the first of those that the other has now.
func (l *Ledger) moveAccounts(to, from uint32) uint32 {
	x := l.extraOf(from)
	if x == nil || x.accounts == 0 {
		if own := l.extraOf(to); own != nil {
			return own.accounts
		}
		return 0
	}
	key := l.keys.key(l.sessions.at(to).key)
	for at := x.accounts; at != 0; {
		l.touchAccount(at)
		l.roll(at)
		a := l.accounts.slab.at(at)
		old, begin := l.ownerKey(a)
		moved := append([]byte(a.key[:begin]), appendSized(nil, key)...)
		moved = append(moved, a.key[begin+2+len(old):]...)
		into, _ := l.openAccount(a.scoped, moved)
		l.touchAccount(into)
		l.roll(into)
		l.addAccount(l.accounts.slab.at(into), l.accounts.slab.at(at))
		mine := l.accounts.slab.at(into)
		if mine.owner == 0 && !mine.overflow {
			own := l.needExtra(to)
			mine.owner, mine.nextOwned, own.accounts = to, own.accounts, into
		}
		l.charged.set(to, a.scoped, into, mine.serial)
		next := a.nextOwned
		l.closeAccount(at)
		at = next
	}
	return l.needExtra(to).accounts
}

// addAccount adds what one account spent to another of the same budget. Both are
// in the window of the ledger's time.
func (l *Ledger) addAccount(to, from *account) {
	to.spend.Add(from.spend)
	for i := range from.steps {
		at := (to.step + len(to.steps) - i) % len(to.steps)
		to.steps[at].Add(from.steps[(from.step+len(from.steps)-i)%len(from.steps)])
	}
	to.past = mergePast(to.past, from.past)
	to.first = min(to.first, from.first)
	to.arrival = max(to.arrival, from.arrival)
	l.changes++
	to.changed = l.changes
}

func mergePast(a, b []past) []past {
	merged := make([]past, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].start < b[0].start:
			merged, a = append(merged, a[0]), a[1:]
		case len(a) == 0 || b[0].start < a[0].start:
			merged, b = append(merged, b[0]), b[1:]
		default:
			merged, a, b = append(merged, past{a[0].start, saturated(a[0].nano, b[0].nano)}), a[1:], b[1:]
		}
	}
	return merged
}

// settleAll judges a chain of accounts of a session.
func (l *Ledger) settleAll(first, slot uint32) {
	for at := first; at != 0; at = l.accounts.slab.at(at).nextOwned {
		l.touchAccount(at)
		l.settle(at, slot)
	}
}

// absorb adds what is remembered of a session of a trace to the one it turned out
// to belong to.
func (l *Ledger) absorb(grave, to uint32) {
	l.touch(to)
	l.counts.Merged++
	g := l.graves.slab.at(grave)
	r := l.sessions.at(to)
	r.nano = saturated(r.nano, g.nano)
	r.calls = saturated32(r.calls, g.calls)
	r.unpriced = saturated32(r.unpriced, g.unpriced)
	r.estimated = saturated(r.estimated, g.estimated)
	if g.extra != 0 {
		l.needExtra(to).add(l.extras.at(g.extra))
	}
	if g.tokens > 0 {
		x := l.needExtra(to)
		x.earlier = saturated(x.earlier, g.tokens)
	}
	l.unsettle(g.settled)
	if g.verdict.Weight() > r.verdict.Weight() {
		r.verdict = g.verdict
	}
	l.graves.forget(l, grave)
	l.judge(to)
	l.dearest.add(l, to)
	l.change(to)
}
