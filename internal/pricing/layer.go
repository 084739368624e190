package pricing

import (
	"slices"
	"strings"
)

// layer is what one price list says about a provider. It finds a model by name,
// and never a neighbour: a clause that names the start or a piece of a model
// takes only what says the same model in a longer way, see [suffixOf].
type layer struct {
	models []*model
	exact  map[string]*model
	names  map[string][]listed
	regex  []pattern
	// closed are names of which the list spells out the dated (or otherwise
	// suffixed) forms. One that it does not spell out is then not in the list.
	closed map[string][]suffix
}

// model is an entry of a price list.
type model struct {
	id            string
	contextWindow int64
	cards         []card
	asOf          string
	match         clause
}

// listed is a name under which a model is in the list.
type listed struct {
	model  *model
	guards []*clause // all must hold for the whole name
	start  string    // the whole name must start with it
	op     op
}

type pattern struct {
	model  *model
	clause *clause
	guards []*clause
}

func newLayer(models []*model) *layer {
	l := &layer{models: models, exact: map[string]*model{}, names: map[string][]listed{}, closed: map[string][]suffix{}}
	for _, m := range models {
		l.addExact(strings.ToLower(m.id), m)
	}
	for _, m := range models {
		l.addClause(m, &m.match, nil)
		l.addName(strings.ToLower(m.id), listed{model: m, op: opEquals})
		// Bedrock's rows for every region but the global one carry a made-up prefix.
		if id, ok := strings.CutPrefix(strings.ToLower(m.id), "regional."); ok {
			l.addExact(id, m)
			l.addName(id, listed{model: m, op: opEquals})
		}
	}
	l.close()
	return l
}

func (l *layer) addExact(name string, m *model) {
	if _, taken := l.exact[name]; !taken {
		l.exact[name] = m
	}
}

func (l *layer) addName(name string, n listed) {
	if name != "" {
		l.names[name] = append(l.names[name], n)
	}
}

func (l *layer) addClause(m *model, c *clause, guards []*clause) {
	switch {
	case c.op == opOr:
		for i := range c.sub {
			l.addClause(m, &c.sub[i], guards)
		}
	case c.op == opAnd:
		l.addAnd(m, c, guards)
	case c.op == opRegex:
		l.regex = append(l.regex, pattern{model: m, clause: c, guards: guards})
	case c.isText():
		l.addText(m, c, guards)
	}
}

// addAnd takes the first condition of an and that says what the name is, and
// the others as what must hold besides.
func (l *layer) addAnd(m *model, c *clause, guards []*clause) {
	main := -1
	for i := range c.sub {
		if c.sub[i].op != opNot && (main < 0 || c.sub[i].isText() && !c.sub[main].isText()) {
			main = i
		}
	}
	if main < 0 {
		return
	}
	all := append([]*clause(nil), guards...)
	for i := range c.sub {
		if i != main {
			all = append(all, &c.sub[i])
		}
	}
	l.addClause(m, &c.sub[main], all)
}

func (l *layer) addText(m *model, c *clause, guards []*clause) {
	if c.op == opEquals && len(guards) == 0 {
		l.addExact(c.text, m)
	}
	l.addName(c.text, listed{model: m, guards: guards, op: c.op})
	if c.op == opStartsWith || c.op == opContains {
		if name := wholeTokens(c.text); name != c.text {
			l.addName(name, listed{model: m, guards: guards, op: c.op, start: c.text})
		}
	}
}

// wholeTokens cuts off the start of a suffix that a starts_with breaks off in
// the middle, as in "ft:gpt-4o-2024-", "gemini-2.0-flash-0" and "claude-opus-4@".
func wholeTokens(text string) string {
	name := strings.TrimRight(text, "-@:")
	for _, start := range []string{"-20", "-0", "@20", "@0"} {
		if i := strings.LastIndex(name, start); i > 0 && digits(name[i+1:]) == len(name)-i-1 && len(name)-i-1 <= 4 {
			return name[:i]
		}
	}
	return name
}

// close works out the closed names: those of which the list spells out a longer
// form, unless a clause lets the name go on to the very same model.
func (l *layer) close() {
	for long, entries := range l.names {
		for _, e := range entries {
			l.closeShorter(long, e.model)
		}
	}
}

func (l *layer) closeShorter(long string, m *model) {
	for i := 1; i < len(long); i++ {
		if !startsSuffix(long[i]) {
			continue
		}
		name := long[:i]
		shorter, ok := l.names[name]
		if !ok || goesOn(shorter, long, m) {
			continue
		}
		if s, ok := suffixOf(name, long[i:]); ok {
			l.closed[name] = append(l.closed[name], s)
		}
	}
}

func goesOn(entries []listed, long string, m *model) bool {
	for _, e := range entries {
		if e.model == m && e.op != opEquals && strings.HasPrefix(long, e.start) {
			return true
		}
	}
	return false
}

// find returns the model of which name is a listed name.
func (l *layer) find(name string) *model { return l.exact[name] }

// findVariant returns the model of which a name is a longer form, or that has a
// pattern for it.
func (l *layer) findVariant(f form) *model {
	name := f.name
	if !f.outside {
		for i := range l.regex {
			if p := &l.regex[i]; p.clause.matches(name) && holdAll(p.guards, name) {
				return p.model
			}
		}
	}
	for i := len(name); i > 0; i-- {
		if i < len(name) && !startsSuffix(name[i]) {
			continue
		}
		entries, ok := l.names[name[:i]]
		if !ok {
			continue
		}
		s, ok := suffixOf(name[:i], name[i:])
		if !ok {
			continue
		}
		for j := range entries {
			if entries[j].op == opEquals && s.has(tokenRevision) {
				continue // gpt's -002 is another model; only a list that says "starts with" numbers builds
			}
			if entries[j].accepts(f) && !l.isClosed(name[:i], name[i:], s) && (s == 0 || entries[j].op != opEndsWith) {
				return entries[j].model
			}
		}
	}
	return nil
}

// isClosed reports whether the list spells out suffixes like this one and leaves
// this one out. The day of a snapshot is not such: makers publish the next one
// without the list hearing of it, and a snapshot at a price of its own is listed.
func (l *layer) isClosed(name, rest string, s suffix) bool {
	return slices.Contains(l.closed[name], s) && !isFullDate(rest)
}

// accepts reports whether what is listed may be meant by this form of a name.
// The global region is overlooked only by a clause that says it may be.
func (n *listed) accepts(f form) bool {
	if f.outside && n.op != opContains && n.op != opEndsWith {
		return false
	}
	return strings.HasPrefix(f.name, n.start) && holdAll(n.guards, f.name)
}

func holdAll(guards []*clause, name string) bool {
	for _, g := range guards {
		if !g.matches(name) {
			return false
		}
	}
	return true
}
