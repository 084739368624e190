package definition

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// mention is a threshold in a text.
var mention = regexp.MustCompile(`\$\{([^}]*)\}`)

// grown is our one function: grown(c[W]), the increase of a counter in a window.
var grown = regexp.MustCompile(`\bgrown\(([^\[\]]+)\[([0-9a-z]+)\]\)`)

// growth is what grown stands for. Prometheus' increase needs two samples, so it
// does not see the first increment of a series that begins with it; a series that
// was not there at the start of the window has grown by all that it has. Unless it
// was there at every scrape: then it is Prometheus that was not, and what the series
// has may be weeks old. Without scrapes (OTLP) there is no telling.
const growth = `(($1 unless $1 offset $2 unless count_over_time($1[$2]) >= on (instance) group_left () max by (instance) (count_over_time(up[$2]))) or increase($1[$2]))`

// Grown is what grown(selector[window]) stands for, for expressions that are not in the file.
func Grown(selector, window string) string {
	return strings.NewReplacer("$1", selector, "$2", window).Replace(growth)
}

// expand puts the thresholds into all texts, and what grown stands for into all expressions.
func (f *File) expand() error {
	f.noteUses()
	e := expander{thresholds: f.Thresholds, used: map[string]bool{}}
	for i := range f.Recordings {
		r := &f.Recordings[i]
		e.at = r.Record
		e.expr(&r.Expr)
		e.text(&r.About)
	}
	for i := range f.Alerts {
		a := &f.Alerts[i]
		e.at = a.Name
		e.expr(&a.Expr)
		e.text(&a.For)
		e.text(&a.Summary)
		e.text(&a.Description)
		e.text(&a.Datadog.Query)
		for j := range a.Datadog.And {
			e.text(&a.Datadog.And[j])
		}
		for j := range a.Queries {
			e.expr(&a.Queries[j].Expr)
		}
	}
	for name := range f.Thresholds {
		if !e.used[name] {
			e.errs = append(e.errs, fmt.Errorf("thresholds.%s is not used", name))
		}
	}
	slices.SortFunc(e.errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(e.errs...)
}

type expander struct {
	thresholds map[string]Threshold
	used       map[string]bool
	at         string
	errs       []error
}

func (e *expander) text(text *string) {
	*text = oneLine(mention.ReplaceAllStringFunc(*text, func(found string) string {
		name := found[2 : len(found)-1]
		t, ok := e.thresholds[name]
		if !ok {
			e.errs = append(e.errs, fmt.Errorf("%s: there is no threshold %q", e.at, name))
			return found
		}
		e.used[name] = true
		return t.Value
	}))
}

func (e *expander) expr(expr *string) {
	e.text(expr)
	*expr = grown.ReplaceAllString(*expr, growth)
	if strings.Contains(*expr, "grown(") {
		e.errs = append(e.errs, fmt.Errorf("%s: grown takes one selector with a window, as in grown(genai_calls_total[15m])", e.at))
	}
}

// noteUses notes what alerts use, while expressions still name it.
func (f *File) noteUses() {
	byRecord := make([][]string, len(f.Recordings))
	usesOf := func(expr string, before int) []string {
		var uses []string
		for _, m := range mention.FindAllStringSubmatch(expr, -1) {
			uses = append(uses, m[1])
		}
		for i := range before {
			if recordIn(f.Recordings[i].Record).MatchString(expr) {
				uses = append(uses, byRecord[i]...)
			}
		}
		slices.Sort(uses)
		return slices.Compact(uses)
	}
	for i := range f.Recordings {
		byRecord[i] = usesOf(f.Recordings[i].Expr, i)
	}
	for i := range f.Alerts {
		f.Alerts[i].Uses = usesOf(f.Alerts[i].Expr, len(f.Recordings))
	}
}

func recordIn(record string) *regexp.Regexp {
	return regexp.MustCompile(regexp.QuoteMeta(record) + `\b`)
}

// Inline is an expression with each recording in it replaced by what it records, for
// whoever cannot rely on the recordings being there. A recording is used bare: without
// labels, window or offset.
func (f *File) Inline(expr string) string {
	for i := len(f.Recordings) - 1; i >= 0; i-- { // a recording reads those before it
		r := &f.Recordings[i]
		if strings.Contains(expr, r.Record) {
			expr = recordIn(r.Record).ReplaceAllLiteralString(expr, "("+r.Expr+")")
		}
	}
	return expr
}
