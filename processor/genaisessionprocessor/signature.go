package genaisessionprocessor

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/zeebo/xxh3"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// maxCanonical bounds the JSON that is brought into canonical form; what is longer
// is compared as it is written.
const maxCanonical = 64 << 10

// signature is a keyed hash of a payload; 0 for one that is missing or says nothing.
func (b *batch) signature(f field, name string) uint64 {
	if !b.reading.has[f] {
		return 0
	}
	payload := b.payload(b.reading.fields[f])
	if saysNothing(payload) {
		return 0
	}
	b.parts = append(b.parts[:0], name, payload)
	return b.private.accounts.Signature(b.parts...)
}

// payload is a value in canonical form: members sorted, no space around them.
func (b *batch) payload(value pcommon.Value) string {
	if value.Type() != pcommon.ValueTypeStr {
		return text(value)
	}
	return canonical(value.Str())
}

func canonical(payload string) string {
	trimmed := strings.TrimSpace(payload)
	if len(trimmed) > maxCanonical || !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
		return trimmed
	}
	decoder := json.NewDecoder(strings.NewReader(trimmed))
	decoder.UseNumber() // or long ids become equal
	var tree any
	if decoder.Decode(&tree) != nil || decoder.More() {
		return trimmed
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(tree) != nil {
		return trimmed
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// canonicalSpace is a text without space around it and in it, where it is short.
func canonicalSpace(text string) string {
	if len(text) > 16 {
		return text
	}
	return strings.Join(strings.Fields(text), "")
}

func saysNothing(payload string) bool {
	switch payload {
	case "", "{}", "[]", "null", `""`, "<REDACTED>":
		return true
	default:
		return false
	}
}

// hash of what is in the scratch.
func (b *batch) hash() uint64 { return max(1, xxh3.Hash(b.scratch)) }
