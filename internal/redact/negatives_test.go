package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

type negative struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// negativeExceptions are documents of which something is rightly flagged.
var negativeExceptions = map[string]string{}

func TestNothingSensitiveIsFlagged(t *testing.T) {
	r := newRedactor(t, Options{})
	for _, doc := range readLines[negative](t, "testdata/negatives.jsonl") {
		findings := r.Text(doc.Text, Context{}).Findings
		if reason, ok := negativeExceptions[doc.ID]; ok {
			assert.NotEmpty(t, findings, "%s is clean: take its exception away (%s)", doc.ID, reason)
			continue
		}
		for _, f := range findings {
			from, to := max(0, f.Start-30), min(len(doc.Text), f.End+20)
			assert.Fail(t, "flagged", "%s %s: %s %s %d %q in %q", doc.ID, doc.Kind, f.Entity, f.Name, f.Confidence, doc.Text[f.Start:f.End], doc.Text[from:to])
		}
	}
}
