package secret_test

import (
	"strings"
	"testing"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

func FuzzFindStaysInTheText(f *testing.F) {
	s := newScanner()
	for i := range s.patterns {
		for _, hit := range s.patterns[i].Hits() {
			f.Add(strings.NewReplacer("«", "", "»", "").Replace(hit))
		}
	}
	for _, unit := range hostile {
		f.Add(unit + unit)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range s.scan(text) {
			if found.start < 0 || found.start >= found.end || found.end > len(text) {
				t.Fatalf("%s: [%d:%d] of %d", found.pattern.Name, found.start, found.end, len(text))
			}
			// What stands in place of a value is no value: a second run does nothing.
			marked := text[:found.start] + "[" + string(found.pattern.Entity) + "]" + text[found.end:]
			for _, again := range counted(s.scan(marked)) {
				if again.pattern == found.pattern && again.start == found.start && again.end == found.start+len(found.pattern.Entity)+2 {
					t.Fatalf("%s: found its own marker", found.pattern.Name)
				}
			}
		}
		_, _, _, _ = secret.Leaf(text, text)
	})
}
