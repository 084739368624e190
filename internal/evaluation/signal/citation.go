package signal

import (
	"strings"

	"github.com/zeebo/xxh3"
)

// MaxCitations is how many of one text are looked at.
const MaxCitations = 32

// Citations are addresses and ids that a text names, as hashes.
type Citations struct {
	Hashes [MaxCitations]uint64
	sites  [MaxCitations]uint64 // of their hosts; 0 for an id
	N      int
}

// addAnswer adds those of an answer. Code is left out: addresses in it are examples. So
// are addresses of whole sites, which are no sources.
func (c *Citations) addAnswer(text string, seed uint64) {
	text = text[:min(len(text), MaxText)]
	for rest := text; rest != ""; {
		before, behind, fenced := strings.Cut(rest, "```")
		eachCitation(before, func(kind citationKind, found string) bool {
			if kind == address || kind == identifier {
				c.add(kind, found, seed)
			}
			return c.N < MaxCitations
		})
		if !fenced || c.N == MaxCitations {
			return
		}
		_, rest, _ = strings.Cut(behind, "```")
	}
}

func (c *Citations) add(kind citationKind, found string, seed uint64) {
	if c.N == MaxCitations {
		return
	}
	c.Hashes[c.N] = citationHash(found, seed)
	if kind == address {
		host, _, _ := strings.Cut(found, "/")
		c.sites[c.N] = citationHash(host, seed)
	}
	c.N++
}

// Cited visits the hash of every address and id in a text, up to a number of them.
func Cited(text string, seed uint64, most int, visit func(hash uint64)) {
	eachCitation(text[:min(len(text), MaxText)], func(kind citationKind, found string) bool {
		if kind == address || kind == identifier {
			visit(citationHash(found, seed))
			most--
		}
		return most > 0
	})
}

// Support takes off what is in one of the texts. A text with a template of an address
// (.../orders/{id}) supports all of that site; one that writes its addresses in a way that
// cannot be compared, all.
func (c *Citations) Support(seed uint64, texts ...string) {
	for _, text := range texts {
		if c.N == 0 {
			return
		}
		if strings.Contains(text, `:\/\/`) {
			c.N = 0
			return
		}
		eachCitation(text, func(kind citationKind, found string) bool {
			c.drop(kind, citationHash(found, seed))
			return c.N > 0
		})
	}
}

func (c *Citations) drop(kind citationKind, hash uint64) {
	of := &c.Hashes
	if kind == template {
		of = &c.sites
	}
	kept := 0
	for i := range c.N {
		if of[i] != hash {
			c.Hashes[kept], c.sites[kept] = c.Hashes[i], c.sites[i]
			kept++
		}
	}
	c.N = kept
}

func citationHash(found string, seed uint64) uint64 {
	var lower [256]byte
	n := copy(lower[:], found)
	for i := range n {
		if c := lower[i]; 'A' <= c && c <= 'Z' {
			lower[i] = c | 0x20
		}
	}
	if n < len(found) {
		return xxh3.HashSeed(lower[:n], seed) ^ xxh3.HashStringSeed(found[n:], seed)
	}
	return xxh3.HashSeed(lower[:n], seed)
}

type citationKind uint8

const (
	address citationKind = iota
	wholeSite
	template // only its host is visited
	identifier
)

// eachCitation visits the web addresses, DOIs and UUIDs in a text, in the form in which
// they are compared: without scheme, www., fragment and what ends a sentence. It stops
// when visit returns false.
func eachCitation(text string, visit func(citationKind, string) bool) {
	marks := [...]mark{{text: "://", at: -1}, {text: "10.", at: -1}, {text: "-", at: -1}}
	for i := 0; ; {
		next := &marks[0]
		for m := range marks {
			marks[m].find(text, i)
			if marks[m].at < next.at {
				next = &marks[m]
			}
		}
		at := next.at
		if at >= len(text) {
			return
		}
		kind, found := identifier, ""
		switch next {
		case &marks[0]:
			i, kind, found = addressAt(text, at)
		case &marks[1]:
			i, found = doiAt(text, at)
		default:
			i, found = uuidAt(text, at)
		}
		if found != "" && !visit(kind, found) {
			return
		}
	}
}

// mark is what something begins with, or has in it, and where the next one is.
type mark struct {
	text string
	at   int // the length of the text where there is none
}

func (m *mark) find(text string, from int) {
	if m.at >= from {
		return
	}
	if m.at = strings.Index(text[from:], m.text); m.at < 0 {
		m.at = len(text)
	} else {
		m.at += from
	}
}

// addressAt reads the address whose :// is at i.
func addressAt(text string, i int) (end int, kind citationKind, found string) {
	begin := i + len("://")
	if !strings.HasSuffix(text[:i], "http") && !strings.HasSuffix(text[:i], "https") {
		return begin, 0, ""
	}
	end = begin
	for end < len(text) && addressByte(text[end]) {
		end++
	}
	found = text[begin:end]
	if at := strings.IndexAny(found, "?#"); at >= 0 {
		found = found[:at] // what a page is asked for is no other page
	}
	found = strings.TrimRight(found, ".,;:!?*_'")
	if strings.HasSuffix(found, ")") && !strings.Contains(found, "(") {
		found = strings.TrimRight(found, ").,;:!?*_'")
	}
	found = strings.TrimPrefix(strings.TrimRight(found, "/"), "www.")
	host, path, _ := strings.Cut(found, "/")
	switch {
	case !strings.Contains(host, "."), host == "127.0.0.1", host == "0.0.0.0", isExample(host), !isASCII(found):
		return end, 0, "" // an example, or written in more than one way
	case strings.ContainsAny(text[begin:end], "{}$%"):
		return end, template, host
	case path == "":
		return end, wholeSite, found
	default:
		return end, address, found
	}
}

func isExample(host string) bool {
	for _, name := range [...]string{"example.com", "example.org", "example.net", ".example", ".test", ".localhost", ".invalid"} {
		if strings.HasSuffix(host, name) {
			return true
		}
	}
	return false
}

func addressByte(c byte) bool {
	return c > ' ' && !strings.ContainsRune("\"`]|^<>\\\x7f", rune(c))
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-'
}

// doiAt reads a DOI: 10.1234/suffix.
func doiAt(text string, i int) (end int, found string) {
	end = i + len("10.")
	if i > 0 && isWord(text[i-1]) {
		return end, ""
	}
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	if n := end - i - 3; n < 4 || n > 9 || end >= len(text) || text[end] != '/' {
		return end, ""
	}
	for end < len(text) && addressByte(text[end]) {
		end++
	}
	found = strings.TrimRight(text[i:end], ".,;:!?)*_'")
	if len(found) < len("10.1234/1") {
		return end, ""
	}
	return end, found
}

// uuidAt reads the UUID whose first dash is at i.
func uuidAt(text string, i int) (end int, found string) {
	const size = 36
	begin := i - 8
	if begin < 0 || begin+size > len(text) || begin > 0 && isWord(text[begin-1]) || begin+size < len(text) && isWord(text[begin+size]) && text[begin+size] != '.' {
		return i + 1, ""
	}
	for at := range size {
		c := text[begin+at]
		dash := at == 8 || at == 13 || at == 18 || at == 23
		if dash != (c == '-') || !dash && hex(c) < 0 {
			return i + 1, ""
		}
	}
	return begin + size, text[begin : begin+size]
}
