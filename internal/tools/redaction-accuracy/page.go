package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/accuracy"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// The comments between which the figures stand.
const (
	begin = "<!-- accuracy: written by internal/tools/redaction-accuracy, do not edit -->\n"
	end   = "<!-- end of accuracy -->\n"
)

// between is the page with the text between the comments.
func between(page, text string) (string, error) {
	before, rest, ok := strings.Cut(page, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", errors.New("there must be the lines " + strings.TrimSpace(begin) + " and " + strings.TrimSpace(end))
	}
	return before + begin + text + end + after, nil
}

// fewValues is how many values an entity has at the most that gets no row of its
// own when all is well with it.
const fewValues = 9

// markdown is what is written.
func (f *figures) markdown() string {
	var b strings.Builder
	f.writeSets(&b)
	b.WriteString("\n| entity | values | recall | precision | from |\n|---|---|---|---|---|\n")
	var few []string
	elsewhere := 0
	for i := range f.entities {
		e := &f.entities[i]
		elsewhere += e.Elsewhere
		if e.Values <= fewValues && e.Found == e.Values && e.Wrong == 0 {
			few = append(few, fmt.Sprintf("%s %d", f.name(e.name), e.Values))
			continue
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %s |\n", f.name(e.name), e.Values, share(e.Found, e.Values), precision(&e.Tally), strings.Join(e.Sets, ", "))
	}
	fmt.Fprintf(&b, "\nFewer than 10 values each, all found, and nothing else: %s.\n", strings.Join(few, ", "))
	if elsewhere > 0 {
		fmt.Fprintf(&b, "%d of the values that were missed are masked under another entity's name.\n", elsewhere)
	}
	f.writeSecrets(&b)
	f.writeRest(&b)
	return b.String()
}

func (f *figures) writeSets(b *strings.Builder) {
	b.WriteString("\n| set | texts | what it is, and what it can tell |\n|---|---|---|\n")
	for _, set := range []struct{ name, about string }{
		{adversarial, "values hidden in JSON, escapes, look-alikes and numbers, some of them beyond anyone's reach. Wrong are findings in the strings beside them that only look like values"},
		{sentences, "generated sentences of presidio-research in which some entities are labelled. There are no near misses among them: recall, not precision"},
		{recognizers, "tests of Presidio's recognisers for entities found here, values (of a score of 0.4 and more) and near misses, each under a key that names the entity"},
		{negatives, "harmless documents, ids, embeddings, logs, lock files, tables, prose: every finding is wrong"},
	} {
		fmt.Fprintf(b, "| %s | %d | %s |\n", set.name, f.texts[set.name], set.about)
	}
	b.WriteString("| gitleaks, detect-secrets | | tests of their rules, mostly made from the rules themselves: parity, not recall in the wild |\n")
}

func (f *figures) name(e detect.Entity) string {
	if f.off[e] {
		return "`" + string(e) + "` (off)"
	}
	return "`" + string(e) + "`"
}

func share(part, whole int) string {
	switch {
	case whole == 0:
		return "-"
	case part == whole:
		return "1"
	}
	return fmt.Sprintf("%.3f (%d)", float64(part)/float64(whole), part)
}

func precision(t *accuracy.Tally) string {
	if _, ok := t.Precision(); !ok {
		return "nothing found"
	}
	return share(t.Right, t.Right+t.Wrong)
}

func (f *figures) writeSecrets(b *strings.Builder) {
	b.WriteString("\n| secrets | rules | values | recall | near misses | of them taken for that rule | for anything |\n|---|---|---|---|---|---|---|\n")
	fmt.Fprintf(b, "| hidden in structure and prose (adversarial) | | %d | %s | | | |\n", f.hidden.Values, share(f.hidden.Found, f.hidden.Values))
	for i := range f.rules {
		r := &f.rules[i]
		own := "-"
		if r.claimed {
			own = strconv.Itoa(r.Own)
		}
		fmt.Fprintf(b, "| %s | %d | %d | %s | %d | %s | %d |\n", r.name, r.Rules, r.Secrets, share(r.Found, r.Secrets), r.NearMisses, own, r.Any)
	}
}

func (f *figures) writeRest(b *strings.Builder) {
	fmt.Fprintf(b, "\n- Harmless documents: %d wrong findings in %d documents of %.2f MB in all, %s per MB.\n",
		f.clean.Wrong, f.clean.Texts, float64(f.clean.Bytes)/1e6, perMB(&f.clean))
	if e := f.of("PERSON"); e != nil {
		fmt.Fprintf(b, "- Names: %d of %d found. Only those count that a text introduces or a key names; for the others ask an analyzer (`remote`).\n", e.Found, e.Values)
	}
	if e := f.of("STREET_ADDRESS"); e != nil {
		fmt.Fprintf(b, "- Addresses: %d of %d found whole, in the forms of a few countries or under a key that names one; of cities and countries alone, none.\n", e.Found, e.Values)
	}
	names := make([]string, len(f.untried))
	for i, e := range f.untried {
		names[i] = "`" + string(e) + "`"
	}
	fmt.Fprintf(b, "\n<details><summary>%d entities without labelled texts: checked by checksum vectors and by the hits and near misses of their detectors only"+
		"</summary>\n\n%s\n\n</details>\n\n", len(names), strings.Join(names, ", "))
}

func perMB(t *accuracy.SetTally) string {
	if t.Wrong == 0 {
		return "0"
	}
	return fmt.Sprintf("%.2f", float64(t.Wrong)/(float64(t.Bytes)/1e6))
}

func (f *figures) of(e detect.Entity) *entityFigures {
	if i := slices.IndexFunc(f.entities, func(x entityFigures) bool { return x.name == e }); i >= 0 {
		return &f.entities[i]
	}
	return nil
}
