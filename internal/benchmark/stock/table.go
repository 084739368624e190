package main

import (
	"fmt"
	"io"
	"runtime"

	"github.com/jedib0t/go-pretty/v6/table"
)

// show prints a row for each kind of text: the speed, and how often it is that
// of each of the others.
func show(w io.Writer, all ...*figures) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetTitle(fmt.Sprintf("genai_redaction, default entities, %s, %s/%s, one core, CPU time, medians of %d", code, runtime.GOOS, runtime.GOARCH, rounds))
	t.AppendHeader(table.Row{"text", "MB/s", "x stock, 30 rules", "x go-re2, one of 30", "x memcpy", "x byte class"})
	for _, f := range all {
		row := table.Row{f.text, fmt.Sprintf("%.0f", median(f.ours))}
		for _, name := range []string{"stock", "go-re2", "memcpy", "byte class"} {
			cell := ""
			if list := f.ratios[name]; len(list) > 0 {
				cell = fmt.Sprintf("%.3g", median(list))
			}
			row = append(row, cell)
		}
		t.AppendRow(row)
	}
	t.Render()
}
