package session

import (
	"sync"
	"time"
)

const (
	minPosting = 9       // bytes that a posting takes at the least
	maxScopes  = 1 << 22 // values of attributes in one entry
)

// What a posting has, so that what it has not takes no room.
const (
	hasTrace = 1 << iota
	hasParent
	hasNames
	hasCall
	hasHashes
	isPriced
	isMarked
	isFailed
)

// What a posting has since version 2.
const (
	isOdd = 1 << iota
	hasVerdict
	isEvent
)

// What a call has, beside its rank.
const (
	rankMask    = 15
	hasWeight   = 1 << 4
	hasResponse = 1 << 5
	hasOutput   = 1 << 6
)

// texts numbers the texts of an entry: each is written once.
type texts struct{ number map[string]uint64 }

var textPool = sync.Pool{New: func() any { return &texts{number: map[string]uint64{}} }}

func (t *texts) append(dst []byte, text string) []byte {
	if text == "" {
		return append(dst, 0)
	}
	text = shorten(text) // as the ledger would
	if n, ok := t.number[text]; ok {
		return appendUint(dst, n)
	}
	n := uint64(len(t.number) + 1)
	t.number[text] = n
	return appendText(appendUint(dst, n), text)
}

// AppendPostings appends a journal entry of a call of [Ledger.Post].
func AppendPostings(dst []byte, now time.Time, postings []Posting) []byte {
	begin := len(dst)
	at := unixNano(now)
	dst = appendInt(beginEntry(dst, entryPostings), at)
	scope := 0
	for i := range postings {
		scope = max(scope, len(postings[i].Scope))
	}
	dst = appendUint(appendUint(dst, uint64(len(postings))), uint64(scope))
	known := textPool.Get().(*texts) //nolint:forcetypeassert // the pool holds nothing else
	for i := range postings {
		dst = known.posting(dst, &postings[i], at, scope)
	}
	clear(known.number)
	textPool.Put(known)
	return endEntry(dst, begin)
}

func (t *texts) posting(dst []byte, p *Posting, base int64, scope int) []byte {
	has := 0
	set := func(bit int, holds bool) {
		if holds {
			has |= bit
		}
	}
	set(hasTrace, p.Trace != TraceID{} || p.Span != SpanID{})
	set(hasParent, p.Parent != SpanID{})
	set(hasNames, p.Lane != "" || p.Tool != "")
	set(hasCall, p.Kind == Call || p.Tokens != Tokens{} || p.Cost != 0 || p.Rank != 0 || p.Weight != 0 || p.ResponseID != 0 || p.Output != 0)
	set(hasHashes, p.Arguments != 0 || p.Result != 0)
	set(isPriced, p.Priced)
	set(isMarked, p.Marked)
	set(isFailed, p.Failed)
	kind := p.Kind
	if kind > Score {
		kind = Other
	}
	more := 0
	if p.Odd {
		more |= isOdd
	}
	if p.Verdict != 0 {
		more |= hasVerdict
	}
	if p.Event {
		more |= isEvent
	}
	if dst = append(dst, byte(kind), byte(has), byte(more)); p.Verdict != 0 {
		dst = append(dst, byte(p.Verdict))
	}
	dst = appendInt(appendInt(dst, base-p.End), p.End-p.Start)
	for _, text := range [...]string{p.Tenant, p.Session, p.Service, p.Agent, p.Model} {
		dst = t.append(dst, text)
	}
	for i := range scope {
		if i < len(p.Scope) {
			dst = t.append(dst, p.Scope[i])
		} else {
			dst = append(dst, 0)
		}
	}
	if has&hasTrace != 0 {
		dst = append(append(dst, p.Trace[:]...), p.Span[:]...)
	}
	if has&hasParent != 0 {
		dst = append(dst, p.Parent[:]...)
	}
	if has&hasNames != 0 {
		dst = t.append(t.append(dst, p.Lane), p.Tool)
	}
	if has&hasCall != 0 {
		dst = appendCall(dst, p)
	}
	if has&hasHashes != 0 {
		dst = appendFixed(appendFixed(dst, p.Arguments), p.Result)
	}
	return dst
}

func appendCall(dst []byte, p *Posting) []byte {
	for _, n := range [...]int64{p.Tokens.Input, p.Tokens.CacheRead, p.Tokens.CacheWrite, p.Tokens.Output, p.Tokens.Reasoning, p.Cost} {
		dst = appendInt(dst, n)
	}
	has := byte(min(p.Rank, rankMask))
	if p.Weight != 0 {
		has |= hasWeight
	}
	if p.ResponseID != 0 {
		has |= hasResponse
	}
	if p.Output != 0 {
		has |= hasOutput
	}
	if dst = append(dst, has); p.Weight != 0 {
		dst = appendFloat(dst, p.Weight)
	}
	if p.ResponseID != 0 {
		dst = appendFixed(dst, p.ResponseID)
	}
	if p.Output != 0 {
		dst = appendFixed(dst, p.Output)
	}
	return dst
}

// posting reads one posting.
func (r *replay) posting(in *reader, p *Posting, base int64, scope int) {
	p.Kind = Kind(in.upTo(uint64(Score)))
	has := int(in.byte())
	r.readMore(in, p)
	p.End = base - in.int()
	p.Start = p.End - in.int()
	for _, text := range [...]*string{&p.Tenant, &p.Session, &p.Service, &p.Agent, &p.Model} {
		*text = r.text(in)
	}
	for i := range scope {
		value := r.text(in)
		if r.attributes == nil {
			p.Scope[i] = value
		} else if i < len(r.attributes) {
			if at := r.attributes[i]; at < len(p.Scope) && at >= 0 {
				p.Scope[at] = value
			}
		}
	}
	if has&hasTrace != 0 {
		copy(p.Trace[:], in.bytes(len(p.Trace)))
		copy(p.Span[:], in.bytes(len(p.Span)))
	}
	if has&hasParent != 0 {
		copy(p.Parent[:], in.bytes(len(p.Parent)))
	}
	if has&hasNames != 0 {
		p.Lane, p.Tool = r.text(in), r.text(in)
	}
	if has&hasCall != 0 {
		readCall(in, p)
	}
	if has&hasHashes != 0 {
		p.Arguments, p.Result = in.fixed(), in.fixed()
	}
	p.Priced, p.Marked, p.Failed = has&isPriced != 0, has&isMarked != 0, has&isFailed != 0
}

func (r *replay) readMore(in *reader, p *Posting) {
	if r.version < 2 {
		return
	}
	more := in.byte()
	p.Odd, p.Event = more&isOdd != 0, more&isEvent != 0
	if more&hasVerdict == 0 {
		return
	}
	if p.Verdict = Verdict(in.byte()); !p.Verdict.valid() {
		in.fail()
	}
}

func readCall(in *reader, p *Posting) {
	for _, n := range [...]*int64{&p.Tokens.Input, &p.Tokens.CacheRead, &p.Tokens.CacheWrite, &p.Tokens.Output, &p.Tokens.Reasoning, &p.Cost} {
		*n = in.int()
	}
	has := in.byte()
	p.Rank = Rank(has & rankMask)
	if has&hasWeight != 0 {
		p.Weight = in.float()
	}
	if has&hasResponse != 0 {
		p.ResponseID = in.fixed()
	}
	if has&hasOutput != 0 {
		p.Output = in.fixed()
	}
}

// text reads a text, or the number of one that was there before.
func (r *replay) text(in *reader) string {
	n := in.upTo(uint64(len(r.texts)))
	if n < uint64(len(r.texts)) {
		return r.texts[n]
	}
	if in.failed {
		return ""
	}
	text := in.string()
	r.texts = append(r.texts, text)
	return text
}
