package genairedactionprocessor

import (
	"hash/maphash"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/pdatawalk"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

const (
	familiarSlots = 4096
	// maxFamiliarBytes is how long a text that is remembered is, with its path.
	maxFamiliarBytes = 256
)

// familiar remembers short texts in which nothing was found, with the path that each
// stood under: keys and names of models, providers and operations come again with every
// span. A key is remembered at once, a value when it comes twice in a row in its slot, so
// that ids leave nothing but a hash.
type familiar struct {
	seed  maphash.Seed
	slots [familiarSlots]familiarSlot
}

type familiarSlot struct {
	last        uint64 // hash of the text that came last
	path, value string
}

func newFamiliar() *familiar { return &familiar{seed: maphash.MakeSeed()} }

// slot is where a text has its place, and its hash.
func (f *familiar) slot(s, path string) (*familiarSlot, uint64) {
	hash := maphash.String(f.seed, s)
	return &f.slots[(hash+uint64(len(path)))%familiarSlots], hash
}

func (f *familiarSlot) holds(s, path string) bool { return f.value == s && f.path == path }

// keep remembers a text in which nothing was found.
func (f *familiarSlot) keep(s, path string, hash uint64) {
	f.last, f.path, f.value = hash, strings.Clone(path), strings.Clone(s)
}

// short redacts a text at a place that is no content, unless it is known that nothing is in it.
func (v *visitor) short(place pdatawalk.Place, s string, c redact.Context) (r redact.Result, known bool) {
	if len(s)+len(c.Key) > maxFamiliarBytes || len(c.Extra) > 0 {
		return v.plain(s, c), false
	}
	slot, hash := v.familiar.slot(s, c.Key)
	if slot.holds(s, c.Key) {
		return redact.Result{Text: s}, true
	}
	r = v.plain(s, c)
	switch {
	case r.Changed || len(r.Findings) > 0 || r.Failure != redact.NoFailure:
	case place == pdatawalk.Key || slot.last == hash:
		slot.keep(s, c.Key, hash)
	default:
		slot.last = hash
	}
	return r, false
}
