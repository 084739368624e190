package redact

import "strings"

// inserted reads the rows of a statement of SQL in whose list of columns a label
// stands: INSERT INTO t (a, b) VALUES ('...', '...'), (...), or COPY t (a, b) FROM stdin;
// It returns where they end, or that there are none, and before what place no list
// of columns ends.
func (s *scanner) inserted(from, to int) (end int, ok bool) {
	t := s.text
	for end = labelsEnd(t, to); end < len(t) && t[end] == '\n' && end-to < maxHeaderBytes; {
		end = labelsEnd(t, end+1)
	}
	if end >= len(t) || t[end] != ')' {
		return end, false
	}
	rows := skipSpace(t, end+1)
	const values, copied = "values", "from stdin;"
	switch {
	case startsFold(t, rows, values):
		rows += len(values)
	case startsFold(t, rows, copied):
		rows += len(copied)
	default:
		return end, false
	}
	open := from - 1
	for open >= 0 && from-open < maxHeaderBytes && headerBytes[t[open]] != 0 && t[open] != '(' {
		open--
	}
	if open < 0 || t[open] != '(' {
		return end, false
	}
	var cells [maxColumns]piece
	var c columns
	n := cut(t[:end], open+1, ",", &cells)
	if n == 0 {
		return end, false
	}
	for k := range n { // [name] of SQL Server
		if p := &cells[k]; p.end-p.start > 2 && t[p.start] == '[' && t[p.end-1] == ']' {
			p.start, p.end = p.start+1, p.end-1
		}
	}
	c.table = s.tableBefore(open)
	if !s.readHeader(&c, t, cells[:n]) {
		return end, true
	}
	if t[rows-1] == ';' {
		return s.copied(&c, n, lineEnd(t, rows)+1), true
	}
	return s.tuples(&c, n, rows), true
}

func startsFold(t string, i int, lower string) bool {
	return i+len(lower) <= len(t) && equalFold(t[i:i+len(lower)], lower)
}

// tableBefore is what the name of the table before a list of columns means.
func (s *scanner) tableBefore(open int) *keyFacts {
	t := s.text
	end := open
	for end > 0 && open-end < 4 && strings.IndexByte(" \n`\"]", t[end-1]) >= 0 {
		end--
	}
	start := end
	for start > 0 && end-start < maxLabelBytes && (alnumAt(t, start-1) || t[start-1] == '_') {
		start--
	}
	if start == end {
		return s.r.noKey
	}
	return s.factsOf(t[start:end])
}

// copied reads the lines behind COPY, up to \. or one with other columns.
func (s *scanner) copied(c *columns, n, from int) int {
	t := s.text
	var cells [maxColumns]piece
	for from < len(t) {
		to := lineEnd(t, from)
		if cut(t[:to], from, "\t", &cells) != n {
			break
		}
		s.fileRow(c, cells[:n], inColumn)
		from = to + 1
	}
	return min(from, len(t))
}

// tuples reads (1, 'Jane'), (2, 'Bob') from a place on.
func (s *scanner) tuples(c *columns, n, from int) int {
	t := s.text
	var cells [maxColumns]piece
	for {
		from = skipSpace(t, from)
		if from >= len(t) || t[from] != '(' {
			return from
		}
		k, end := tuple(t, from+1, &cells)
		if k == n {
			s.fileRow(c, cells[:n], inColumn)
		}
		if end >= len(t) {
			return len(t)
		}
		from = skipSpace(t, end+1)
		if from >= len(t) || t[from] != ',' {
			return from
		}
		from++
	}
}

// tuple reads values up to the bracket that closes them, or the end of a text that
// was cut. Of those that are no literals only the place counts.
func tuple(t string, i int, cells *[maxColumns]piece) (n, end int) {
	depth := 0
	start, quoted := i, piece{-1, -1}
	for ; i < len(t); i++ {
		switch c := t[i]; c {
		case '\'':
			to := sqlStringEnd(t, i+1)
			if depth == 0 && quoted.start < 0 {
				quoted = piece{i + 1, to}
			}
			i = to
		case '(':
			depth++
		case ')', ',':
			if depth > 0 {
				if c == ')' {
					depth--
				}
				continue
			}
			n = addValue(t, cells, n, start, i, quoted)
			if c == ')' {
				return n, i
			}
			start, quoted = i+1, piece{-1, -1}
		}
	}
	return addValue(t, cells, n, start, len(t), quoted), len(t)
}

// addValue adds a string, or a number, as a cell; of anything else an empty one.
func addValue(t string, cells *[maxColumns]piece, n, start, end int, quoted piece) int {
	if n >= maxColumns {
		return maxColumns + 1
	}
	p := bareCell(t, start, end)
	switch {
	case quoted.start >= 0:
		p = quoted
	case p.start >= p.end || class[t[p.start]]&isDigit == 0 && t[p.start] != '[':
		p.end = p.start
	}
	cells[n] = p
	return n + 1
}

// sqlStringEnd is where a string of SQL ends; a quote in it stands twice or behind
// a backslash.
func sqlStringEnd(t string, i int) int {
	for ; i < len(t); i++ {
		switch t[i] {
		case '\\':
			i++
		case '\'':
			if i+1 >= len(t) || t[i+1] != '\'' {
				return i
			}
			i++
		}
	}
	return len(t)
}
