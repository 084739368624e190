package secret_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

func TestEveryDetectorFindsItsHitsAndLeavesItsMisses(t *testing.T) {
	s := newScanner()
	for i := range s.patterns {
		p := &s.patterns[i]
		t.Run(p.Name, func(t *testing.T) {
			hits := p.Hits()
			assert.NotEmpty(t, hits, "a detector without hits")
			for _, hit := range hits {
				proveHit(t, s, p, hit)
			}
			for _, miss := range p.Misses() {
				for _, f := range counted(s.scan(miss)) {
					assert.NotEqual(t, p.Name, f.pattern.Name, "found %q in near miss %q", miss[f.start:f.end], miss)
				}
			}
		})
	}
}

func proveHit(t *testing.T, s *scanner, p *detect.Pattern, hit string) {
	t.Helper()
	start := strings.Index(hit, "«")
	end := strings.Index(hit, "»")
	if !assert.True(t, start >= 0 && end > start, "no guillemets in %q", hit) {
		return
	}
	end -= len("«")
	text := strings.NewReplacer("«", "", "»", "").Replace(hit)
	var got []string
	for _, f := range counted(s.scan(text)) {
		assert.True(t, f.start >= 0 && f.start < f.end && f.end <= len(text), "span of %s", f.pattern.Name)
		if f.pattern.Name == p.Name && f.start == start && f.end == end {
			return
		}
		got = append(got, f.pattern.Name+": "+text[f.start:f.end])
	}
	assert.Fail(t, "not found", "want %q in %q, got %q", text[start:end], text, got)
}

func TestNamesAreUniqueAndPrefixesAreLowerCaseWhereFolded(t *testing.T) {
	names := map[string]bool{}
	for _, p := range newScanner().patterns {
		assert.False(t, names[p.Name], "two detectors named %s", p.Name)
		names[p.Name] = true
		assert.True(t, p.Anchor != 0 || len(p.Prefixes) > 0, p.Name)
		if p.Fold {
			for _, prefix := range p.Prefixes {
				assert.Equal(t, strings.ToLower(prefix), prefix, p.Name)
			}
		}
	}
}
