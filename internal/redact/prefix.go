package redact

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// prefix is a literal beginning of a pattern.
type prefix struct {
	head     uint64 // its first eight bytes, folded if it is
	bits     uint64 // which bits of them there are
	caseBits uint64 // those that do not count
	text     string
	fold     bool
	whole    bool
	digit    bool
	minRun   int
	detector int32
}

func newPrefix(text string, d *detect.Pattern, detector int32) prefix {
	p := prefix{text: text, fold: d.Fold, whole: d.Whole, digit: d.Digit, minRun: d.MinRun, detector: detector, bits: ^uint64(0)}
	if d.Fold {
		p.text, p.caseBits = strings.ToLower(text), caseBits
	}
	if len(text) < 8 {
		p.bits = 1<<(8*len(text)) - 1
	}
	p.head = (load64(p.text+"\x00\x00\x00\x00\x00\x00\x00\x00", 0) | p.caseBits) & p.bits
	return p
}

// variants are the bytes that may stand at i of a prefix; any behind a short one.
func (p *prefix) variants(i int) []byte {
	if i >= len(p.text) {
		all := make([]byte, 256)
		for c := range all {
			all[c] = byte(c)
		}
		return all
	}
	c := p.text[i]
	if p.fold && class[c]&isLower != 0 {
		return []byte{c, c - 0x20}
	}
	return []byte{c}
}

// wordEnds are what a word of two letters may end at; 0 stands for the end of the text.
const wordEnds = " ,.;:!?)]\"'/-<\n\r\t\x00"

// endsAt reports whether the prefix may be a word that ends at a byte.
func (p *prefix) endsAt(b byte) bool {
	return class[b]&isAlnum == 0 && (!p.whole || len(p.text) != 2 || strings.IndexByte(wordEnds, b) >= 0)
}

func (p *prefix) matches(s string, i int) bool {
	if i+8 <= len(s) && (load64(s, i)|p.caseBits)&p.bits != p.head || i+len(p.text) > len(s) {
		return false
	}
	end := i + len(p.text)
	if p.whole && end < len(s) && !p.endsAt(s[end]) {
		return false
	}
	if p.fold && !equalFold(s[i:end], p.text) || !p.fold && s[i:end] != p.text {
		return false
	}
	return p.minRun == 0 || runIsLong(s, i, p.minRun)
}

// runIsLong reports whether at least n letters and digits begin at i.
func runIsLong(s string, i, n int) bool {
	if i+n > len(s) {
		return false
	}
	for k := i + n - 1; k >= i; k-- {
		if class[s[k]]&isAlnum == 0 {
			return false
		}
	}
	return true
}

// load32 reads four bytes, the first in the lowest bits; beyond the end are zeros.
func load32(s string, i int) uint32 {
	if i+4 <= len(s) {
		s = s[i : i+4]
		return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
	}
	var x uint32
	for k := len(s) - 1; k >= i; k-- {
		x = x<<8 | uint32(s[k])
	}
	return x
}

// load64From reads eight bytes; beyond the end are zeros.
func load64From(s string, i int) uint64 {
	if i+8 <= len(s) {
		return load64(s, i)
	}
	return uint64(load32(s, i)) | uint64(load32(s, i+4))<<32
}
