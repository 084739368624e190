package pdatawalk

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// attributes walks the attributes of something.
func (w *Walker) attributes(visitor Visitor, place Place, attrs pcommon.Map) {
	if attrs.Len() == 0 {
		return
	}
	visitor.Attributes(Position{Place: place}, attrs)
	base := len(w.renames)
	index := 0
	for key, value := range attrs.All() {
		w.value(visitor, Position{Place: place, Key: key, Path: w.join("", key)}, value, 0)
		w.key(visitor, Position{Place: Key}, index, key)
		index++
	}
	w.rename(attrs, base)
}

// members walks the inside of a map value.
func (w *Walker) members(visitor Visitor, at Position, members pcommon.Map, depth int) {
	base := len(w.renames)
	index := 0
	for key, value := range members.All() {
		child := at
		child.Path = w.join(at.Path, key)
		w.value(visitor, child, value, depth)
		w.key(visitor, Position{Place: Key, Key: at.Key, Path: at.Path}, index, key)
		index++
	}
	w.rename(members, base)
}

func (w *Walker) value(visitor Visitor, at Position, value pcommon.Value, depth int) {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		if s, changed := w.text(visitor, at, value.Str()); changed {
			value.SetStr(s)
		}
	case pcommon.ValueTypeInt:
		if s, changed := visitor.Int(at, value.Int()); changed {
			value.SetStr(s)
		}
	case pcommon.ValueTypeDouble:
		if s, changed := visitor.Double(at, value.Double()); changed {
			value.SetStr(s)
		}
	case pcommon.ValueTypeBytes:
		w.byteValue(visitor, at, value.Bytes())
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		w.composite(visitor, at, value, depth)
	case pcommon.ValueTypeBool, pcommon.ValueTypeEmpty:
	}
}

func (w *Walker) composite(visitor Visitor, at Position, value pcommon.Value, depth int) {
	if depth >= MaxDepth {
		if s, changed := visitor.TooDeep(at); changed {
			value.SetStr(s)
		}
		return
	}
	if !visitor.Enter(at, value) {
		return
	}
	if value.Type() == pcommon.ValueTypeMap {
		w.members(visitor, at, value.Map(), depth+1)
	} else {
		elements := value.Slice()
		for i := range elements.Len() {
			w.value(visitor, at, elements.At(i), depth+1)
		}
	}
	visitor.Leave(at)
}

// byteValue copies the bytes into a buffer of its own: pdata has no other way to
// look at them without an allocation.
func (w *Walker) byteValue(visitor Visitor, at Position, value pcommon.ByteSlice) {
	if value.Len() == 0 {
		return
	}
	w.bytes = w.bytes[:0]
	for i := range value.Len() {
		w.bytes = append(w.bytes, value.At(i))
	}
	if b, changed := visitor.Bytes(at, w.bytes); changed {
		value.FromRaw(b)
	}
	if cap(w.bytes) > maxKeptBytes {
		w.bytes = nil
	}
}

// maxKeptBytes is how large a buffer a walker keeps.
const maxKeptBytes = 1 << 20

func (*Walker) text(visitor Visitor, at Position, s string) (string, bool) {
	if s == "" {
		return s, false
	}
	return visitor.Text(at, s)
}

func (w *Walker) key(visitor Visitor, at Position, index int, key string) {
	if changed, ok := w.text(visitor, at, key); ok && changed != key {
		w.renames = append(w.renames, rename{index, changed})
	}
}

// rename gives the keys of a map the names that were noted since base. Keys stay
// unique, as OTLP demands: of two that become the same, the second gets a number.
func (w *Walker) rename(m pcommon.Map, base int) {
	renames := w.renames[base:]
	if len(renames) == 0 {
		return
	}
	taken := make(map[string]int, m.Len())
	next := 0
	index := 0
	for key := range m.All() {
		if next < len(renames) && renames[next].index == index {
			next++
		} else {
			taken[key] = 1
		}
		index++
	}
	renamed := pcommon.NewMap()
	renamed.EnsureCapacity(m.Len())
	next, index = 0, 0
	for key, value := range m.All() {
		if next < len(renames) && renames[next].index == index {
			key = unique(taken, renames[next].key)
			next++
		}
		value.MoveTo(renamed.PutEmpty(key))
		index++
	}
	renamed.MoveTo(m)
	clear(renames)
	w.renames = w.renames[:base]
}

func unique(taken map[string]int, key string) string {
	n := taken[key]
	taken[key] = n + 1
	if n == 0 {
		return key
	}
	for {
		numbered := key + "#" + strconv.Itoa(n+1)
		if taken[numbered] == 0 {
			taken[numbered] = 1
			return numbered
		}
		n++
		taken[key] = n + 1
	}
}
