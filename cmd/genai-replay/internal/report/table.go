package report

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// grid is a table whose first column is a name and whose others are figures. It
// fits a width by shortening names, then by leaving columns out.
type grid struct {
	columns []column
	rows    [][]string
	total   []string // may be nil
}

type column struct {
	title string
	left  bool // text rather than figures
	spare bool // may be left out where there is no room, the last one first
}

// minName is the narrowest a name gets before columns are left out.
const minName = 16

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// text draws the grid within a width.
func (g *grid) text(look Look) string {
	drawn := g.fit(look.Width)
	if !look.Colour {
		return drawn
	}
	lines := strings.SplitAfter(drawn, "\n")
	lines[0] = bold(lines[0])
	if g.total != nil {
		lines[len(lines)-2] = bold(lines[len(lines)-2]) // nothing comes after the last line break
	}
	return strings.Join(lines, "")
}

func bold(line string) string {
	return text.Bold.Sprint(strings.TrimSuffix(line, "\n")) + "\n"
}

func (g *grid) fit(width int) string {
	for {
		drawn := g.draw(0)
		excess := widest(drawn) - width
		if excess <= 0 {
			return drawn
		}
		if name := g.nameWidth() - excess; name >= minName {
			return g.draw(name)
		}
		if !g.leaveOut() {
			return g.draw(minName)
		}
	}
}

// draw draws the grid with names cut to a width, or as they are for 0.
func (g *grid) draw(nameWidth int) string {
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true, SeparateFooter: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header, style.Format.Footer = text.FormatUpper, text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(cells(g.titles(), 0))
	configs := make([]table.ColumnConfig, len(g.columns))
	for i, c := range g.columns {
		align := text.AlignRight
		if c.left {
			align = text.AlignLeft
		}
		configs[i] = table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align, AlignFooter: align}
	}
	t.SetColumnConfigs(configs)
	for _, row := range g.rows {
		t.AppendRow(cells(row, nameWidth))
	}
	if g.total != nil {
		t.AppendFooter(cells(g.total, nameWidth))
	}
	return trimLines(t.Render())
}

func (g *grid) titles() []string {
	titles := make([]string, len(g.columns))
	for i, c := range g.columns {
		titles[i] = c.title
	}
	return titles
}

func (g *grid) nameWidth() int {
	var width int
	for _, row := range g.rows {
		width = max(width, text.StringWidthWithoutEscSequences(row[0]))
	}
	return width
}

// leaveOut drops the last spare column, and reports whether there was one.
func (g *grid) leaveOut() bool {
	for i := len(g.columns) - 1; i > 0; i-- {
		if !g.columns[i].spare {
			continue
		}
		g.columns = without(g.columns, i)
		for n := range g.rows {
			g.rows[n] = without(g.rows[n], i)
		}
		if g.total != nil {
			g.total = without(g.total, i)
		}
		return true
	}
	return false
}

func without[T any](list []T, i int) []T {
	return append(append([]T{}, list[:i]...), list[i+1:]...)
}

func cells(texts []string, nameWidth int) table.Row {
	row := make(table.Row, len(texts))
	for i, cell := range texts {
		if i == 0 && nameWidth > 0 {
			cell = text.Snip(cell, nameWidth, "…")
		}
		row[i] = cell
	}
	return row
}

func widest(drawn string) int {
	var width int
	for line := range strings.Lines(drawn) {
		if !isRule(line) {
			width = max(width, text.StringWidthWithoutEscSequences(strings.TrimRight(line, " \n")))
		}
	}
	return width
}

// trimLines takes away the padding of the last column, from rules too.
func trimLines(drawn string) string {
	var out strings.Builder
	width := widest(drawn)
	for line := range strings.Lines(drawn) {
		if isRule(line) {
			line = strings.Repeat(rule, width)
		}
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return out.String()
}

const rule = "─"

func isRule(line string) bool { return strings.HasPrefix(line, rule) }
