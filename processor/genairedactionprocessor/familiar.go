package genairedactionprocessor

import (
	"hash/maphash"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

const (
	familiarSlots = 1024
	// maxFamiliarBytes is how long a value that is remembered is, with its path.
	maxFamiliarBytes = 128
)

// familiar remembers short values in which nothing was found, with the path that each
// stood under: names of models, providers and operations come again with every span. A
// value is remembered when it comes twice in a row in its slot, so that ids leave nothing
// but a hash.
type familiar struct {
	seed  maphash.Seed
	slots [familiarSlots]familiarSlot
}

type familiarSlot struct {
	last        uint64 // hash of the value that came last
	path, value string
}

func newFamiliar() *familiar { return &familiar{seed: maphash.MakeSeed()} }

// slot is where a value has its place, and its hash.
func (f *familiar) slot(s, path string) (*familiarSlot, uint64) {
	hash := maphash.String(f.seed, s)
	return &f.slots[(hash+uint64(len(path)))%familiarSlots], hash
}

func (f *familiarSlot) holds(s, path string) bool { return f.value == s && f.path == path }

// came notes a value in which nothing was found.
func (f *familiarSlot) came(s, path string, hash uint64) {
	if f.last == hash {
		f.path, f.value = strings.Clone(path), strings.Clone(s)
	}
	f.last = hash
}

// short redacts a value that is no content, unless it is known that nothing is in it.
func (v *visitor) short(s string, c redact.Context) redact.Result {
	if len(s)+len(c.Key) > maxFamiliarBytes || len(c.Extra) > 0 {
		return v.plain(s, c)
	}
	slot, hash := v.familiar.slot(s, c.Key)
	if slot.holds(s, c.Key) {
		return redact.Result{Text: s}
	}
	r := v.plain(s, c)
	if !r.Changed && len(r.Findings) == 0 && r.Failure == redact.NoFailure {
		slot.came(s, c.Key, hash)
	}
	return r
}
