package redact

import "strings"

// Bounds of a table whose header says what its columns hold.
const (
	maxColumns     = 64
	maxHeaderBytes = 2048
	maxLabelBytes  = 40
	maxCellBytes   = 80 // of a label with the spaces around it
	maxLabelWords  = 4
)

// header is the row of labels that was looked at last, by scan and where it or
// its table ends: no label before is looked at again.
type header struct {
	serial   uint32
	end      int
	listFrom int // before it no list of columns ends
}

// A piece is a cell of a row, without its quotes.
type piece struct{ start, end int }

// columns are the columns of one table and what their labels mean.
type columns struct {
	n     int
	keys  [maxColumns]*keyFacts // nil where nothing is looked for
	table *keyFacts             // what the table's name means, as a parent
}

// columnLabels begin the labels of columns that are looked for; where one stands in a
// header, all columns are. Those with numbers have words beside them in most tables.
var columnLabels = []string{
	"first_name", "first name", "last_name", "last name", "lastname", "full_name", "full name", "fullname", "given_name", "given name",
	"family_name", "family name", "surname", "customer_name", "customer name", "customername", "patient_name", "patient name", "patientname", "cardholder",
	"contact_name", "contact name", "contactname", "employee_name", "employee name", "employeename", "recipient_name", "recipient name", "passenger_name", "passenger name",
	"date_of_birth", "date of birth", "dateofbirth", "birth_date", "birthdate", "birth date", "birthday", "dob", "bic", "swift", "cvv", "cvc", "iban", "ssn",
	"vorname", "nachname", "geburtsdatum", "prenom", "apellido", "cognome", "nazwisko", "access key id", "email", "api_key", "apikey", "secret_key", "client_secret",
	"street_address", "street address",
}

// atLabel looks for the table in whose header a label stands that begins at i.
func (s *scanner) atLabel(i int) {
	h := &s.header
	if h.serial != s.serial {
		*h = header{serial: s.serial}
	}
	t := s.text
	end := runEnd(t, i)
	if i < h.end || end < len(t) && (headerBytes[t[end]] == 0 || t[end] == ' ' && i > 1 && t[i-1] == ' ' && alnumAt(t, i-2)) {
		return // not a label, or in a sentence: my SSN is
	}
	from, to := labelAround(t, i)
	if from < 0 {
		return
	}
	if to >= h.listFrom {
		end, ok := s.inserted(from, to)
		h.listFrom = end
		if ok {
			h.end = end
			return
		}
	}
	start, end := headerAround(t, from, to)
	if h.end = end; start >= 0 {
		h.end = max(end, s.delimited(start, end))
	}
}

// labelAround is the cell around a label, -1 where it is part of a sentence.
func labelAround(t string, i int) (from, to int) {
	spaces := 0
	for to = i; to < len(t) && to-i < maxLabelBytes && headerBytes[t[to]] == labelByte && spaces < maxLabelWords; to++ {
		if t[to] == ' ' {
			spaces++
		}
	}
	for to < len(t) && t[to] == ' ' && to-i < maxCellBytes { // padding
		to++
	}
	if to < len(t) && headerBytes[t[to]] != cellBound {
		return -1, -1
	}
	for from = i; from > 0 && i-from < maxLabelBytes && headerBytes[t[from-1]] == labelByte; from-- {
	}
	if from > 0 && headerBytes[t[from-1]] != cellBound {
		return -1, -1
	}
	return from, to
}

// boxBar parts the cells of tables that are drawn.
const boxBar = "│"

// What bytes are in a header: labels are written with words, quotes of all kinds and
// spaces, and stand between the bounds of cells.
const (
	labelByte = iota + 1
	cellBound
)

var headerBytes = func() (t [256]uint8) {
	for c := range t {
		if class[c]&isAlnum != 0 {
			t[c] = labelByte
		}
	}
	for c := range t {
		if class[c]&isHigh != 0 {
			t[c] = labelByte
		}
	}
	for _, c := range []byte("_- \"'`[]*#/") {
		t[c] = labelByte
	}
	for _, c := range []byte(",;\t|()\n\r" + boxBar[:1] + boxBar[len(boxBar)-1:]) {
		t[c] = cellBound
	}
	return t
}()

// headerAround is the line around a label. Where it cannot be that of a header start
// is -1, and no label before end is in one.
func headerAround(t string, from, to int) (start, end int) {
	end = labelsEnd(t, to)
	if end >= len(t) || t[end] != '\n' {
		return -1, end // the last line, or a sentence
	}
	bound := from
	for start = from; start > 0 && t[start-1] != '\n'; start-- {
		switch headerBytes[t[start-1]] {
		case 0:
			return -1, end
		case cellBound:
			bound = start
		}
		if bound-start > maxCellBytes || from-start > maxHeaderBytes {
			return -1, end
		}
	}
	if class[t[start]]&isSpace != 0 && t[start+1] == t[start] {
		return -1, end // it is indented
	}
	return start, end
}

// labelsEnd is where labels and the bounds between them end that go on from i: with
// the line or a bracket, where something else stands, or where one is too long.
func labelsEnd(t string, i int) int {
	bound, to := i, min(len(t), i+maxHeaderBytes)
	for ; i < to && t[i] != '\n' && t[i] != ')' && t[i] != '('; i++ {
		switch headerBytes[t[i]] {
		case 0:
			return i
		case cellBound:
			bound = i
		}
		if i-bound > maxCellBytes {
			return i
		}
	}
	return i
}

// delimited reads the table whose header is a line, and returns where it ends.
func (s *scanner) delimited(start, end int) int {
	t := s.text
	line := t[start:end]
	switch {
	case strings.IndexByte(line, '|') >= 0:
		return s.ruled(start, end, "|")
	case strings.Contains(line, boxBar):
		return s.ruled(start, end, boxBar)
	case strings.IndexByte(line, '\t') >= 0:
		return s.rows(start, end, end+1, "\t")
	case strings.IndexByte(line, ';') >= 0:
		return s.rows(start, end, end+1, ";")
	default:
		return s.rows(start, end, end+1, ",")
	}
}

// ruled reads a table with a line under its header: | --- |, ---+---, ├───┤.
func (s *scanner) ruled(start, end int, bar string) int {
	t := s.text
	below := lineEnd(t, end+1)
	if !isRule(t[end+1 : below]) {
		return s.pair(start, end, bar)
	}
	return s.rows(start, end, min(len(t), below+1), bar)
}

// isRule reports a line that is drawn.
func isRule(line string) bool {
	dashes := 0
	for _, r := range line {
		switch r {
		case '-', '─', '═', '=':
			dashes++
		case '|', '+', ':', ' ', '\r', '│', '├', '┼', '┤', '╞', '╪', '╡':
		default:
			return false
		}
	}
	return dashes > 1
}

// rows reads the rows from a place on under a header, and returns where they end.
func (s *scanner) rows(start, end, from int, delimiter string) int {
	t := s.text
	var cells [maxColumns]piece
	n := cut(t[:end], start, delimiter, &cells)
	var c columns
	if n == 0 || !s.readHeader(&c, t, cells[:n]) {
		return 0
	}
	c.table = s.r.noKey
	mark := len(s.cells)
	for row := 0; from < len(t); row++ {
		to := lineEnd(t, from)
		if len(delimiter) == 1 && delimiter[0] != '|' || !isRule(t[from:to]) {
			if k := cut(t[:to], from, delimiter, &cells); k != n || row == 0 && !s.plausible(&c, t, cells[:n]) {
				break
			}
			if n == 1 && (row > 0 && !identifier(c.keys[0].key) || !s.plausible(&c, t, cells[:n])) {
				break // a label above its value
			}
			s.fileRow(&c, cells[:n], placeOf(n))
		}
		from = min(len(t), to+1)
	}
	if len(s.cells) == mark {
		return 0
	}
	return from
}

// placeOf is what a cell is in a table of n columns: of one, it may be a form.
func placeOf(n int) place {
	if n == 1 {
		return beside
	}
	return inColumn
}

// identifier reports a label that is written as programs have it.
func identifier(label string) bool {
	return strings.IndexByte(label, '_') >= 0 || strings.IndexByte(label, ' ') < 0 && strings.IndexFunc(label, func(r rune) bool { return r >= 'A' && r <= 'Z' }) > 0
}

// readHeader says what columns mean, and whether any is looked for. All cells must
// be labels.
func (s *scanner) readHeader(c *columns, t string, cells []piece) (any bool) {
	for _, p := range cells {
		if !isLabel(t[p.start:p.end]) {
			return false
		}
	}
	c.n = len(cells)
	for k, p := range cells {
		f := s.factsOf(t[p.start:p.end])
		if c.keys[k] = nil; f.telling() {
			c.keys[k] = f
			any = true
		}
	}
	return any
}

// isLabel reports a few words that may be the label of a column.
func isLabel(label string) bool {
	if len(label) > maxLabelBytes || strings.Count(label, " ") >= maxLabelWords {
		return false
	}
	letters := false
	for i := range len(label) {
		k := class[label[i]]
		letters = letters || k&(isLetter|isHigh) != 0
		if k&(isAlnum|isHigh) == 0 && strings.IndexByte("_- ./()#", label[i]) < 0 {
			return false
		}
	}
	return letters || label == "" || label == "#"
}

// plausible reports a row of which the cells may be what its labels say, at least
// one of them, and none is a label itself.
func (s *scanner) plausible(c *columns, t string, cells []piece) bool {
	any := false
	for k, p := range cells {
		f := c.keys[k]
		v := t[p.start:p.end]
		if f == nil || v == "" {
			any = any || f != nil
			continue
		}
		if len(v) <= maxLabelBytes && isLabel(v) {
			if s.factsOf(v).telling() {
				return false
			}
		}
		switch rule := c.ruleOf(f); {
		case v[0] == '[' || strings.EqualFold(v, "null"):
			any = true
		case rule == nil:
			any = any || f.secret || f.hasContext && strings.ContainsAny(v, "0123456789")
		default:
			any = any || cellFits(rule, v, inColumn)
		}
	}
	return any
}

func (c *columns) ruleOf(f *keyFacts) *keyRule {
	if f.personRule != nil && c.table != nil && (c.table.person || f.person) {
		return f.personRule
	}
	return f.rule
}

// fileRow remembers the cells of a row that are looked at later.
func (s *scanner) fileRow(c *columns, cells []piece, at place) {
	for k, p := range cells {
		if f := c.keys[k]; f != nil && p.start < p.end && len(s.cells) <= s.r.maxFindings {
			s.cells = append(s.cells, cell{start: p.start, end: p.end, key: f, parent: c.table, place: at})
			s.again = true
		}
	}
}

// pair reads a row of a label and its value: | First name | Jane |.
func (s *scanner) pair(start, end int, bar string) int {
	t := s.text
	var cells [maxColumns]piece
	if n := cut(t[:end], start, bar, &cells); n != 2 {
		return 0
	}
	var c columns
	c.table = s.r.noKey
	if !s.readHeader(&c, t, cells[:1]) || c.keys[0] == nil {
		return 0
	}
	s.fileRow(&c, cells[1:2], beside)
	return 0
}

// cut parts a line, from start to the end of t, into cells without their quotes and
// the spaces around them, and returns how many there are, 0 where they are too many.
func cut(t string, start int, delimiter string, cells *[maxColumns]piece) int {
	end := len(t)
	for end > start && (t[end-1] == '\r' || t[end-1] == ' ') {
		end--
	}
	for start < end && t[start] == ' ' {
		start++
	}
	if isBar(delimiter) { // around the row
		if strings.HasPrefix(t[start:end], delimiter) {
			start += len(delimiter)
		}
		if strings.HasSuffix(t[start:end], delimiter) {
			end -= len(delimiter)
		}
	}
	if start >= end {
		return 0
	}
	n := 0
	for i := start; ; {
		to := cellEnd(t[:end], i, delimiter)
		if n == maxColumns {
			return 0
		}
		cells[n] = bareCell(t, i, to)
		n++
		if to >= end {
			return n
		}
		i = to + len(delimiter)
	}
}

func isBar(delimiter string) bool { return delimiter == "|" || delimiter == boxBar }

// cellEnd is where the cell ends that begins at i; in quotes the delimiter is text.
func cellEnd(t string, i int, delimiter string) int {
	from := i
	for from < len(t) && t[from] == ' ' {
		from++
	}
	if !isBar(delimiter) && from < len(t) && t[from] == '"' {
		for k := from + 1; k < len(t); k++ {
			if t[k] != '"' {
				continue
			}
			if k+1 < len(t) && t[k+1] == '"' { // a quote in quotes
				k++
				continue
			}
			from = k
			break
		}
	}
	if k := strings.Index(t[from:], delimiter); k >= 0 {
		return from + k
	}
	return len(t)
}

// bareCell leaves out the spaces around a cell, its quotes and its emphasis.
func bareCell(t string, start, end int) piece {
	for start < end && strings.IndexByte(" \t*`", t[start]) >= 0 {
		start++
	}
	for start < end && strings.IndexByte(" \t*`", t[end-1]) >= 0 {
		end--
	}
	if end-start >= 2 && (t[start] == '"' || t[start] == '\'') && t[end-1] == t[start] {
		start, end = start+1, end-1
	}
	return piece{start, end}
}

func lineEnd(t string, i int) int {
	if i >= len(t) {
		return len(t)
	}
	if k := strings.IndexByte(t[i:], '\n'); k >= 0 {
		return i + k
	}
	return len(t)
}
