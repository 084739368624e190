package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// sure is the confidence of a vendor's shape without a checksum: above any
// finding by name, so that a key in an assignment is called by its vendor.
const sure detect.Confidence = 95

// longest bounds the random part where a vendor gives no length.
const longest = 512

// A token is a key that shows its vendor: a literal prefix, then a random part
// of a known alphabet and length.
type token struct {
	name     string // as gitleaks calls it, where it has the rule
	entity   detect.Entity
	prefixes []string
	fold     bool // prefixes in any case, given in lower case
	body     alphabet
	min, max int // length after the prefix; max 0 is open
	// groups are the lengths between separators, "24.64" or "8-4-4-4-12"; empty
	// for one run. Each group is of letters and digits of body.
	groups string
	suffix string
	// check looks at the value, prefix and all, where the shape is not enough.
	check func(value string) bool
	// proven is a checksum over the value; it raises the confidence and never
	// refuses, since vendors change it.
	proven func(value string) bool
	// keep is how much of the prefix stays in the text.
	keep int
	// plain says that a part which repeats itself is one, too: that of test vectors.
	plain bool
	// apart says that the prefix is short or a word, and begins no token behind
	// a dot, a hyphen or an underscore.
	apart bool
	// sample is a value where none can be made from the description.
	sample func() string
}

// pattern is called on a row of a table and leaves the row as it is.
func (t *token) pattern() detect.Pattern {
	row := *t
	if row.entity == "" {
		row.entity = APIKey
	}
	if row.max == 0 {
		row.max = max(longest, row.min)
	}
	return detect.Pattern{
		Entity: row.entity, Name: row.name, Prefixes: row.prefixes, Fold: row.fold, Find: row.find,
		Proof: detect.Proof{Hits: row.hits, Misses: row.misses},
	}
}

func (t *token) find(text string, at int) (start, end int, c detect.Confidence) {
	from := at + t.prefixLength(text, at)
	if from == at || t.max > 64 && restarts(text, at, from) || t.apart && at > 0 && (dot|hyphen|underscore).has(text[at-1]) {
		return 0, 0, detect.None
	}
	if t.neverEnds(text, from) {
		return 0, 0, detect.None
	}
	end = t.body.run(text, from, t.max+1)
	for t.body&dot != 0 && end > from && text[end-1] == '.' {
		end-- // the end of a sentence
	}
	if end-from > t.max || end < len(text) && word.has(text[end]) {
		return 0, 0, detect.None
	}
	if end-from < t.min {
		return t.truncated(text, at, from, end)
	}
	value := text[at:end]
	if t.groups != "" && !grouped(text[from:end], t.groups) ||
		t.suffix != "" && !strings.HasSuffix(value, t.suffix) ||
		t.check != nil && !t.check(value) {
		return 0, 0, detect.None
	}
	if t.proven != nil && t.proven(value) {
		return at + t.keep, end, detect.Certain
	}
	if !t.plain && dummy(text[from:end]) {
		return 0, 0, detect.None
	}
	return at + t.keep, end, sure
}

// neverEnds says that wherever a random part could end that begins at from, it goes
// on. It spares the reading in a text of nothing but prefixes.
func (t *token) neverEnds(text string, from int) bool {
	return t.body&dot == 0 && from+t.max < len(text) && t.body.all(text[from+t.min:from+t.max+1])
}

// cutAfter is how long a text must be to have been cut by an attribute limit:
// the least limit in use. A lone key that is too short is a wrong key.
const cutAfter = 128

// truncated accepts a token that ends with the text, when a good part of it is
// there: SDKs cut attributes, and half a key still narrows the search.
func (t *token) truncated(text string, at, from, end int) (int, int, detect.Confidence) {
	if end < len(text) || end < cutAfter || end-from < max(10, t.min/3) || !mixed(text[from:end]) || filler(text[from:end]) {
		return 0, 0, detect.None
	}
	return at + t.keep, end, detect.Medium
}

// prefixLength is that of the longest prefix that stands at at, or 0.
func (t *token) prefixLength(text string, at int) int {
	n := 0
	for _, p := range t.prefixes {
		if len(p) > n && (strings.HasPrefix(text[at:], p) || t.fold && hasPrefixFold(text[at:], p)) {
			n = len(p)
		}
	}
	return n
}

// hasPrefixFold is for an ASCII prefix in lower case.
func hasPrefixFold(text, prefix string) bool {
	if len(text) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if lowered(text[i]) != prefix[i] {
			return false
		}
	}
	return true
}

func lowered(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b | 0x20
	}
	return b
}

// restarts says that the prefix comes again at once. No random part does that,
// and a text of nothing but prefixes must not be read to its end from each.
func restarts(text string, at, from int) bool {
	head := text[at:min(at+4, from)]
	return strings.Contains(text[from:min(len(text), from+32)], head)
}

// grouped says whether s is made of groups of the lengths in pattern, with the
// same separators: "8-4-4-4-12".
func grouped(s, pattern string) bool {
	at, want := 0, 0
	for i := 0; i <= len(pattern); i++ {
		if i < len(pattern) && '0' <= pattern[i] && pattern[i] <= '9' {
			want = want*10 + int(pattern[i]-'0')
			continue
		}
		if at+want > len(s) || !alnum.all(s[at:at+want]) {
			return false
		}
		at, want = at+want, 0
		if i < len(pattern) {
			if at >= len(s) || s[at] != pattern[i] {
				return false
			}
			at++
		}
	}
	return at == len(s)
}
