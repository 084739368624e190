package pii_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/pii"
)

// engineWith runs some detectors alone, so that what they say is not hidden
// behind others.
func engineWith(tb testing.TB, codes []detect.Code, patterns []detect.Pattern) *redact.Redactor {
	tb.Helper()
	if codes == nil {
		codes = []detect.Code{}
	}
	engine, err := redact.New(redact.Options{Codes: codes, Patterns: patterns, CacheEntries: -1, Entities: []string{"all"}})
	require.NoError(tb, err)
	return engine
}

func TestProofs(t *testing.T) {
	byEntity := map[detect.Entity][]detect.Code{}
	for _, c := range pii.Codes() {
		byEntity[c.Entity] = append(byEntity[c.Entity], c)
	}
	for entity, codes := range byEntity { // several, where a bare number needs context
		t.Run(string(entity), func(t *testing.T) {
			engine := engineWith(t, codes, nil)
			for _, c := range codes {
				prove(t, engine, entity, c.Proof)
			}
		})
	}
	for _, p := range pii.Patterns() {
		t.Run(p.Name, func(t *testing.T) {
			prove(t, engineWith(t, nil, []detect.Pattern{p}), p.Entity, p.Proof)
		})
	}
}

// prove checks that each value between guillemets is found exactly, and nothing else.
func prove(t *testing.T, engine *redact.Redactor, entity detect.Entity, proof detect.Proof) {
	t.Helper()
	require.NotEmpty(t, proof.Hits())
	require.NotEmpty(t, proof.Misses())
	for _, hit := range proof.Hits() {
		text, want := marked(hit)
		require.NotEmpty(t, want, hit)
		var got []string
		for _, f := range engine.Text(text, redact.Context{}).Findings {
			if f.Entity == entity {
				got = append(got, text[f.Start:f.End])
			}
		}
		assert.Equal(t, want, got, hit)
	}
	for _, miss := range proof.Misses() {
		for _, f := range engine.Text(miss, redact.Context{}).Findings {
			assert.NotEqual(t, entity, f.Entity, "%q in %q, confidence %d", miss[f.Start:f.End], miss, f.Confidence)
		}
	}
}

// marked takes the guillemets out and returns what stood between them.
func marked(hit string) (text string, values []string) {
	for rest := hit; ; {
		before, after, ok := strings.Cut(rest, "«")
		text += before
		if !ok {
			return text, values
		}
		value, behind, _ := strings.Cut(after, "»")
		text += value
		values = append(values, value)
		rest = behind
	}
}
