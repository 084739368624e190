package secret_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// Where detectors overlap, the engine chooses: what matters is that all of the
// value goes, and that nothing in a near miss does.
func TestTheEngineAgreesWithEveryProof(t *testing.T) {
	engine, err := redact.New(redact.Options{Codes: []detect.Code{}, Patterns: secret.Patterns(), CacheEntries: -1, Entities: []string{"all"}})
	require.NoError(t, err)
	for _, p := range secret.Patterns() {
		for _, hit := range p.Hits() {
			start, end := strings.Index(hit, "«"), strings.Index(hit, "»")-len("«")
			text := strings.NewReplacer("«", "", "»", "").Replace(hit)
			found := engine.Text(text, redact.Context{}).Findings
			ok := false
			for _, f := range found {
				ok = ok || f.Start <= start && f.End >= end
			}
			assert.True(t, ok, "%s: %q, found %v", p.Name, text, found)
		}
		for _, miss := range p.Misses() {
			for _, f := range engine.Text(miss, redact.Context{}).Findings {
				assert.NotEqual(t, p.Name, f.Name, "%q in %q", miss[f.Start:f.End], miss)
			}
		}
	}
}
