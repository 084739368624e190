package main

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/accuracy"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// figures are what is written.
type figures struct {
	// entities are those that are no secrets and of which there are labelled
	// values, in order; untried are the others.
	entities []entityFigures
	untried  []detect.Entity
	// off are those that are looked for only when they are named.
	off map[detect.Entity]bool
	// hidden are the secrets in adversarial, of all kinds.
	hidden accuracy.Tally
	rules  []ruleFigures
	clean  accuracy.SetTally
	texts  map[string]int // by set
}

type entityFigures struct {
	name detect.Entity
	accuracy.Tally
}

type ruleFigures struct {
	name    string
	claimed bool
	accuracy.RuleTally
}

func finder(entities ...string) (find accuracy.Find, looksFor []detect.Entity, err error) {
	r, err := redact.New(redact.Options{Entities: entities, CacheEntries: -1})
	if err != nil {
		return nil, nil, err
	}
	return func(text, key string) []redact.Finding {
		return r.Text(text, redact.Context{Key: key}).Findings
	}, r.Entities(), nil
}

// measure runs the redactor as it is by default, and with all entities for those
// that are off by default.
func measure(folder string) (*figures, error) {
	find, defaults, err := finder("default")
	if err != nil {
		return nil, err
	}
	findAll, all, err := finder("all")
	if err != nil {
		return nil, err
	}
	s, err := readSets(folder, all)
	if err != nil {
		return nil, err
	}
	byDefault, withAll := accuracy.Measure(s.cases, find), accuracy.Measure(s.cases, findAll)
	secrets := secretEntities()
	f := &figures{off: map[detect.Entity]bool{}, clean: *byDefault.Set(negatives), texts: map[string]int{}}
	for name, set := range byDefault.Sets {
		f.texts[name] = set.Texts
	}
	for _, e := range slices.Sorted(slices.Values(all)) {
		tally := *byDefault.Entity(e)
		if !slices.Contains(defaults, e) {
			f.off[e] = true
			tally = *withAll.Entity(e)
		}
		switch {
		case e == "BLOB", e == "OVERSIZE": // markers of what was not looked at
		case secrets[e]:
			f.hidden.Values += tally.Values
			f.hidden.Found += tally.Found
			f.hidden.Elsewhere += tally.Elsewhere
			f.hidden.Right += tally.Right
			f.hidden.Wrong += tally.Wrong
		case tally.Values > 0:
			f.entities = append(f.entities, entityFigures{e, tally})
		default:
			f.untried = append(f.untried, e)
		}
	}
	f.rules = measureRules(s, find)
	return f, nil
}

func secretEntities() map[detect.Entity]bool {
	entities := map[detect.Entity]bool{}
	patterns := secret.Patterns()
	for i := range patterns {
		entities[patterns[i].Entity] = true
	}
	return entities
}

func measureRules(s *sets, find accuracy.Find) []ruleFigures {
	shape, name := secret.Claims()
	plugins := secret.ClaimedPlugins()
	in := func(rules []string) func(string) bool {
		return func(rule string) bool { return slices.Contains(rules, rule) }
	}
	not := func(belongs func(string) bool) func(string) bool {
		return func(rule string) bool { return !belongs(rule) }
	}
	gitleaks := func(name string, belongs func(string) bool, claimed bool) ruleFigures {
		return ruleFigures{name, claimed, accuracy.MeasureRules(s.gitleaks, find, belongs, secret.AnswersFor)}
	}
	detectSecrets := func(name string, belongs func(string) bool, claimed bool) ruleFigures {
		return ruleFigures{name, claimed, accuracy.MeasureRules(s.detectSecrets, find, belongs, secret.AnswersForPlugin)}
	}
	return []ruleFigures{
		gitleaks("gitleaks: keys with a shape of their own", in(shape), true),
		gitleaks("gitleaks: values assigned to a telling name", in(name), true),
		gitleaks("gitleaks: not claimed", not(in(slices.Concat(shape, name))), false),
		detectSecrets("detect-secrets: claimed", in(plugins), true),
		detectSecrets("detect-secrets: not claimed", not(in(plugins)), false),
	}
}
