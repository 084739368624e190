package session

import "strings"

// name stands for a service, agent, model or tool; 0 is none.
type name uint16

// OverflowName stands for names past [Config].MaxNames, and as a value of a scope
// for accounts past [Config].MaxAccounts.
const OverflowName = "__overflow__"

// names gives texts numbers. It only grows, to a bound.
type names struct {
	texts  []string // of name 1 at 0
	byText map[string]name
	most   int
}

func newNames(most int) names { return names{byText: map[string]name{}, most: most} }

// of returns the name of a text, and false where there is no room for another.
func (n *names) of(text string) (name, bool) {
	if text == "" {
		return 0, true
	}
	if known, ok := n.byText[text]; ok {
		return known, true
	}
	if len(text) > maxText {
		return n.of(shorten(text))
	}
	if len(n.texts) >= n.most {
		return n.add(OverflowName), false
	}
	return n.add(text), true
}

func (n *names) add(text string) name {
	if known, ok := n.byText[text]; ok {
		return known
	}
	text = strings.Clone(text)
	n.texts = append(n.texts, text)
	n.byText[text] = name(len(n.texts))
	return name(len(n.texts))
}

func (n *names) text(of name) string {
	if of == 0 || int(of) > len(n.texts) {
		return ""
	}
	return n.texts[of-1]
}

// name is [names.of], and counts those for which there is no room.
func (l *Ledger) name(text string) name {
	n, ok := l.names.of(text)
	if !ok {
		l.counts.NamesOverflowed++
	}
	return n
}
