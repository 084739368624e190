package target

import (
	"github.com/zeebo/xxh3"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// fetchAtOnce is for how many postings memory is fetched together.
const fetchAtOnce = 32

// fetch reads what learning postings will need first, and what there is of the sessions and answers
// that will have to go, for no use but to have it in the cache: what is far away, and does not
// depend on each other, is fetched at the same time. It changes nothing.
func (x *Index) fetch(postings []session.Posting, receipts []session.Receipt) {
	x.fetched = x.fetchSessions(postings, receipts) ^ x.answers.fetch(postings)
}

func (x *Index) fetchSessions(postings []session.Posting, receipts []session.Receipt) (near uint64) {
	s := &x.sessions
	var ids, traces [2 * fetchAtOnce]uint64
	n := 0
	for i := range postings {
		p, booked := &postings[i], receipts[i].Session
		if booked == "" || p.Trace == (session.TraceID{}) {
			continue
		}
		ids[n], traces[n] = xxh3.HashString(booked), hashTrace(p.Trace)
		n++
	}
	for e, going := s.oldest(), s.count+n-x.config.MaxSessions; e != nil && going > 0 && n < len(ids); e, going = e.newer, going-1 {
		ids[n] = e.hashID
		if len(e.turns) > 0 {
			traces[n] = hashTrace(e.turns[0].trace)
		}
		n++
	}
	for i := range n {
		near ^= s.byID.near(ids[i]) ^ s.traces.near(traces[i])
	}
	return near
}

func (a *answers) fetch(postings []session.Posting) (near uint64) {
	n := 0
	for i := range postings {
		if p := &postings[i]; p.Kind == session.Call && p.ResponseID != 0 {
			near ^= a.places.near(p.ResponseID)
			n++
		}
	}
	for i := range min(a.len()+n-a.most, a.len()) {
		near ^= a.places.near(a.at(a.first + uint64(i)).key)
	}
	return near
}
