package redact

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

type adversarialCase struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Mode     string   `json:"mode"`
	Level    string   `json:"level"`
	Expected []span   `json:"expected_spans"`
	MustNot  []string `json:"must_not_flag"`
	Survive  []string `json:"must_survive"`
	Valid    bool     `json:"json_must_stay_valid"`
	Note     string   `json:"note"`
}

type span struct {
	Type  string `json:"type"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Value string `json:"value"`
}

// readLines decodes a file of JSON lines.
func readLines[T any](tb testing.TB, path string) (all []T) {
	tb.Helper()
	f, err := os.Open(path)
	require.NoError(tb, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var v T
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &v))
		all = append(all, v)
	}
	require.NoError(tb, lines.Err())
	return all
}

// adversarialExceptions are must cases that are not met, with the reason.
var adversarialExceptions = map[string]string{}

func TestAdversarialCases(t *testing.T) {
	r := newRedactor(t, Options{})
	met, wanted := map[string]int{}, map[string]int{}
	for _, c := range readLines[adversarialCase](t, "testdata/adversarial.jsonl") {
		wanted[c.Level]++
		faults := adversarialFaults(r, &c)
		if len(faults) == 0 {
			met[c.Level]++
		}
		reason, excepted := adversarialExceptions[c.ID]
		switch {
		case excepted:
			assert.NotEmpty(t, faults, "%s is met: take its exception away (%s)", c.ID, reason)
		case c.Level == "must":
			assert.Empty(t, faults, "%s %s: %s\n%q", c.ID, c.Level, c.Note, c.Text)
		case len(faults) > 0:
			t.Logf("%s %s: %s: %q", c.ID, c.Level, c.Note, faults)
		}
	}
	t.Logf("met %v of %v", met, wanted)
}

// TestOwnCases holds what was met while the detectors were attacked: every case
// is a must, and of a case without spans nothing may be flagged.
func TestOwnCases(t *testing.T) {
	r := newRedactor(t, Options{})
	for _, c := range readLines[adversarialCase](t, "testdata/own-cases.jsonl") {
		assert.Empty(t, adversarialFaults(r, &c), "%s %s: %q", c.ID, c.Note, c.Text)
	}
}

func adversarialFaults(r *Redactor, c *adversarialCase) (faults []string) {
	res := r.Text(c.Text, Context{})
	for _, want := range c.Expected {
		if !covered(res.Findings, want) {
			faults = append(faults, "missed "+want.Type+" "+want.Value)
		}
	}
	for _, not := range c.MustNot {
		for i := 0; ; i++ {
			k := strings.Index(c.Text[i:], not)
			if k < 0 {
				break
			}
			i += k
			for _, f := range res.Findings {
				if f.Start < i+len(not) && f.End > i {
					faults = append(faults, "flagged "+not+" as "+string(f.Entity)+" "+f.Name)
				}
			}
		}
	}
	for _, keep := range c.Survive {
		if !strings.Contains(res.Text, keep) {
			faults = append(faults, "lost "+keep)
		}
	}
	if (c.Valid || c.Mode == "json") && json.Valid([]byte(c.Text)) && !json.Valid([]byte(res.Text)) {
		faults = append(faults, "broke the JSON: "+res.Text)
	}
	if again := r.Text(res.Text, Context{}); again.Changed {
		faults = append(faults, "second run changed "+res.Text+" to "+again.Text)
	}
	return faults
}

func covered(list []Finding, want span) bool {
	for _, f := range list {
		if f.Entity == detect.Entity(want.Type) && f.Start <= want.Start && f.End >= want.End {
			return true
		}
	}
	return false
}

func newRedactor(tb testing.TB, o Options) *Redactor {
	tb.Helper()
	r, err := New(o)
	require.NoError(tb, err)
	return r
}
