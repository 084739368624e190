package redact

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/person"
)

// TestNamesProveThemselves runs the hits and misses of the names' detectors, each alone.
func TestNamesProveThemselves(t *testing.T) {
	for _, p := range person.Patterns() {
		r := newRedactor(t, Options{Patterns: []detect.Pattern{p}})
		require.NotEmpty(t, p.Hits())
		require.NotEmpty(t, p.Misses())
		for _, hit := range p.Hits() {
			text := strings.NewReplacer("«", "", "»", "").Replace(hit)
			start := strings.Index(hit, "«")
			end := start + strings.Index(hit[start:], "»") - len("«")
			findings := r.Text(text, Context{}).Findings
			if assert.Len(t, findings, 1, "%s: %s", p.Name, hit) {
				assert.Equal(t, text[start:end], text[findings[0].Start:findings[0].End], p.Name)
			}
		}
		for _, miss := range p.Misses() {
			assert.Empty(t, r.Text(miss, Context{}).Findings, "%s: %s", p.Name, miss)
		}
	}
}

// TestEveryDetectorWorksAmongAllOthers: what a detector finds alone must be found,
// by it or by a better one, with all of them on.
func TestEveryDetectorWorksAmongAllOthers(t *testing.T) {
	r := newRedactor(t, Options{Entities: []string{"all"}})
	codes, patterns := builtin()
	check := func(name string, p detect.Proof) {
		for _, hit := range p.Hits() {
			text := strings.NewReplacer("«", "", "»", "").Replace(hit)
			start := strings.Index(hit, "«")
			end := start + strings.Index(hit[start:], "»") - len("«")
			found := false
			for _, f := range r.Text(text, Context{}).Findings {
				found = found || f.Start <= start && f.End >= end
			}
			assert.True(t, found, "%s: %s", name, hit)
		}
	}
	for i := range codes {
		check(string(codes[i].Entity), codes[i].Proof)
	}
	for i := range patterns {
		check(patterns[i].Name, patterns[i].Proof)
	}
}

func TestMarkersTellEntitiesApart(t *testing.T) {
	r := newRedactor(t, Options{Entities: []string{"all"}})
	markers := map[string]detect.Entity{}
	for _, e := range r.Entities() {
		name := markerName(e)
		assert.Equal(t, len(name)+2, markerEnd("["+name+"]", 0), "%s must be read as a marker", name)
		if other, ok := markers[name]; ok && e != "CONNECTION_STRING_PASSWORD" && other != "CONNECTION_STRING_PASSWORD" {
			assert.Fail(t, "one marker for two", "%s and %s", e, other)
		}
		markers[name] = e
	}
}
