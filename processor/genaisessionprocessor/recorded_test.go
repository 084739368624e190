package genaisessionprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai/dialect"
	"github.com/otelcol-genai/otelcol-genai/internal/recorded"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// recordedSession is what a recording says of its session. All figures were counted in
// the file: which attribute names the session, on how many spans, and how many
// spans are in the traces of those.
type recordedSession struct {
	file  string
	id    string
	named int // spans whose own attributes name it
	spans int // GenAI spans that belong to it
}

var recordedSessions = map[string][]recordedSession{
	"langfuse_framework_traces": {
		{"otlp_reconstructed/agno-2025-06-11.json", "35cc6c90-b657-4819-b66c-c931c03ad569", 1, 4},
		{"otlp_reconstructed/google-adk-2025-08-28.json", "demo-session", 5, 5},
	},
	"langfuse_sdk": {
		{"generation_and_span.json", "my-session", 1, 2},
		{"trace_metadata_session.json", "session-456", 1, 1},
	},
	"langfuse_sdk_v5":                {{"traces.json", "session-42", 11, 11}},
	"openinference_langgraph_double": {{"traces.json", "session-42", 28, 28}},
	"openllmetry_js":                 {{"traces.json", "session-42", 11, 11}},
	"vercel_ai_v4":                   {{"traces.json", "session-1", 23, 26}},
	"vercel_ai_v6":                   {{"traces.json", "session-1", 30, 30}},
}

func TestSessionsOfRecordings(t *testing.T) {
	fixtures, err := recorded.Fixtures()
	require.NoError(t, err)
	var found int
	for _, fixture := range fixtures {
		for _, want := range recordedSessions[fixture.Name] {
			found++
			t.Run(fixture.Name+"/"+want.file, func(t *testing.T) {
				traces, err := fixture.ReadTraces(want.file)
				require.NoError(t, err)
				normalize(traces)
				accounts := sessiontest.New()
				run(t, defaults(), accounts, &spans{traces: traces})
				var named, stamped int
				for _, p := range accounts.Postings() {
					assert.Contains(t, []string{"", want.id}, p.Session)
					if p.Session == want.id {
						named++
					}
				}
				eachSpan(traces, func(span ptrace.Span) {
					if str(span.Attributes(), "session.id") == want.id {
						stamped++
					}
				})
				assert.Equal(t, want.named, named)
				assert.Equal(t, want.spans, stamped)
			})
		}
	}
	assert.Equal(t, 9, found)
}

// No recording has an id where none is: what is written was said by a span of the trace.
func TestNoRecordingGetsASessionThatNobodyNamed(t *testing.T) {
	fixtures, err := recorded.Fixtures()
	require.NoError(t, err)
	for _, fixture := range fixtures {
		for _, file := range fixture.Traces {
			traces, err := fixture.ReadTraces(file)
			require.NoError(t, err)
			normalize(traces)
			accounts := sessiontest.New()
			run(t, defaults(), accounts, &spans{traces: traces})
			said := map[string]bool{"": true}
			for _, p := range accounts.Postings() {
				said[p.Session] = true
			}
			eachSpan(traces, func(span ptrace.Span) {
				assert.True(t, said[str(span.Attributes(), "session.id")], "%s/%s: %s", fixture.Name, file, span.Name())
			})
		}
	}
}

func normalize(traces ptrace.Traces) {
	normalizer := dialect.New(dialect.Options{})
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			scope := normalizer.Scope(resourceSpans.Resource(), scopeSpans.Scope())
			for _, span := range scopeSpans.Spans().All() {
				normalizer.Span(&scope, span)
			}
		}
	}
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
