package dialect

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// record is what a span and a log record have in common.
type record struct {
	attrs  pcommon.Map
	name   string // of the span, or the event name
	client bool   // the span calls something
	start  pcommon.Timestamp
	events ptrace.SpanEventSlice

	log  bool
	body pcommon.Value // of a log record
}

// slot holds what was found for a field.
type slot struct {
	rank  uint8
	key   string // where it was found
	value pcommon.Value
	text  string // of text fields, and of payloads that are text
	count int64  // of counts

	// Of derived values that are neither text nor counts.
	list   []string
	number float64

	object map[string]any // of JSON that was parsed
	mapped bool           // it became a field of the conventions
}

// draft is a record while it is read: nothing is written before all is read,
// because writing moves attributes. It is reused.
type draft struct {
	*Normalizer
	record
	scope   *Scope
	dialect *definition

	slots [fields]slot
	// rollup: the dialect says that this is no call of its own (an agent, a chain,
	// an outer span), so usage on it is its children's.
	rollup bool
	// operation that the dialect's own kind stands for; kindKnown with an empty
	// operation says that it is none.
	operation genai.Operation
	kindKnown bool
	// What the dialect found out about how totals count.
	input, output verdict

	indexed  bool     // there are numbered message attributes
	mapped   []string // prefixes of numbered attributes, and keys, that became messages
	writes   []write
	problems []problem
	buf      []byte // JSON is written here
}

func (d *draft) reset(n *Normalizer, scope *Scope, def *definition, r record) {
	d.Normalizer, d.record, d.scope, d.dialect = n, r, scope, def
	for i := range d.slots {
		d.slots[i].rank = rankAbsent
	}
}

// readAll takes every attribute that has a name in the dialect.
func (d *draft) readAll() {
	for key, value := range d.attrs.All() {
		if a, ok := d.dialect.names[key]; ok {
			d.take(a, key, value)
		} else if isIndexed(key) {
			d.indexed = true
		}
	}
}

func (d *draft) take(a alias, key string, value pcommon.Value) {
	s := &d.slots[a.field]
	if a.rank >= s.rank || isUnset(value) {
		return
	}
	found := slot{rank: a.rank, key: key, value: value}
	switch shapeOf(a.field) {
	case shapeCount:
		count, ok := genai.Count(value)
		if !ok {
			d.complain(key, reasonOfCount(value))
			return
		}
		found.count = count
	case shapeText:
		text, ok := d.textOf(key, value)
		if !ok {
			return
		}
		found.text = text
	case shapePayload:
		if value.Type() == pcommon.ValueTypeStr {
			found.text = value.Str()
		}
	case shapeAny:
	}
	*s = found
}

// isUnset is genai.IsUnset, except that NaN is worth a mark: over JSON it arrives
// as no value, so a real one is a mistake of somebody.
func isUnset(v pcommon.Value) bool {
	if v.Type() == pcommon.ValueTypeDouble && math.IsNaN(v.Double()) {
		return false
	}
	return genai.IsUnset(v)
}

// textOf reads an identifier or name, which some emitters write as a number.
func (d *draft) textOf(key string, value pcommon.Value) (string, bool) {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		text := value.Str()
		if !utf8.ValidString(text) {
			d.complain(key, InvalidUTF8)
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
		return text, true
	case pcommon.ValueTypeInt:
		return strconv.FormatInt(value.Int(), 10), true
	default:
		d.complain(key, WrongType)
		return "", false
	}
}

func (d *draft) has(f field) bool { return d.slots[f].rank != rankAbsent }

// present reports whether the record carries the field under its canonical name.
func (d *draft) present(f field) bool { return d.slots[f].rank == rankCanonical }

func (d *draft) text(f field) string { return d.slots[f].text }

// fill gives a text field a value when it has none; an empty one is none.
func (d *draft) fill(f field, text string) {
	if text != "" && !d.has(f) {
		d.slots[f] = slot{rank: rankDerived, text: text}
	}
}

// draw fills a text field from another one, which is then mapped.
func (d *draft) draw(f, from field) {
	if text := d.text(from); text != "" && !d.has(f) {
		d.fill(f, text)
		d.slots[from].mapped = true
	}
}

// fillCount gives a count a value when it has none.
func (d *draft) fillCount(f field, n int64) {
	if !d.has(f) {
		d.slots[f] = slot{rank: rankDerived, count: n}
	}
}

// is says what the dialect's own kind of the record stands for; an empty
// operation is a record that has none, such as a chain.
func (d *draft) is(o genai.Operation) {
	d.operation, d.kindKnown = o, true
	d.rollup = !o.IsInference()
}
