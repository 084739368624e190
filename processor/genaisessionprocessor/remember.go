package genaisessionprocessor

import (
	"encoding/binary"

	"github.com/zeebo/xxh3"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// maxNamed is how much of one text is remembered.
const maxNamed = 256

// remember keeps what a text names, for the trace and the session it belongs to.
func (b *batch) remember(text string, p *session.Posting) {
	if b.quality.off&signal.UnsupportedCitation != 0 {
		return
	}
	signal.Cited(text, b.quality.answer.Seed, maxNamed, func(hash uint64) { b.named = append(b.named, hash) })
	if len(b.named) == 0 {
		return
	}
	q := b.quality
	scopes := b.scopesOf(p, p.Session)
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, hash := range b.named {
		for _, scope := range scopes {
			if scope != 0 {
				q.cited.put(hash^scope, 0)
			}
		}
	}
	b.named = b.named[:0]
}

// scopesOf are hashes of the trace and the session of a posting.
func (b *batch) scopesOf(p *session.Posting, id string) (scopes [2]uint64) {
	if p.Trace != (session.TraceID{}) {
		scopes[0] = b.key(p.Tenant, string(p.Trace[:]))
	}
	if id != "" {
		scopes[1] = b.key(p.Tenant, "session", id)
	}
	return scopes
}

// conclude finds what can be said only now, and returns all signals of a record.
func (b *batch) conclude(p *session.Posting, receipt *session.Receipt, f *finding) signal.Set {
	if p.Kind != session.Call || f.input == 0 && f.answer == 0 && f.cited == 0 {
		return f.signals &^ b.quality.off
	}
	id := first(receipt.Session, p.Session)
	scopes := b.scopesOf(p, id)
	lane := b.key(p.Tenant, id, p.Lane, p.Model)
	if id == "" {
		lane = b.key(p.Tenant, string(p.Trace[:]), p.Lane, p.Model)
	}
	q := b.quality
	q.mu.Lock()
	defer q.mu.Unlock()
	again := f.input != 0 && q.again(f.input^lane, p)
	if again {
		f.signals |= signal.Retry
	}
	if f.answer != 0 && q.again(f.answer^lane^answers, p) && !again {
		f.signals |= signal.RepeatedOutput
	}
	if f.cited > 0 && q.unsupported(&b.cited[f.cited-1], scopes) {
		f.signals |= signal.UnsupportedCitation
	}
	return f.signals &^ q.off
}

// key is a hash of texts.
func (b *batch) key(texts ...string) uint64 {
	s := b.scratch[:0]
	for _, text := range texts {
		s = binary.AppendUvarint(s, uint64(len(text)))
		s = append(s, text...)
	}
	b.scratch = s
	return xxh3.HashSeed(s, b.quality.answer.Seed)
}
