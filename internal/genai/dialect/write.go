package dialect

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

type writeKind uint8

const (
	writeText writeKind = iota
	writeInt
	writeDouble
	writeList
	writeValue
	writeNothing // the attribute goes
)

// write is one attribute to be set. All are decided before the first is done:
// writing moves the attributes that values point at.
type write struct {
	key        string
	kind       writeKind
	text       string
	count      int64
	number     float64
	list       []string
	value      pcommon.Value
	correction bool // something else stood there
}

func (d *draft) stage(w write) { d.writes = append(d.writes, w) }

// stageFields stages everything but usage and messages.
func (d *draft) stageFields() {
	for f := range fieldInput {
		s := &d.slots[f]
		if s.rank == rankAbsent {
			continue
		}
		switch {
		case f == fieldFinishReasons:
			d.stageFinishReasons(s)
		case f == fieldTimeToFirstChunk:
			d.stageTimeToFirstChunk(s)
		case f == fieldOperation || f == fieldProvider:
			d.stageCorrectable(f, s)
		case s.rank == rankCanonical:
		case f == fieldInputMessages || f == fieldOutputMessages || f == fieldSystemInstructions || f == fieldToolDefinitions:
		case f == fieldToolArguments || f == fieldToolResult:
			d.stagePayload(f, s)
		case shapeOf(f) == shapeAny:
			d.stageCopy(f, s)
		default:
			d.stage(write{key: d.key(f), text: s.text})
		}
	}
}

// stageCorrectable stages a text field that may be corrected.
func (d *draft) stageCorrectable(f field, s *slot) {
	w := write{key: d.key(f), text: s.text, correction: s.rank == rankCanonical}
	if s.text == "" {
		w.kind = writeNothing
	}
	if s.rank == rankCanonical && s.value.Type() == pcommon.ValueTypeStr && s.value.Str() == s.text {
		return
	}
	d.stage(w)
}

// stageCopy stages a value that only changes its name.
func (d *draft) stageCopy(f field, s *slot) {
	value := pcommon.NewValueEmpty()
	s.value.CopyTo(value)
	d.stage(write{key: d.key(f), kind: writeValue, value: value})
}

func (d *draft) stageFinishReasons(s *slot) {
	if s.rank == rankDerived {
		d.stage(write{key: genai.AttrFinishReasons, kind: writeList, list: s.list})
		return
	}
	isCanonical := s.rank == rankCanonical
	if isCanonical && isStringList(s.value) {
		return
	}
	reasons, ok := readFinishReasons(s.value)
	if !ok {
		d.complain(s.key, WrongType)
		return
	}
	if len(reasons) > 0 {
		d.stage(write{key: genai.AttrFinishReasons, kind: writeList, list: reasons, correction: isCanonical})
	}
}

func (d *draft) stageTimeToFirstChunk(s *slot) {
	switch {
	case s.rank == rankCanonical:
	case s.rank == rankDerived:
		d.stage(write{key: genai.AttrTimeToFirstChunk, kind: writeDouble, number: s.number})
	case s.value.Type() == pcommon.ValueTypeDouble && s.value.Double() >= 0:
		d.stage(write{key: genai.AttrTimeToFirstChunk, kind: writeDouble, number: s.value.Double()})
	}
}

// commit writes what was staged, then the dialect, and removes what was mapped
// when originals are not kept.
func (d *draft) commit() {
	for i := range d.writes {
		d.put(&d.writes[i])
	}
	if !d.keepOriginals {
		d.dropOriginals()
	}
	d.attrs.PutStr(genai.AttrDialect, string(d.dialect.name))
	d.stampProblems()
}

func (d *draft) put(w *write) {
	if w.correction && d.keepOriginals {
		d.keepOriginal(w.key)
	}
	switch w.kind {
	case writeText:
		d.attrs.PutStr(w.key, w.text)
	case writeInt:
		d.attrs.PutInt(w.key, w.count)
	case writeDouble:
		d.attrs.PutDouble(w.key, w.number)
	case writeValue:
		w.value.MoveTo(d.attrs.PutEmpty(w.key))
	case writeNothing:
		d.attrs.Remove(w.key)
	case writeList:
		list := d.attrs.PutEmptySlice(w.key)
		for _, text := range w.list {
			list.AppendEmpty().SetStr(text)
		}
	}
}

func (d *draft) keepOriginal(key string) {
	old, ok := d.attrs.Get(key)
	if !ok {
		return
	}
	kept := pcommon.NewValueEmpty()
	old.CopyTo(kept)
	kept.MoveTo(d.attrs.PutEmpty(genai.AttrOriginalPrefix + key))
}

// dropOriginals removes the names whose field now stands under its canonical one.
func (d *draft) dropOriginals() {
	var written [fields]bool
	for f := range fieldTotal {
		_, written[f] = d.attrs.Get(d.key(f))
	}
	d.attrs.RemoveIf(func(key string, _ pcommon.Value) bool {
		if a, ok := d.dialect.names[key]; ok {
			if key == d.key(a.field) || d.complained(key) {
				return false
			}
			s := &d.slots[a.field]
			if s.mapped && key == s.key || a.field < fieldTotal && written[a.field] {
				return true
			}
		}
		for _, prefix := range d.mapped {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
		return false
	})
}

func (d *draft) complained(key string) bool {
	for _, p := range d.problems {
		if p.key == key {
			return true
		}
	}
	return false
}

func isInt(v pcommon.Value, n int64) bool { return v.Type() == pcommon.ValueTypeInt && v.Int() == n }
