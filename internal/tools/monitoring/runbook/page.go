// Package runbook writes the parts of the runbooks that follow from the definitions:
// when an alert fires, its thresholds and its queries. People write the rest.
package runbook

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// Folder is where the pages are in the repository, each named after its alert.
const Folder = "monitoring/runbooks"

// The comments between which the written part stands.
const (
	begin = "<!-- from monitoring/alerts.yaml: written by internal/tools/monitoring, do not edit -->\n"
	end   = "<!-- end -->\n"
)

// Files makes all pages anew, with what people wrote in them. Each alert has to have one.
func Files(root string, f *definition.File) (map[string][]byte, error) {
	files := map[string][]byte{}
	var errs []error
	for i := range f.Alerts {
		name := Folder + "/" + f.Alerts[i].Name + ".md"
		page, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name))) //nolint:gosec // of the repository
		if err != nil {
			errs = append(errs, fmt.Errorf("each alert has a runbook that people write: %w", err))
			continue
		}
		text, err := between(string(page), facts(f, &f.Alerts[i]))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		files[name] = []byte(text)
	}
	return files, errors.Join(errs...)
}

func between(page, text string) (string, error) {
	before, rest, ok := strings.Cut(page, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", errors.New("there must be the lines " + strings.TrimSpace(begin) + " and " + strings.TrimSpace(end))
	}
	return before + begin + text + end + after, nil
}

func facts(f *definition.File, a *definition.Alert) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n**%s**, layer %s", a.Severity, a.Layer)
	if a.For != "" {
		fmt.Fprintf(&b, ", when it has held for %s", a.For)
	}
	b.WriteString(".\n")
	if len(a.Uses) > 0 {
		b.WriteString("\n| threshold | value | meaning |\n|---|---|---|\n")
		for _, name := range a.Uses {
			t := f.Thresholds[name]
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, t.Text(), strings.ReplaceAll(t.Is, "|", `\|`))
		}
	}
	b.WriteString("\nFires on\n\n```promql\n" + a.Expr + "\n```\n")
	for _, q := range a.Queries {
		fmt.Fprintf(&b, "\n%s\n\n```promql\n%s\n```\n", q.Title, q.Expr)
	}
	return b.String()
}
