package pii_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

type labelledText struct {
	Text  string `json:"text"`
	Spans []struct {
		Type       string `json:"type"`
		Start, End int
		Value      string `json:"value"`
	} `json:"expected_spans"`
}

// TestRecallOfGeneratedSentences holds what is promised for values with a format
// of their own; local phone numbers and addresses are only reported.
func TestRecallOfGeneratedSentences(t *testing.T) {
	engine := defaults(t)
	want, got := map[string]int{}, map[string]int{}
	for _, d := range lines[labelledText](t, "presidio-research-synth_v2.jsonl") {
		found := engine.Text(d.Text, redact.Context{}).Findings
		for _, s := range d.Spans {
			want[s.Type]++
			for _, f := range found {
				if f.Entity == canonical(s.Type) && f.Start <= s.Start && f.End >= s.End {
					got[s.Type]++
					break
				}
			}
		}
	}
	for _, entity := range []string{"EMAIL_ADDRESS", "CREDIT_CARD", "US_SSN", "IBAN_CODE", "IP_ADDRESS"} {
		assert.GreaterOrEqual(t, float64(got[entity]), 0.98*float64(want[entity]), entity)
	}
	for entity, n := range want {
		if _, ours := known()[canonical(entity)]; ours {
			t.Logf("%s: %d of %d", entity, got[entity], n)
		}
	}
}

func known() map[detect.Entity]bool {
	entities := map[detect.Entity]bool{}
	for _, c := range codes() {
		entities[c.Entity] = true
	}
	for _, p := range patterns() {
		entities[p.Entity] = true
	}
	return entities
}
