package pricing

// suffix is what follows the name of a model in a longer name of the same
// model, as the sequence of its tokens, four bits each. Zero is no suffix.
type suffix uint32

const (
	tokenDate suffix = iota + 1
	tokenLatest
	tokenPreview
	tokenRevision
	tokenDeployment
)

const maxSuffixTokens = 6

// tokens are tried in this order at every separator. A token is listed here only
// if it says which build, how finished or where, never how large, how fast or
// what for: those are other models at other prices.
var tokens = []struct {
	kind suffix
	// length returns how much of the text the token takes, 0 if it is not one.
	// before is the last byte of what comes before the token.
	length func(text string, before byte) int
}{
	{tokenDate, dateLength},
	{tokenLatest, words("-latest", "@latest", "@default")},
	{tokenPreview, words("-preview", "-experimental", "-exp", "-beta")},
	{tokenRevision, revisionLength},
	{tokenDeployment, words("-v1", "[1m]")}, // Bedrock's version of its own; Claude Code's context window
	{tokenDeployment, profileLength},
}

// suffixOf reads text as a suffix that leaves the model the same. It reports
// false for anything else, and the longer name is then another model.
func suffixOf(name, text string) (suffix, bool) {
	var s suffix
	before := name[len(name)-1]
	for range maxSuffixTokens {
		if text == "" {
			return s, true
		}
		n, kind := nextToken(text, before)
		if n == 0 {
			return 0, false
		}
		s = s<<4 | kind
		before, text = text[n-1], text[n:]
	}
	return s, text == ""
}

// has reports whether a token is part of the suffix.
func (s suffix) has(token suffix) bool {
	for ; s != 0; s >>= 4 {
		if s&0xf == token {
			return true
		}
	}
	return false
}

func nextToken(text string, before byte) (int, suffix) {
	for _, t := range tokens {
		if n := t.length(text, before); n > 0 && endsToken(text[n:]) {
			return n, t.kind
		}
	}
	return 0, 0
}

func endsToken(rest string) bool { return rest == "" || startsSuffix(rest[0]) }

func startsSuffix(c byte) bool { return c == '-' || c == '@' || c == ':' || c == '[' }

func words(list ...string) func(string, byte) int {
	return func(text string, _ byte) int {
		for _, w := range list {
			if len(text) >= len(w) && text[:len(w)] == w && endsToken(text[len(w):]) {
				return len(w)
			}
		}
		return 0
	}
}

// revisionLength takes -001 and @001, which number the builds of one model.
func revisionLength(text string, _ byte) int {
	if (text[0] == '-' || text[0] == '@') && digits(text[1:]) == 3 && text[1] == '0' {
		return 4
	}
	return 0
}

// profileLength takes :0 and :48k, with which Bedrock ends its ids.
func profileLength(text string, _ byte) int {
	if text[0] != ':' {
		return 0
	}
	n := digits(text[1:])
	switch {
	case n == 0 || n > 3:
		return 0
	case n+1 < len(text) && text[n+1] == 'k':
		return n + 2
	default:
		return n + 1
	}
}

func digits(text string) int {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return n
}
