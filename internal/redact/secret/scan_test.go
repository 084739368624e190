package secret_test

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// finding is what a scan of these tests reports.
type finding struct {
	pattern    *detect.Pattern
	start, end int
	confidence detect.Confidence
}

// scanner calls Find as the engine does, by the letter of [detect.Pattern] and
// with no resolution of overlaps.
type scanner struct {
	patterns []detect.Pattern
	byFirst  [256][]trigger
}

type trigger struct {
	pattern *detect.Pattern
	prefix  string // empty for an anchor
}

func newScanner() *scanner {
	s := &scanner{patterns: secret.Patterns()}
	for i := range s.patterns {
		p := &s.patterns[i]
		if p.Anchor != 0 {
			s.byFirst[p.Anchor] = append(s.byFirst[p.Anchor], trigger{pattern: p})
		}
		for _, prefix := range p.Prefixes {
			s.byFirst[prefix[0]] = append(s.byFirst[prefix[0]], trigger{pattern: p, prefix: prefix})
			if up := strings.ToUpper(prefix[:1])[0]; p.Fold && up != prefix[0] {
				s.byFirst[up] = append(s.byFirst[up], trigger{pattern: p, prefix: prefix})
			}
		}
	}
	return s
}

func letterOrDigit(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func (s *scanner) each(text string, visit func(finding)) {
	for at := range len(text) {
		inside := at > 0 && letterOrDigit(text[at]) && letterOrDigit(text[at-1])
		for _, t := range s.byFirst[text[at]] {
			if t.prefix != "" {
				rest := text[at:min(len(text), at+len(t.prefix))]
				same := rest == t.prefix || t.pattern.Fold && strings.EqualFold(rest, t.prefix)
				if inside || !same {
					continue
				}
			}
			if start, end, c := t.pattern.Find(text, at); c > detect.None {
				visit(finding{t.pattern, start, end, c})
			}
		}
	}
}

func (s *scanner) scan(text string) (all []finding) {
	s.each(text, func(f finding) { all = append(all, f) })
	return all
}

// counted are the findings a default configuration would count.
func counted(all []finding) (out []finding) {
	for _, f := range all {
		if f.confidence >= detect.Medium {
			out = append(out, f)
		}
	}
	return out
}
