package redact

// unread stands for a name of which nobody asked yet what it says of the value
// beside it: most have none beside them.
var unread = &keyFacts{}

// columnsKeys are the keys of lists of columns, rowsKeys those of what stands in them:
// {"columns": ["id", "dob"], "rows": [[1, "1985-07-30"]]}.
var (
	columnsKeys = []string{"columns", "column names", "headers", "header", "fields", "field names", "cols"}
	rowsKeys    = []string{"rows", "data", "values", "records", "results"}
)

// telling reports that something is looked for in a value because of its key.
func (f *keyFacts) telling() bool {
	return f.rule != nil || f.personRule != nil || f.secret || f.hasContext
}

// readLabel is what the name read last says of the value beside it, nil for nothing.
func (w *walker) readLabel() *keyFacts {
	label := w.t[w.labelStart:w.labelEnd]
	if w.labelDepth != len(w.open) || !isLabel(label) {
		return nil
	}
	if f := w.s.factsOf(label); f.telling() {
		return f
	}
	return nil
}

// addColumn remembers the label of a column, by its place in the list.
func (w *walker) addColumn(index, start, end int) {
	if index == 0 {
		w.columns = w.columns[:0]
	}
	if index != len(w.columns) || index >= maxColumns {
		return // not all of them are strings
	}
	var facts *keyFacts
	if label := w.t[start:end]; isLabel(label) {
		if f := w.s.factsOf(label); f.telling() {
			facts = f
		}
	}
	w.columns = append(w.columns, facts)
}

// column makes the label of a column the key of an element of a row.
func (w *walker) column(top *container) {
	if !top.key.rows || len(w.open) < 2 || w.open[len(w.open)-2].object {
		return
	}
	if w.s.key = top.key; int(top.index) < len(w.columns) && w.columns[top.index] != nil {
		w.s.key = w.columns[top.index]
	}
}
