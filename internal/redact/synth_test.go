package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

type labelled struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Expected []span `json:"expected_spans"`
}

// leastRecall is what share of the labelled values must be found, all of each.
var leastRecall = map[string]float64{"EMAIL_ADDRESS": 0.98, "CREDIT_CARD": 0.98, "US_SSN": 0.98, "IBAN_CODE": 0.98, "IP_ADDRESS": 0.98}

func TestLabelledTextsAreFound(t *testing.T) {
	r := newRedactor(t, Options{})
	found, all := map[string]int{}, map[string]int{}
	for _, doc := range readLines[labelled](t, "testdata/presidio-research-synth_v2.jsonl") {
		findings := r.Text(doc.Text, Context{}).Findings
		for _, want := range doc.Expected {
			all[want.Type]++
			if covered(findings, want) {
				found[want.Type]++
			} else if leastRecall[want.Type] > 0 {
				t.Logf("%s: missed %s %q in %q", doc.ID, want.Type, want.Value, doc.Text)
			}
		}
	}
	for entity, least := range leastRecall {
		if all[entity] > 0 {
			assert.GreaterOrEqual(t, float64(found[entity])/float64(all[entity]), least, "%s: %d of %d", entity, found[entity], all[entity])
		}
	}
	for entity := range all {
		t.Logf("%-20s %d of %d", entity, found[entity], all[entity])
	}
}
