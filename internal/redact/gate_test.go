package redact

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
)

// TestOrdersOfMagnitudeHold is a loose gate: it fails when something is very
// wrong, on any machine and however busy. make bench-redaction has the figures.
func TestOrdersOfMagnitudeHold(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	docs := corpus.Documents(corpusSeed, 20)
	var rules []*regexp.Regexp
	for _, p := range corpus.StockRules {
		rules = append(rules, regexp.MustCompile(p))
	}
	stock := perByte(func() int {
		for _, d := range docs {
			for _, e := range rules {
				if e.MatchString(d) {
					d = e.ReplaceAllString(d, "****")
				}
			}
		}
		return int(total(docs))
	})
	for name, r := range map[string]*Redactor{
		"vector": newRedactor(t, Options{CacheEntries: -1}),
		"scalar": scalarRedactor(t, Options{CacheEntries: -1}),
	} {
		ours := stock
		for range 5 { // the first warms up
			ours = min(ours, perByte(func() int {
				for _, d := range docs {
					r.Text(d, Context{})
				}
				return int(total(docs))
			}))
		}
		assert.GreaterOrEqual(t, stock/ours, 40.0, "%s: times the speed of a loop over thirty expressions", name)
	}
}

// TestCleanTextCostsNoAllocation holds it for all kinds of documents in which
// nothing is found.
func TestCleanTextCostsNoAllocation(t *testing.T) {
	for name, r := range map[string]*Redactor{
		"vector": newRedactor(t, Options{CacheEntries: -1}),
		"scalar": scalarRedactor(t, Options{CacheEntries: -1}),
		"cache":  newRedactor(t, Options{}),
	} {
		clean := 0
		for _, d := range corpus.Documents(corpusSeed, 60) {
			if len(r.Text(d, Context{Key: "gen_ai.input.messages"}).Findings) > 0 {
				continue
			}
			clean++
			assert.Zero(t, testing.AllocsPerRun(10, func() { r.Text(d, Context{Key: "gen_ai.input.messages"}) }), name)
		}
		assert.Greater(t, clean, 20)
	}
}
