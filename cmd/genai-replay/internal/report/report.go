package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Look is how a report is drawn.
type Look struct {
	Width  int // columns of the terminal
	Colour bool
}

// Report is what is written.
type Report struct {
	Page    *Page
	Spans   *Spans      // nil when there is no file of them
	Record  *CallRecord // nil for none to show
	Dearest int         // how many sessions to list
	Next    []Pointer
}

// Pointer says where to look for more.
type Pointer struct{ Label, Target string }

// Write writes the report.
func (r *Report) Write(to io.Writer, look Look) error {
	if look.Colour {
		text.EnableColors() // the caller has looked at the terminal and its environment
	}
	var out strings.Builder
	r.models(&out, look)
	r.sessions(&out, look)
	r.tools(&out, look)
	r.quality(&out, look)
	r.unpriced(&out, look)
	r.record(&out, look)
	r.totals(&out, look)
	r.next(&out, look)
	_, err := io.WriteString(to, out.String())
	return err
}

func (r *Report) models(out *strings.Builder, look Look) {
	heading(out, look, "Spend by model")
	if len(r.Page.Models) == 0 {
		out.WriteString("no model call on the metrics page yet\n")
		return
	}
	g := grid{columns: []column{
		{title: "model", left: true},
		{title: "calls"},
		{title: "input", spare: true},
		{title: "output", spare: true},
		{title: "cache hit"},
		{title: "p95"},
		{title: "USD"},
		{title: "share", spare: true},
	}}
	var total Model
	spend := r.Page.SpendUSD()
	for i := range r.Page.Models {
		m := &r.Page.Models[i]
		g.add(m.cells(spend)...)
		total.Calls += m.Calls
		total.SpendUSD += m.SpendUSD
		total.Tokens.add(m.Tokens)
		total.Latency.merge(m.Latency)
	}
	total.Name = "all models"
	g.total = total.cells(spend)
	out.WriteString(g.text(look))
	out.WriteString("p95 is interpolated within the histogram's buckets\n")
}

func (m *Model) cells(spend float64) []string {
	return []string{
		m.Name, count(m.Calls), short(m.Tokens.In()), short(m.Tokens.Out()), share(m.Tokens.CacheRead, m.Tokens.In()),
		latency(&m.Latency), money(m.SpendUSD, spend), share(m.SpendUSD, spend),
	}
}

func (t *Tokens) add(other Tokens) {
	t.Input += other.Input
	t.CacheRead += other.CacheRead
	t.CacheWrite += other.CacheWrite
	t.Output += other.Output
	t.Reasoning += other.Reasoning
}

func (h *Histogram) merge(other Histogram) {
	h.count += other.count
	h.parts = append(h.parts, other.parts...)
}

func (r *Report) sessions(out *strings.Builder, look Look) {
	if r.Spans == nil {
		return
	}
	heading(out, look, "Dearest sessions")
	if len(r.Spans.Sessions) == 0 {
		out.WriteString("no session in the spans file yet\n")
		return
	}
	g := grid{columns: []column{
		{title: "session", left: true},
		{title: "service", left: true, spare: true},
		{title: "calls"},
		{title: "tokens", spare: true},
		{title: "USD"},
		{title: "duration", spare: true},
	}}
	largest := r.Spans.Sessions[0].SpendUSD
	shown := min(r.Dearest, len(r.Spans.Sessions))
	for i := range r.Spans.Sessions[:shown] {
		s := &r.Spans.Sessions[i]
		id := s.ID
		if id == "" {
			id = "(no session id)"
		}
		g.add(id, s.Service, count(float64(s.Calls)), short(float64(s.Tokens)), money(s.SpendUSD, largest), period(s.Duration()))
	}
	out.WriteString(g.text(look))
	if more := len(r.Spans.Sessions) - shown; more > 0 {
		fmt.Fprintf(out, "and %s more\n", count(float64(more)))
	}
}

func (r *Report) tools(out *strings.Builder, look Look) {
	heading(out, look, "Tool errors")
	if len(r.Page.Tools) == 0 {
		out.WriteString("no tool call on the metrics page yet\n")
		return
	}
	g := grid{columns: []column{{title: "tool", left: true}, {title: "calls"}, {title: "errors"}, {title: "rate"}}}
	var total Tool
	for _, t := range r.Page.Tools {
		g.add(t.cells()...)
		total.Calls += t.Calls
		total.Errors += t.Errors
	}
	total.Name = "all tools"
	g.total = total.cells()
	out.WriteString(g.text(look))
}

func (t Tool) cells() []string {
	return []string{t.Name, count(t.Calls), count(t.Errors), share(t.Errors, t.Calls)}
}

func (r *Report) unpriced(out *strings.Builder, look Look) {
	heading(out, look, "Calls without a price")
	if len(r.Page.Unpriced) == 0 {
		out.WriteString("none\n")
		return
	}
	g := grid{columns: []column{{title: "model", left: true}, {title: "reason", left: true}, {title: "calls"}}}
	for _, u := range r.Page.Unpriced {
		g.add(u.Model, u.Reason, count(u.Calls))
	}
	out.WriteString(g.text(look))
}

func (r *Report) totals(out *strings.Builder, look Look) {
	heading(out, look, "Totals")
	calls, spend := r.Page.Calls(), r.Page.SpendUSD()
	fmt.Fprintf(out, "metrics  %s USD, %s calls\n", money(spend, spend), count(calls))
	if r.Spans == nil {
		return
	}
	s := r.Spans
	fmt.Fprintf(out, "spans    %s USD, %s calls, %s sessions\n",
		money(s.SpendUSD, s.SpendUSD), count(float64(s.Calls)), count(float64(len(s.Sessions))))
	for _, left := range []struct {
		what string
		n    int
	}{
		{"duplicate spans, counted once", s.Duplicates},
		{"calls priced in another currency, left out", s.OtherCurrency},
		{"lines of the spans file that cannot be read", s.Unreadable},
	} {
		if left.n > 0 {
			fmt.Fprintf(out, "%s: %s\n", left.what, count(float64(left.n)))
		}
	}
}

func (r *Report) next(out *strings.Builder, look Look) {
	if len(r.Next) == 0 {
		return
	}
	heading(out, look, "Where to look next")
	var width int
	for _, p := range r.Next {
		width = max(width, len(p.Label))
	}
	for _, p := range r.Next {
		fmt.Fprintf(out, "%-*s  %s\n", width, p.Label, p.Target)
	}
}

func heading(out *strings.Builder, look Look, title string) {
	if out.Len() > 0 {
		out.WriteByte('\n')
	}
	if look.Colour {
		title = text.Colors{text.Bold, text.FgCyan}.Sprint(title)
	}
	out.WriteString(title + "\n")
}
