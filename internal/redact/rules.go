package redact

import (
	"errors"
	"fmt"
	"maps"
	"regexp/syntax"
	"slices"
	"strings"

	re2 "github.com/wasilibs/go-re2"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// RuleCost is the cost of one rule of the user's own. All rules are one
// automaton, so a text is read once however many there are; a large program and
// the lack of a literal beginning are what make it slow.
type RuleCost struct {
	Name string
	// Instructions is the size of its compiled program.
	Instructions int
	// Literal is what a match must begin with; empty for nothing in particular.
	Literal string
}

// validators are the checksums a user's rule may ask for.
var validators = map[string]func(string) bool{
	"luhn":     checksum.Luhn,
	"mod97":    checksum.Mod97,
	"verhoeff": checksum.Verhoeff,
	"mod11_10": checksum.Mod1110,
	"mod11_2":  checksum.Mod112,
	"iban":     checksum.IBAN,
	"aba":      checksum.ABA,
	"vin":      checksum.VIN,
	"nhs":      checksum.NHS,
	"ean13":    checksum.EAN13,
}

// Validators are the names that [Rule.Validator] may have, sorted.
func Validators() []string { return slices.Sorted(maps.Keys(validators)) }

// ruleSet is the user's rules as one alternation.
type ruleSet struct {
	rules      []rule
	expression *re2.Regexp
	costs      []RuleCost
}

type rule struct {
	name         string
	entity       int32
	keywords     []string // lower case
	needsContext bool
	context      int32 // its number in the vocabulary
	confidence   detect.Confidence
	valid        func(string) bool
	group        int // of the alternation: all of the match
	value        int // the group that is the value
}

func (x *ruleSet) name(i int) string { return x.rules[i].name }

// compile builds the alternation; what is wrong with any rule is in the error.
func (x *ruleSet) compile(list []Rule) error {
	var errs []error
	var all []string
	groups := 0
	seen := map[string]bool{}
	for i := range list {
		u := &list[i]
		at := fmt.Sprintf("rules[%d]", i)
		if !validName(u.Name) || seen[u.Name] {
			errs = append(errs, fmt.Errorf("%s.name must be letters, digits and _, and unique, got %q", at, u.Name))
		}
		seen[u.Name] = true
		tree, err := syntax.Parse(u.Pattern, syntax.Perl)
		if err != nil || u.Pattern == "" {
			errs = append(errs, fmt.Errorf("%s.pattern must be a regular expression of RE2, got %q", at, u.Pattern))
			continue
		}
		valid := validators[u.Validator]
		if valid == nil && u.Validator != "" {
			errs = append(errs, fmt.Errorf("%s.validator must be one of %s, got %q", at, strings.Join(Validators(), ", "), u.Validator))
		}
		own := rule{name: u.Name, confidence: u.Confidence, valid: valid, group: groups + 1, value: groups + 1, needsContext: len(u.Context) > 0}
		if own.confidence == 0 {
			own.confidence = detect.High
		}
		for _, k := range u.Keywords {
			own.keywords = append(own.keywords, strings.ToLower(k))
		}
		if tree.MaxCap() > 0 {
			own.value = own.group + 1
		}
		groups += 1 + tree.MaxCap()
		x.costs = append(x.costs, costOf(u.Name, tree))
		x.rules = append(x.rules, own)
		all = append(all, "("+u.Pattern+")")
	}
	if len(errs) > 0 || len(all) == 0 {
		return errors.Join(errs...)
	}
	expression, err := re2.Compile(strings.Join(all, "|"))
	if err != nil {
		return fmt.Errorf("rules: the patterns together do not compile: %w", err)
	}
	x.expression = expression
	return nil
}

func validName(name string) bool {
	for i := range len(name) {
		if class[name[i]]&isAlnum == 0 && name[i] != '_' {
			return false
		}
	}
	return name != "" && class[name[0]]&isLetter != 0
}

func costOf(name string, tree *syntax.Regexp) RuleCost {
	cost := RuleCost{Name: name}
	if program, err := syntax.Compile(tree.Simplify()); err == nil {
		cost.Instructions = len(program.Inst)
		cost.Literal, _ = program.Prefix()
	}
	return cost
}

// userRules tries the user's rules on the text that was just scanned.
func (s *scanner) userRules() {
	x := &s.r.rules
	if x.expression == nil || s.text == "" {
		return
	}
	for _, m := range x.expression.FindAllStringSubmatchIndex(s.text, s.r.maxFindings+1) {
		for i := range x.rules {
			if u := &x.rules[i]; 2*u.group < len(m) && m[2*u.group] >= 0 {
				s.userRule(i, u, m)
				break
			}
		}
	}
}

func (s *scanner) userRule(i int, u *rule, m []int) {
	start, end := m[2*u.value], m[2*u.value+1]
	if start < 0 || start >= end {
		return
	}
	value := s.text[start:end]
	e := &s.r.entities[u.entity]
	switch {
	case u.confidence < e.min, inMarker(s.text, start, end), s.r.allow.allows(e.name, value),
		u.valid != nil && !u.valid(compactOf(value)),
		len(u.keywords) > 0 && !slices.ContainsFunc(u.keywords, func(k string) bool { return containsFold(s.text, k) }),
		u.needsContext && !s.hasContext(u.context, start, end):
		return
	}
	s.candidates = append(s.candidates, candidate{start: start, end: end, detector: byRule - int32(i), entity: u.entity, confidence: u.confidence})
}

// compactOf is a value without separators, in capitals.
func compactOf(v string) string {
	var b strings.Builder
	for i := range len(v) {
		c := v[i]
		if class[c]&isLower != 0 {
			c -= 0x20
		}
		if class[c]&isAlnum != 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}
