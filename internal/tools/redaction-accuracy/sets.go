package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/accuracy"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/pii"
)

// The sets, as they are called in the README.
const (
	adversarial = "adversarial"
	negatives   = "negatives"
	sentences   = "synth_v2"
	recognizers = "Presidio"
)

// sets are all labelled texts.
type sets struct {
	known         []detect.Entity // all there are
	cases         []accuracy.Case
	gitleaks      []accuracy.RuleCase
	detectSecrets []accuracy.RuleCase
}

// record is a line of any of the case files.
type record struct {
	Text          string
	Level         string
	Rule, Plugin  string
	ExpectedSpans []span   `json:"expected_spans"`
	Secrets       []span   `json:"secrets"`
	MustNotFlag   []string `json:"must_not_flag"`
	// Of a case of Presidio's: the entity that its recogniser is for, or a list of
	// it; how many there are; and the best score it gave.
	Entity        json.RawMessage
	ExpectedCount *int    `json:"expected_count"`
	MaxScore      float64 `json:"max_score"`
}

type span struct {
	Type       string
	Start, End int
}

func readSets(folder string, known []detect.Entity) (*sets, error) {
	s := sets{known: known}
	var errs []error
	for _, file := range []struct {
		name string
		add  func([]record)
	}{
		{"adversarial.jsonl", s.addAdversarial},
		{"presidio-research-synth_v2.jsonl", s.addSentences},
		{"presidio-recognizers.jsonl", s.addRecognizers},
		{"negatives.jsonl", s.addNegatives},
		{"gitleaks.b64.jsonl", func(r []record) { s.gitleaks = ruleCases(r) }},
		{"detect-secrets.b64.jsonl", func(r []record) { s.detectSecrets = ruleCases(r) }},
	} {
		records, err := readRecords(filepath.Join(folder, file.name))
		errs = append(errs, err)
		file.add(records)
	}
	return &s, errors.Join(errs...)
}

// addAdversarial adds texts in which values are hidden beside strings that look
// like some. Not all values in them are labelled.
func (s *sets) addAdversarial(records []record) {
	for i := range records {
		r := &records[i]
		c := accuracy.Case{Set: adversarial, Text: r.Text, Values: values(r.ExpectedSpans)}
		for _, harmless := range r.MustNotFlag {
			for from := 0; harmless != ""; {
				k := strings.Index(r.Text[from:], harmless)
				if k < 0 {
					break
				}
				from += k + len(harmless)
				c.Harmless = append(c.Harmless, accuracy.Span{Start: from - len(harmless), End: from})
			}
		}
		s.cases = append(s.cases, c)
	}
}

// addSentences adds generated sentences, of which a few entities are labelled throughout.
func (s *sets) addSentences(records []record) {
	labels := map[detect.Entity]bool{}
	for i := range records {
		for _, v := range values(records[i].ExpectedSpans) {
			labels[v.Entity] = true
		}
	}
	for i := range records {
		s.cases = append(s.cases, accuracy.Case{Set: sentences, Text: records[i].Text, Values: values(records[i].ExpectedSpans), Labels: labels})
	}
}

// phoneRecognizers are those of Presidio's that are for the numbers of one country.
// A near miss of theirs may be a number of another.
var phoneRecognizers = map[string]bool{"PH_MOBILE_NUMBER": true, "TR_PHONE_NUMBER": true}

// leastScore is the score from which a value of Presidio's tests needs no words
// around it: what is below stands for a shape that many harmless things have.
const leastScore = 0.4

// addRecognizers adds the tests of Presidio's recognisers, which are asked one at
// a time: each text stands under a key that names its entity.
func (s *sets) addRecognizers(records []record) {
	keys := contextKeys()
	for i := range records {
		r := &records[i]
		var name string
		if json.Unmarshal(r.Entity, &name) != nil {
			name = "PHONE_NUMBER" // a list of it
		}
		entity := canonical(name)
		if phoneRecognizers[name] {
			entity = "PHONE_NUMBER"
		}
		near := len(r.ExpectedSpans) == 0
		if near && phoneRecognizers[name] || !near && r.MaxScore < leastScore {
			continue
		}
		c := accuracy.Case{Set: recognizers, Text: r.Text, Key: keys[entity], Labels: map[detect.Entity]bool{entity: true}}
		for _, v := range r.ExpectedSpans {
			c.Values = append(c.Values, accuracy.Span{Entity: entity, Start: v.Start, End: v.End})
		}
		s.cases = append(s.cases, c)
	}
}

// addNegatives adds documents with nothing sensitive in them. They do have URLs
// and domains, which are not sensitive either.
func (s *sets) addNegatives(records []record) {
	labels := map[detect.Entity]bool{}
	for _, e := range s.known {
		labels[e] = e != "URL" && e != "DOMAIN"
	}
	for i := range records {
		s.cases = append(s.cases, accuracy.Case{Set: negatives, Text: records[i].Text, Labels: labels})
	}
}

func ruleCases(records []record) (cases []accuracy.RuleCase) {
	for i := range records {
		r := &records[i]
		cases = append(cases, accuracy.RuleCase{Text: r.Text, Rule: r.Rule + r.Plugin, Secrets: values(append(r.Secrets, r.ExpectedSpans...))})
	}
	return cases
}

func values(spans []span) (all []accuracy.Span) {
	for _, v := range spans {
		all = append(all, accuracy.Span{Entity: canonical(v.Type), Start: v.Start, End: v.End})
	}
	return all
}

// canonical is the name an entity goes by here.
func canonical(name string) detect.Entity {
	if e, ok := pii.Aliases()[name]; ok {
		return e
	}
	return detect.Entity(name)
}

// contextKeys are keys that name entities: the first context word of each.
func contextKeys() map[detect.Entity]string {
	keys := map[detect.Entity]string{}
	add := func(e detect.Entity, context []string) {
		if len(context) > 0 && keys[e] == "" {
			keys[e] = context[0]
		}
	}
	codes, patterns := pii.Codes(), pii.Patterns()
	for i := range codes {
		add(codes[i].Entity, codes[i].Context)
	}
	for i := range patterns {
		add(patterns[i].Entity, patterns[i].Context)
	}
	return keys
}

// maxLineBytes is more than any line of a case file has.
const maxLineBytes = 16 << 20

// readRecords reads a case file. A line may hold the record as base64, so that
// secret scanners do not take it for secrets.
func readRecords(name string) (records []record, err error) {
	file, err := os.Open(name) //nolint:gosec // the folder is the one that the caller names
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // was only read
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLineBytes)
	for number := 1; lines.Scan(); number++ {
		r, err := decode(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", name, number, err)
		}
		records = append(records, r)
	}
	return records, lines.Err()
}

func decode(line []byte) (r record, err error) {
	var wrapped struct{ B64 []byte }
	if err := json.Unmarshal(line, &wrapped); err != nil {
		return r, err
	}
	if wrapped.B64 != nil {
		line = wrapped.B64
	}
	return r, json.Unmarshal(line, &r)
}
