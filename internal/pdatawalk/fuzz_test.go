package pdatawalk

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// FuzzWalk walks values of a shape that the input tells: nothing panics, no
// secret is left, the shape is kept, and a second walk finds nothing.
func FuzzWalk(f *testing.F) {
	f.Add([]byte{0, 's', 4, 2, 'k', 5, 3, 0, 'x', 1, 2, 3})
	f.Add([]byte("mmmmlllliiibbb" + secret))
	f.Add(bytes.Repeat([]byte{4, 1, 'a'}, 100))
	f.Add(bytes.Repeat([]byte{5, 255}, 300))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4096 {
			return
		}
		record := plog.NewLogRecord()
		shape := builder{data: data}
		shape.value(record.Body(), 0)
		attrs := record.Attributes()
		for i := 0; len(shape.data) > 0 && i < 8; i++ {
			shape.value(attrs.PutEmpty(shape.text()), 0)
		}
		before := outline(record)

		w, r := New(), new(replacer)
		w.LogRecord(r, record)
		assert.Zero(t, r.depth)
		assert.Equal(t, before, outline(record))
		assert.NotContains(t, dump(record), secret)

		once := dump(record)
		again := new(replacer)
		w.LogRecord(again, record)
		assert.Empty(t, again.seen)
		assert.Equal(t, once, dump(record))
	})
}

// builder makes values of bytes.
type builder struct{ data []byte }

func (b *builder) next() byte {
	if len(b.data) == 0 {
		return 0
	}
	c := b.data[0]
	b.data = b.data[1:]
	return c
}

func (b *builder) text() string {
	n := int(b.next()) % 12
	if n > 9 {
		return secret + string(rune('a'+n))
	}
	n = min(n, len(b.data))
	s := string(b.data[:n])
	b.data = b.data[n:]
	return s
}

func (b *builder) value(v pcommon.Value, depth int) {
	switch b.next() % 8 {
	case 0, 1:
		v.SetStr(b.text())
	case 2:
		v.SetInt(int64(b.next()) * 4111)
	case 3:
		v.SetDouble(float64(b.next()) * 4111)
	case 4:
		m := v.SetEmptyMap()
		for range int(b.next()) % 4 {
			if depth < MaxDepth-2 {
				b.value(m.PutEmpty(b.text()), depth+1)
			}
		}
	case 5:
		s := v.SetEmptySlice()
		for range int(b.next()) % 4 {
			if depth < MaxDepth-2 {
				b.value(s.AppendEmpty(), depth+1)
			}
		}
	case 6:
		v.SetEmptyBytes().FromRaw([]byte(b.text()))
	default:
		v.SetBool(true)
	}
}

// outline is the shape of a record: kinds and sizes, where a changed number may be text.
func outline(record plog.LogRecord) string {
	var s strings.Builder
	shapeOf(&s, record.Body())
	for _, v := range record.Attributes().All() {
		s.WriteByte('=')
		shapeOf(&s, v)
	}
	return s.String()
}

func shapeOf(s *strings.Builder, v pcommon.Value) {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		s.WriteByte('{')
		for _, inner := range v.Map().All() {
			shapeOf(s, inner)
		}
		s.WriteByte('}')
	case pcommon.ValueTypeSlice:
		s.WriteByte('[')
		for _, inner := range v.Slice().All() {
			shapeOf(s, inner)
		}
		s.WriteByte(']')
	case pcommon.ValueTypeStr, pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		s.WriteByte('.')
	case pcommon.ValueTypeBytes:
		s.WriteByte('b')
	case pcommon.ValueTypeBool, pcommon.ValueTypeEmpty:
		s.WriteByte('-')
	}
}

func dump(record plog.LogRecord) string {
	var s strings.Builder
	dumpValue(&s, record.Body())
	for k, v := range record.Attributes().All() {
		fmt.Fprintf(&s, "|%s=", k)
		dumpValue(&s, v)
	}
	return s.String()
}

func dumpValue(s *strings.Builder, v pcommon.Value) {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		for k, inner := range v.Map().All() {
			fmt.Fprintf(s, "%s:", k)
			dumpValue(s, inner)
		}
	case pcommon.ValueTypeSlice:
		for _, inner := range v.Slice().All() {
			dumpValue(s, inner)
		}
	case pcommon.ValueTypeBytes:
		s.Write(v.Bytes().AsRaw())
	default:
		s.WriteString(v.AsString())
	}
	s.WriteByte(';')
}
