package dialect_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
)

// normalizeAll normalises every span of a batch and counts what could not be read.
func normalizeAll(n *dialect.Normalizer, traces ptrace.Traces) (malformed int) {
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			scope := n.Scope(resourceSpans.Resource(), scopeSpans.Scope())
			for _, span := range scopeSpans.Spans().All() {
				for _, count := range n.Span(&scope, span).Malformed {
					malformed += int(count)
				}
			}
		}
	}
	return malformed
}

func eachSpan(traces ptrace.Traces, visit func(ptrace.Span)) {
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				visit(span)
			}
		}
	}
}

// eachRecording calls visit for every file with spans.
func eachRecording(t *testing.T, visit func(t *testing.T, fixture recorded.Fixture, file string)) {
	t.Helper()
	fixtures, err := recorded.Fixtures()
	require.NoError(t, err)
	for _, fixture := range fixtures {
		for _, file := range fixture.Traces {
			t.Run(fixture.Name+"/"+file, func(t *testing.T) { visit(t, fixture, file) })
		}
	}
}

func read(t *testing.T, fixture recorded.Fixture, file string) ptrace.Traces {
	t.Helper()
	traces, err := fixture.ReadTraces(file)
	require.NoError(t, err)
	return traces
}

func casesOf(t *testing.T, fixture recorded.Fixture, file string) []recorded.Case {
	t.Helper()
	all, err := fixture.Cases()
	require.NoError(t, err)
	var cases []recorded.Case
	for _, c := range all {
		if c.File == file {
			cases = append(cases, c)
		}
	}
	return cases
}

func TestRecordedCallsMeanWhatTheyShould(t *testing.T) {
	eachRecording(t, func(t *testing.T, fixture recorded.Fixture, file string) {
		t.Helper()
		traces := read(t, fixture, file)
		normalizeAll(dialect.New(dialect.Options{}), traces)
		for _, c := range casesOf(t, fixture, file) {
			span, found := c.Find(traces)
			require.True(t, found)
			var r genai.Record
			require.True(t, genai.Read(span.Attributes(), &r))
			assertCase(t, &c, &r)
		}
	})
}

func assertCase(t *testing.T, c *recorded.Case, r *genai.Record) {
	t.Helper()
	about := c.SpanID + " " + c.Span + " (" + c.Note + ")"
	assert.NotEmpty(t, r.Dialect, about)
	assert.Equal(t, c.Provider, r.Provider, about)
	if c.Operation != "" {
		assert.Equal(t, c.Operation, string(r.Operation), about)
	} else if c.Model != "" {
		assert.True(t, r.Operation.IsInference(), "%s is %q", about, r.Operation)
	}
	if c.Model != "" {
		assert.Contains(t, []string{r.RequestModel, r.ResponseModel}, c.Model, about)
	}
	if c.Usage == nil {
		assert.False(t, r.Usage.Known, "%s: %+v", about, r.Usage)
		return
	}
	u := &r.Usage
	assert.True(t, u.Known, about)
	got := recorded.Usage{
		Input: u.Input, Output: u.Output, CacheRead: u.CacheRead, CacheWrite: u.CacheWrite,
		CacheWrite5m: u.CacheWrite5m, CacheWrite1h: u.CacheWrite1h, Reasoning: u.Reasoning,
	}
	want := *c.Usage
	if got.CacheWrite5m+got.CacheWrite1h == 0 { // most spans do not tell the split
		want.CacheWrite5m, want.CacheWrite1h = 0, 0
	}
	assert.Equal(t, want, got, about)
}

// Agents, chains and outer spans repeat the usage of the calls in them.
func TestNothingElseBecomesACall(t *testing.T) {
	eachRecording(t, func(t *testing.T, fixture recorded.Fixture, file string) {
		t.Helper()
		traces := read(t, fixture, file)
		calls := make(map[pcommon.SpanID]bool)
		eachSpan(traces, func(span ptrace.Span) {
			if v, ok := span.Attributes().Get(genai.AttrOperationName); ok && genai.Operation(v.Str()).IsInference() {
				calls[span.SpanID()] = true // it said so itself
			}
		})
		for _, c := range casesOf(t, fixture, file) {
			if span, found := c.Find(traces); found {
				calls[span.SpanID()] = true
			}
		}
		normalizeAll(dialect.New(dialect.Options{}), traces)
		eachSpan(traces, func(span ptrace.Span) {
			var r genai.Record
			if genai.Read(span.Attributes(), &r) && r.Operation.IsInference() {
				assert.True(t, calls[span.SpanID()], "%s %s became %s", span.SpanID(), span.Name(), r.Operation)
			}
		})
	})
}

func TestNormalizingTwiceChangesNothing(t *testing.T) {
	eachRecording(t, func(t *testing.T, fixture recorded.Fixture, file string) {
		t.Helper()
		once := read(t, fixture, file)
		n := dialect.New(dialect.Options{})
		normalizeAll(n, once)
		twice := ptrace.NewTraces()
		once.CopyTo(twice)
		normalizeAll(n, twice)
		assert.Equal(t, marshal(t, once), marshal(t, twice))
	})
}

func marshal(t *testing.T, traces ptrace.Traces) string {
	t.Helper()
	data, err := (&ptrace.JSONMarshaler{}).MarshalTraces(traces)
	require.NoError(t, err)
	return string(data)
}
