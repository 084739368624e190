package pdatawalk

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
)

const secret, marker = "s3cret", "[X]"

// replacer replaces the secret wherever it stands and notes where that was.
type replacer struct {
	seen  []string
	skip  string // a path that is not entered
	depth int
}

func (r *replacer) note(at Position) { r.seen = append(r.seen, at.Place.String()+" "+at.Path) }

func (r *replacer) Text(at Position, s string) (string, bool) {
	if !strings.Contains(s, secret) {
		return s, false
	}
	r.note(at)
	return strings.ReplaceAll(s, secret, marker), true
}

func (r *replacer) Int(at Position, n int64) (string, bool) {
	if n != 4111 {
		return "", false
	}
	r.note(at)
	return marker, true
}

func (r *replacer) Double(at Position, f float64) (string, bool) {
	if f != 4111 {
		return "", false
	}
	r.note(at)
	return marker, true
}

func (r *replacer) Bytes(at Position, b []byte) ([]byte, bool) {
	if !bytes.Contains(b, []byte(secret)) {
		return b, false
	}
	r.note(at)
	return bytes.ReplaceAll(b, []byte(secret), []byte(marker)), true
}

func (*replacer) Attributes(Position, pcommon.Map) {}

func (r *replacer) Enter(at Position, _ pcommon.Value) bool {
	if r.skip != "" && at.Path == r.skip {
		return false
	}
	r.depth++
	return true
}

func (r *replacer) Leave(Position)                   { r.depth-- }
func (*replacer) TooDeep(at Position) (string, bool) { return "too deep at " + at.Key, true }

// attrs puts the secret where a map can hold it.
func fill(t *testing.T, m pcommon.Map) {
	t.Helper()
	require.NoError(t, m.FromRaw(map[string]any{
		"text":   "a " + secret,
		"bytes":  []byte(secret),
		"int":    int64(4111),
		"double": 4111.0,
		"list":   []any{secret, int64(1), []any{secret}},
		"map":    map[string]any{"inner": secret, "kept": true, "deep": map[string]any{"er": []any{map[string]any{"est": secret}}}},
		"clean":  "nothing",
	}))
}

var filled = map[string]any{
	"text": "a " + marker, "bytes": []byte(marker), "int": marker, "double": marker,
	"list":  []any{marker, int64(1), []any{marker}},
	"map":   map[string]any{"inner": marker, "kept": true, "deep": map[string]any{"er": []any{map[string]any{"est": marker}}}},
	"clean": "nothing",
}

func paths(place string) []string {
	return []string{
		place + " text", place + " bytes", place + " int", place + " double", place + " list", place + " list",
		place + " map.inner", place + " map.deep.er.est",
	}
}

func TestSpan(t *testing.T) {
	span := ptrace.NewSpan()
	span.SetName("chat " + secret)
	span.Status().SetMessage(secret)
	span.TraceState().FromRaw("v=" + secret)
	fill(t, span.Attributes())
	event := span.Events().AppendEmpty()
	event.SetName(secret)
	fill(t, event.Attributes())
	link := span.Links().AppendEmpty()
	link.TraceState().FromRaw("w=" + secret)
	fill(t, link.Attributes())

	var r replacer
	New().Span(&r, span)

	assert.Equal(t, "chat "+marker, span.Name())
	assert.Equal(t, marker, span.Status().Message())
	assert.Equal(t, "v="+marker, span.TraceState().AsRaw())
	assert.Equal(t, filled, span.Attributes().AsRaw())
	assert.Equal(t, marker, span.Events().At(0).Name())
	assert.Equal(t, filled, span.Events().At(0).Attributes().AsRaw())
	assert.Equal(t, "w="+marker, span.Links().At(0).TraceState().AsRaw())
	assert.Equal(t, filled, span.Links().At(0).Attributes().AsRaw())
	want := append([]string{"span_name ", "status_message ", "trace_state ", "trace_state ", "event "}, paths("attribute")...)
	want = append(append(want, paths("event")...), paths("link")...)
	assert.ElementsMatch(t, want, r.seen)
	assert.Zero(t, r.depth)
}

func TestLogRecord(t *testing.T) {
	for name, body := range map[string]any{
		"text":   secret,
		"map":    map[string]any{"a": []any{secret}},
		"slice":  []any{map[string]any{"a": secret}},
		"bytes":  []byte(secret),
		"number": int64(4111),
	} {
		t.Run(name, func(t *testing.T) {
			record := plog.NewLogRecord()
			record.SetEventName(secret)
			record.SetSeverityText(secret)
			fill(t, record.Attributes())
			require.NoError(t, record.Body().FromRaw(body))

			var r replacer
			New().LogRecord(&r, record)

			assert.Equal(t, marker, record.EventName())
			assert.Equal(t, marker, record.SeverityText())
			assert.Equal(t, filled, record.Attributes().AsRaw())
			text := record.Body().AsString()
			if record.Body().Type() == pcommon.ValueTypeBytes {
				text = string(record.Body().Bytes().AsRaw())
			}
			assert.Contains(t, text, marker)
			assert.NotContains(t, text, secret)
			assert.Contains(t, strings.Join(r.seen, "\n"), "body ")
		})
	}
}

func TestMetric(t *testing.T) {
	exemplars := func(s pmetric.ExemplarSlice) { fill(t, s.AppendEmpty().FilteredAttributes()) }
	for name, build := range map[string]func(pmetric.Metric){
		"gauge": func(m pmetric.Metric) {
			p := m.SetEmptyGauge().DataPoints().AppendEmpty()
			fill(t, p.Attributes())
			exemplars(p.Exemplars())
		},
		"sum": func(m pmetric.Metric) {
			p := m.SetEmptySum().DataPoints().AppendEmpty()
			fill(t, p.Attributes())
			exemplars(p.Exemplars())
		},
		"histogram": func(m pmetric.Metric) {
			p := m.SetEmptyHistogram().DataPoints().AppendEmpty()
			fill(t, p.Attributes())
			exemplars(p.Exemplars())
		},
		"exponential histogram": func(m pmetric.Metric) {
			p := m.SetEmptyExponentialHistogram().DataPoints().AppendEmpty()
			fill(t, p.Attributes())
			exemplars(p.Exemplars())
		},
		"summary": func(m pmetric.Metric) { fill(t, m.SetEmptySummary().DataPoints().AppendEmpty().Attributes()) },
		"empty":   func(pmetric.Metric) {},
	} {
		t.Run(name, func(t *testing.T) {
			metrics := pmetric.NewMetrics()
			metric := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
			metric.SetName("calls " + secret)
			metric.SetDescription("of " + secret)
			metric.SetUnit("{" + secret + "}")
			metric.Metadata().PutStr("owner", secret)
			build(metric)

			New().Metric(new(replacer), metric)

			assert.Equal(t, "calls "+marker, metric.Name())
			data, err := (&pmetric.JSONMarshaler{}).MarshalMetrics(metrics)
			require.NoError(t, err)
			assert.NotContains(t, string(data), secret)
			assert.Contains(t, string(data), "of "+marker)
		})
	}
}

func TestResourceAndScope(t *testing.T) {
	spans := ptrace.NewResourceSpans()
	fill(t, spans.Resource().Attributes())
	spans.SetSchemaUrl("https://u:" + secret + "@host")
	ref := entity.ResourceEntityRefs(spans.Resource()).AppendEmpty()
	ref.SetSchemaUrl(secret)
	ref.SetType("user " + secret)
	ref.IdKeys().Append("text", secret)
	ref.DescriptionKeys().Append(secret, "clean")
	scope := pcommon.NewInstrumentationScope()
	scope.SetName(secret)
	scope.SetVersion(secret)
	fill(t, scope.Attributes())

	w, r := New(), new(replacer)
	w.Resource(r, spans.Resource())
	w.SchemaURL(r, Resource, spans)
	w.Scope(r, scope)

	assert.Equal(t, filled, spans.Resource().Attributes().AsRaw())
	assert.Equal(t, "https://u:"+marker+"@host", spans.SchemaUrl())
	ref = entity.ResourceEntityRefs(spans.Resource()).At(0)
	assert.Equal(t, marker, ref.SchemaUrl())
	assert.Equal(t, "user "+marker, ref.Type())
	assert.Equal(t, []string{"text", marker}, ref.IdKeys().AsRaw())
	assert.Equal(t, []string{marker, "clean"}, ref.DescriptionKeys().AsRaw())
	assert.Equal(t, marker, scope.Name())
	assert.Equal(t, marker, scope.Version())
	assert.Equal(t, filled, scope.Attributes().AsRaw())
}

func TestKeysAreRenamedInPlace(t *testing.T) {
	span := ptrace.NewSpan()
	attrs := span.Attributes()
	attrs.PutStr("first", "1")
	attrs.PutStr(secret, "2")
	attrs.PutStr("mail "+secret, secret)
	attrs.PutStr("last", "4")
	inner := attrs.PutEmptyMap("map")
	inner.PutInt(secret+"3", 3)
	inner.PutEmptyMap("m").PutStr(secret, "x")

	var r replacer
	New().Span(&r, span)

	var keys []string
	for key := range attrs.All() {
		keys = append(keys, key)
	}
	assert.Equal(t, []string{"first", marker, "mail " + marker, "last", "map"}, keys, "the order is kept")
	assert.Equal(t, map[string]any{
		"first": "1", marker: "2", "mail " + marker: marker, "last": "4",
		"map": map[string]any{marker + "3": int64(3), "m": map[string]any{marker: "x"}},
	}, attrs.AsRaw())
}

func TestKeysStayUnique(t *testing.T) {
	span := ptrace.NewSpan()
	attrs := span.Attributes()
	for i := range 3 {
		attrs.PutInt(secret, int64(i)) // PutInt overwrites
		attrs.PutEmpty(marker + "#2").SetInt(7)
	}
	attrs.PutStr(marker, "was there")
	New().Span(new(replacer), span)
	assert.Equal(t, map[string]any{marker: "was there", marker + "#2": int64(7), marker + "#3": int64(2)}, attrs.AsRaw())
}

func TestAValueThatIsNotEnteredIsLeftAlone(t *testing.T) {
	span := ptrace.NewSpan()
	span.Attributes().PutEmptyMap("a").PutEmptyMap("b").PutStr("c", secret)
	New().Span(&replacer{skip: "a.b"}, span)
	assert.Equal(t, map[string]any{"a": map[string]any{"b": map[string]any{"c": secret}}}, span.Attributes().AsRaw())
}

func TestWhatIsTooDeepIsReplaced(t *testing.T) {
	span := ptrace.NewSpan()
	list := span.Attributes().PutEmptySlice("deep")
	for range MaxDepth + 10 {
		list = list.AppendEmpty().SetEmptySlice()
	}
	list.AppendEmpty().SetStr(secret)

	New().Span(new(replacer), span)

	text := fmt.Sprint(span.Attributes().AsRaw())
	assert.NotContains(t, text, secret)
	assert.Contains(t, text, "too deep at deep")
}

func TestPathsAreBounded(t *testing.T) {
	span := ptrace.NewSpan()
	m := span.Attributes().PutEmptyMap(strings.Repeat("k", 100))
	for range 10 {
		m = m.PutEmptyMap(strings.Repeat("k", 100))
	}
	m.PutStr(strings.Repeat("l", 1000), secret)
	m.PutStr("password", secret)
	w, r := New(), new(replacer)
	w.Span(r, span)
	require.Len(t, r.seen, 2)
	for _, seen := range r.seen {
		_, path, _ := strings.Cut(seen, " ")
		assert.LessOrEqual(t, len(path), MaxPathBytes)
	}
	assert.True(t, strings.HasSuffix(r.seen[1], "password"), "the nearest key is kept")

	for i := range 3 * maxPaths {
		s := ptrace.NewSpan()
		s.Attributes().PutEmptyMap("m").PutInt(fmt.Sprint("k", i), 1)
		w.Span(r, s)
	}
	assert.LessOrEqual(t, len(w.paths), maxPaths)
}

func TestPlacesHaveNames(t *testing.T) {
	names := map[string]bool{}
	for _, place := range Places() {
		names[place.String()] = true
	}
	assert.Len(t, names, len(Places()))
	assert.NotContains(t, names, "")
	assert.Equal(t, "unknown", Place(200).String())
}

func TestCleanRecordsCostNothing(t *testing.T) {
	span := ptrace.NewSpan()
	span.SetName("chat")
	span.TraceState().FromRaw("ot=th:8")
	require.NoError(t, span.Attributes().FromRaw(map[string]any{
		"gen_ai.operation.name": "chat", "n": int64(7), "f": 0.5, "b": []byte("abc"), "ok": true,
		"gen_ai.input.messages": []any{map[string]any{"role": "user", "parts": []any{map[string]any{"type": "text", "content": "hi"}}}},
	}))
	span.Events().AppendEmpty().Attributes().PutStr("k", "v")
	record := plog.NewLogRecord()
	record.Body().SetEmptyMap().PutEmptyMap("a").PutStr("b", "c")
	metric := pmetric.NewMetric()
	point := metric.SetEmptySum().DataPoints().AppendEmpty()
	point.Attributes().PutStr("k", "v")
	point.Exemplars().AppendEmpty().FilteredAttributes().PutStr("k", "v")

	w, r := New(), new(replacer)
	before := span.Attributes().AsRaw()
	allocs := testing.AllocsPerRun(100, func() {
		w.Span(r, span)
		w.LogRecord(r, record)
		w.Metric(r, metric)
	})
	assert.Zero(t, allocs)
	assert.Equal(t, before, span.Attributes().AsRaw())
}

func TestReadOnlyRecordsAreNotWritten(t *testing.T) {
	traces := ptrace.NewTraces()
	span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	fillClean(t, span.Attributes())
	traces.MarkReadOnly()
	assert.NotPanics(t, func() { New().Span(new(replacer), span) })
}

func fillClean(t *testing.T, m pcommon.Map) {
	t.Helper()
	require.NoError(t, m.FromRaw(map[string]any{"a": "b", "m": map[string]any{"l": []any{"x", int64(1)}}, "b": []byte("b")}))
}
