package redact

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

const (
	maxDepth   = 8   // of JSON in strings of JSON
	maxNesting = 256 // of objects and arrays; deeper is scanned as text
)

// container is an object or array that is open.
type container struct {
	object bool
	// key is the key the container stands under, parent the one above it.
	key, parent *keyFacts
	pathLength  int
	// named is what a member such as name says of the one that is called value,
	// or an element of an array, such as --token, of the next one.
	named *keyFacts
	// sealed: the object is the data of a Kubernetes Secret.
	sealed bool
	// index is how many elements of an array came before.
	index int32
}

// walker goes through the JSON of one view.
type walker struct {
	s     *scanner
	v     *view
	t     string
	depth int
	open  []container
	// leaves is how many values were looked at.
	leaves int
	// keyStart is where the key read last begins.
	keyStart int
	quotes   quotes
	// labelStart and labelEnd are where the name read last stands, and labelDepth how
	// many containers were open: that of a value beside it.
	labelStart, labelEnd, labelDepth int
	// columns are what the columns of the rows that follow mean, nil for nothing.
	columns []*keyFacts
	// secretAt is where the first "kind": "Secret" stands that may be near enough
	// to matter, or the length of the text. It only moves on.
	secretAt int
}

func looksJSON(t string) bool {
	i := skipSpace(t, 0)
	return i+1 < len(t) && (t[i] == '{' || t[i] == '[')
}

// json looks at all keys and leaves of the JSON in a view and returns up to
// where it was JSON: all of it, or the start of the token that is none, or of its key.
func (s *scanner) json(v *view, depth int) int {
	w := &s.walkers[depth]
	*w = walker{s: s, v: v, t: v.text, depth: depth, open: w.open[:0], columns: w.columns[:0], quotes: noQuotes, secretAt: -1}
	key, parent, path := s.key, s.parent, len(s.path)
	end := w.values()
	s.key, s.parent, s.path = key, parent, s.path[:path]
	if w.leaves == 0 && end < len(v.text) {
		return 0
	}
	return end
}

// values reads values, one after the other, as in JSON lines.
func (w *walker) values() int {
	i := 0
	for {
		i = skipSpace(w.t, i)
		if i >= len(w.t) {
			return len(w.t)
		}
		if len(w.open) == 0 && w.t[i] != '{' && w.t[i] != '[' {
			return i
		}
		next, ok := w.value(i)
		if !ok && next == i && len(w.open) > 0 && w.open[len(w.open)-1].object {
			return w.keyStart // so that it is seen beside its key
		}
		if !ok {
			return next
		}
		if i, ok = w.behind(next); !ok {
			return i
		}
	}
}

// value reads the value at i, of a container only its beginning.
func (w *walker) value(i int) (int, bool) {
	switch c := w.t[i]; {
	case c == '{' || c == '[':
		if c == '[' {
			if end := markerEnd(w.t, i); end > 0 { // put in by someone who does not know JSON
				w.leaves++
				return end, true
			}
		}
		if len(w.open) >= maxNesting {
			return i, false
		}
		w.open = append(w.open, container{object: c == '{', key: w.s.key, parent: w.s.parent, pathLength: len(w.s.path)})
		if c == '{' && w.s.key.data {
			w.open[len(w.open)-1].sealed = w.inSecret(i)
		}
		leaves := w.leaves
		next, ok := w.first(i + 1)
		if !ok && w.leaves == leaves {
			return i, false // it was no container
		}
		return next, ok
	case c == '"':
		end := w.quotes.end(w.t, i+1)
		if end < 0 || !endsToken(w.t, end+1) { // ["john doe"@example.com]
			return i, false
		}
		w.leaf(i+1, end)
		return end + 1, true
	case c == '-' || class[c]&isDigit != 0:
		return w.number(i)
	default:
		for _, literal := range [...]string{"true", "false", "null"} {
			if strings.HasPrefix(w.t[i:], literal) && !alnumAt(w.t, i+len(literal)) {
				w.leaves++
				return i + len(literal), true
			}
		}
		return i, false
	}
}

// first reads on after the beginning of a container.
func (w *walker) first(i int) (int, bool) {
	i = skipSpace(w.t, i)
	top := &w.open[len(w.open)-1]
	switch {
	case i >= len(w.t):
		return len(w.t), true
	case top.object && w.t[i] == '}', !top.object && w.t[i] == ']':
		return i, true
	case top.object:
		next, ok := w.keyAt(i)
		if !ok {
			return next, false
		}
		end, ok := w.value(next)
		if !ok && end == next {
			end = w.keyStart
		}
		return end, ok
	default:
		if len(w.columns) > 0 {
			w.column(top)
		}
		return w.value(i)
	}
}

// behind reads what follows a value: a comma, and in an object the next key, or
// the ends of containers. It returns where the next value starts.
func (w *walker) behind(i int) (int, bool) {
	for len(w.open) > 0 {
		i = skipSpace(w.t, i)
		if i >= len(w.t) {
			return i, false
		}
		top := &w.open[len(w.open)-1]
		switch c := w.t[i]; {
		case c == ',' && top.object:
			w.restore(top)
			return w.keyAt(skipSpace(w.t, i+1))
		case c == ',':
			if top.index++; len(w.columns) > 0 {
				w.column(top)
			}
			return i + 1, true
		case c == '}' && top.object, c == ']' && !top.object:
			w.restore(top)
			w.open = w.open[:len(w.open)-1]
			i++
		default:
			return i, false
		}
	}
	return i, true
}

func (w *walker) restore(c *container) {
	w.s.key, w.s.parent, w.s.path = c.key, c.parent, w.s.path[:c.pathLength]
}

// keyAt reads the key at i and its colon, and returns where its value starts.
func (w *walker) keyAt(i int) (int, bool) {
	if i >= len(w.t) || w.t[i] != '"' {
		return i, false
	}
	end := w.quotes.end(w.t, i+1)
	if end < 0 {
		return i, false
	}
	colon := skipSpace(w.t, end+1)
	if colon >= len(w.t) || w.t[colon] != ':' {
		return i, false
	}
	next := skipSpace(w.t, colon+1)
	if next >= len(w.t) {
		return i, false
	}
	w.keyStart = i
	w.key(i+1, end)
	return next, true
}

// key makes a key the one its value stands under, after looking at it.
func (w *walker) key(start, end int) {
	s := w.s
	key := w.t[start:end]
	above, facts := s.key, s.factsOf(key)
	if !facts.plain {
		s.key, s.parent = s.r.noKey, s.r.noKey
		w.text(start, end)
	}
	s.parent, s.key = above, facts
	switch n := len(w.open); {
	case s.key.value:
		w.valueOf(above)
	case n > 0 && w.open[n-1].sealed:
		s.key = s.r.sealedKey
	}
	if s.r.usesPaths {
		s.path = append(append(s.path, '.'), key...)
	}
}

// valueOf makes a key such as value mean what a member before it says, or what
// the key means that it is under.
func (w *walker) valueOf(above *keyFacts) {
	switch n := len(w.open); {
	case n > 0 && w.open[n-1].named == unread:
		if f := w.readLabel(); f != nil {
			w.s.key = f
		}
	case n > 0 && w.open[n-1].named != nil:
		w.s.key = w.open[n-1].named
	case above.telling():
		w.s.key = above
	}
}

func (w *walker) leaf(start, end int) {
	w.leaves++
	if start >= end {
		return
	}
	if n := len(w.open); n > 0 {
		switch top := &w.open[n-1]; {
		case !top.object:
			w.element(top, start, end)
			return
		case w.s.key.names:
			if top.named = w.named(start, end); top.named == nil && end-start <= maxLabelBytes {
				top.named, w.labelStart, w.labelEnd, w.labelDepth = unread, start, end, len(w.open)
			}
		}
	}
	if !w.s.keyAllowed() {
		w.text(start, end)
	}
}

// element looks at a string of an array, as the value of the one before it where
// that names a secret: ["--token", "..."], ["x-api-key", "..."].
func (w *walker) element(top *container, start, end int) {
	s := w.s
	key, named := s.key, top.named
	if key.columns {
		w.addColumn(int(top.index), start, end)
	}
	if top.named = w.named(start, end); top.named != nil {
		if e, _ := secret.SensitiveKey(top.named.key); e != secret.GenericSecret && w.t[start] != '-' {
			top.named = nil // a list of fields may hold password
		}
	} else if named != nil {
		s.key = named
	}
	if !s.keyAllowed() {
		w.text(start, end)
	}
	s.key = key
}

// named is what a string says of the one that comes next, if it is the name of
// a secret.
func (w *walker) named(start, end int) *keyFacts {
	if end-start > maxNameBytes {
		return nil
	}
	name := strings.TrimLeft(w.t[start:end], "-")
	if _, c := secret.SensitiveKey(name); c == detect.None {
		return nil
	}
	return w.s.factsOf(name)
}

const (
	maxNameBytes = 64
	// maxManifestBytes is how far from its data an object is looked for the words
	// that make it a Secret.
	maxManifestBytes = 2048
)

// inSecret reports whether the object at i, which is called data, is that of a
// Kubernetes Secret: the kind stands beside it, before or behind.
func (w *walker) inSecret(i int) bool {
	const value = `"Secret"`
	for w.secretAt < i-maxManifestBytes || w.secretAt < len(w.t) && !w.isKind(w.secretAt) {
		from := max(w.secretAt+1, i-maxManifestBytes)
		k := strings.Index(w.t[min(from, len(w.t)):], value)
		if k < 0 {
			w.secretAt = len(w.t)
			break
		}
		w.secretAt = from + k
	}
	return w.secretAt < min(len(w.t), i+maxManifestBytes)
}

// isKind reports whether the value at i is that of a member called kind.
func (w *walker) isKind(i int) bool {
	return i >= 0 && strings.HasSuffix(strings.TrimRight(w.t[max(0, i-16):i], " :"), `"kind"`)
}

// text looks at the inside of a string.
func (w *walker) text(start, end int) {
	d := w.depth + 1
	if t := w.t[start:end]; w.s.skips(t) {
		w.s.budget -= len(t)
		return
	}
	inside := &w.s.levels[d].inside
	*inside = view{text: w.t[start:end], offset: start, parent: w.v}
	w.s.leaf(inside, d)
}

// number reads a number. Only whole ones can be a code. What goes on behind it is
// none: [203.0.113.9] is text, and so is [2001:db8::1].
func (w *walker) number(i int) (int, bool) {
	end := i
	odd, points := 0, 0
	for {
		if end = digitsEnd(w.t, end); end >= len(w.t) {
			break
		}
		c := w.t[end]
		if c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			break
		}
		odd++
		if c == '.' {
			points++
		}
		end++
	}
	if class[w.t[end-1]]&isDigit == 0 || points > 1 || odd > maxOddInNumber || !endsToken(w.t, end) {
		return i, false
	}
	w.leaves++
	if n := end - i; odd == 0 && (w.s.key.rule != nil || n >= w.s.r.codes.shortest && n <= w.s.r.codes.longest) && !w.s.keyAllowed() {
		w.s.wholeNumber(w.v, i, end, w.depth)
	}
	return end, true
}

// maxOddInNumber is how many bytes of -1.5e-9 are no digits.
const maxOddInNumber = 4

// endsToken reports what may stand behind a value of JSON, or its cut end.
func endsToken(t string, i int) bool {
	return i >= len(t) || t[i] == ',' || t[i] == ']' || t[i] == '}' || class[t[i]]&isSpace != 0
}

func skipSpace(t string, i int) int {
	for i < len(t) && t[i] <= ' ' && class[t[i]]&isSpace != 0 {
		i++
	}
	return i
}
