package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

const (
	// maxScanned is the longest text that is looked into. A longer one is no id
	// that anybody reads, and is a token as a whole.
	maxScanned = 1024
	longEntity = "LONG_ID"

	// Under this key redaction takes any text that looks like a name for one.
	nameKey = "user.name"

	modelKey = "gen_ai.request.model"
)

// look makes the private form of a text: the text itself where it holds nothing.
func (i *Identity) look(key, text, tenant string) (private string, changed bool) {
	if len(text) > maxScanned || isShortened(text) {
		return i.redactor.TokenFor(longEntity, text, tenant), true
	}
	if ofPerson(key) && isFullName(text) || key != modelKey && isPerson(text) {
		key = nameKey
	}
	result := i.redactor.Text(text, redact.Context{Key: key, Tenant: tenant, Join: true})
	if result.Failure != redact.NoFailure { // its text would be the same for all that fail
		return i.redactor.TokenFor(longEntity, text, tenant), true
	}
	return result.Text, result.Changed
}

// isShortened reports whether a text may be what is left of a longer one: the end
// of what is kept of it may be half an address, which no detector knows.
func isShortened(text string) bool {
	const hashDigits, least = 32, 60
	at := len(text) - hashDigits - 1
	return at >= least && text[at] == '#' && strings.Trim(text[at+1:], "0123456789abcdef") == ""
}

// ofPerson reports whether a key may hold the name of a person in the place of an
// id: those of sessions and users, where any full name is one. Agents, tools and
// tenants have names of two words, too; see isPerson.
func ofPerson(key string) bool {
	return key == SessionKey || strings.Contains(key, "user") || strings.Contains(key, "customer")
}

// isFullName reports whether a text is two to four words of letters, as ids are not.
func isFullName(text string) bool {
	words := 0
	for word := range strings.SplitSeq(text, " ") {
		words++
		if words > 4 || utf8.RuneCountInString(word) < 2 || strings.ContainsFunc(word, isNoNameRune) {
			return false
		}
	}
	return words >= 2
}

func isNoNameRune(r rune) bool {
	return !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' && r != '.'
}
