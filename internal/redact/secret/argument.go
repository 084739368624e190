package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// argument is "NAME", "value" in a call: setenv("API_KEY", "...").
func argument(text string, at int, want kind) (found, bool) {
	key := text[(base64URL|dot).runBack(text, at, maxKey):at]
	if len(key) < 3 {
		return found{}, false
	}
	if k := kindOf(key); k.is(want) {
		next := skipBlanks(text, at+2, 2)
		if next < len(text) && (text[next] == '"' || text[next] == '\'') {
			f, ok := valueAfter(text, next, k, quoted)
			return f, ok && f.confidence >= detect.High && !spelled(text[f.start:f.end]) // in a list of words, password is one
		}
	}
	return found{}, false
}

// called is name("value") where the call sets what its name says: setApiKey("..."),
// with_password('...'), .accessToken("...").
func called(text string, at int, want kind) (found, bool) {
	start := word.runBack(text, at, maxKey)
	key := text[start:at]
	switch {
	case hasPrefixFold(key, "set"), hasPrefixFold(key, "with"):
	case start > 0 && text[start-1] == '.' && !asks(key):
	default:
		return found{}, false
	}
	k := kindOf(key)
	if !k.is(want) {
		return found{}, false
	}
	f, ok := valueAfter(text, at+1, k, quoted)
	return f, ok && f.confidence >= detect.High && f.end+1 < len(text) && text[f.end+1] == ')' && !spelled(text[f.start:f.end])
}

// asks says that a method has its argument for the name of something, or for a
// value to look at.
func asks(method string) bool {
	for _, verb := range [...]string{"get", "find", "load", "read", "fetch", "list", "is", "has", "new", "create", "parse", "check", "verify", "validate", "hash", "encode", "decode", "generate", "require", "revoke", "delete", "remove"} {
		if hasPrefixFold(method, verb) {
			return true
		}
	}
	return false
}

// cell is | name | value | in a table of Markdown.
func cell(text string, at int, want kind) (found, bool) {
	start, i := cellBefore(text, at)
	label := start
	for label > 0 && start-label < 8 && strings.IndexByte(" `*\"", text[label-1]) >= 0 {
		label--
	}
	if start == i || label == 0 || text[label-1] != '|' {
		return found{}, false
	}
	k := kindOf(text[start:i])
	if !k.is(want) {
		return found{}, false
	}
	f, ok := valueAfter(text, at+1, k, bare)
	return f, ok && f.confidence >= detect.High && !spelled(text[f.start:f.end])
}

// cellBefore is the word that ends the cell before a bar.
func cellBefore(text string, at int) (start, end int) {
	end = at
	for end > 0 && at-end < 8 && strings.IndexByte(" `*\"", text[end-1]) >= 0 {
		end--
	}
	return (base64URL | dot).runBack(text, end, maxKey), end
}

// spelled says that a value is made of names, of which one may have a number.
func spelled(value string) bool {
	count := 0
	for at := 0; at < len(value); {
		end := alnum.run(value, at, len(value))
		for from := at; from < end; {
			stop := letters.run(value, from, end-from)
			if stop-from > 2 && !identifier(value[from:stop]) {
				return false
			}
			from = digits.run(value, stop, end-stop)
			count += from - stop
		}
		at = end + 1
	}
	return count <= 2
}

// flag is --name value on a command line; --name=value is an assignment.
func flag(text string, at int, want kind) (found, bool) {
	start := at + len("--")
	if start >= len(text) || !letters.has(text[start]) {
		return found{}, false
	}
	end := base64URL.run(text, start, maxKey)
	if end >= len(text) || text[end] != ' ' {
		return found{}, false
	}
	if k := kindOf(text[start:end]); k.is(want) {
		return valueAfter(text, end+1, k, tight)
	}
	return found{}, false
}

// element is <name>value</name>, at the closing tag.
func element(text string, at int, want kind) (found, bool) {
	key := text[at+2 : (base64URL|dot|colon).run(text, at+2, maxKey)]
	k := kindOf(key)
	if !k.is(want) {
		return found{}, false
	}
	end := at
	for end > 0 && at-end < 64 && text[end-1] <= ' ' {
		end--
	}
	start := end
	for start > 0 && end-start < 512 && text[start-1] > ' ' && text[start-1] != '>' && text[start-1] != '<' {
		start--
	}
	open := start
	for open > 0 && start-open < 64 && text[open-1] <= ' ' {
		open--
	}
	if start == end || open == 0 || text[open-1] != '>' {
		return found{}, false
	}
	c := judge(k, text[start:end], quoted)
	return found{start: start, end: end, confidence: c}, c > detect.None
}

// compared is "value" == name.
func compared(text string, at int, want kind) (found, bool) {
	right := at + 1
	for right < len(text) && right-at < 8 && strings.IndexByte(" !=", text[right]) >= 0 {
		right++
	}
	if right-at < 5 || text[right-2] != '=' || text[right-3] == ' ' {
		return found{}, false
	}
	k := kindOf(text[right:(word|dot).run(text, right, maxKey)])
	if !k.is(want) {
		return found{}, false
	}
	start := strings.LastIndexByte(text[max(0, at-128):at], text[at])
	if start < 0 {
		return found{}, false
	}
	start += max(0, at-128) + 1
	c := judge(k, text[start:at], quoted)
	return found{start: start, end: at, confidence: c}, c > detect.None
}

// spokenPassword is a password told in a sentence: "the password is Blue-Horse-42".
func spokenPassword() detect.Pattern {
	return detect.Pattern{
		Entity: Password, Name: "spoken-password", Fold: true, Find: findSpoken,
		Prefixes: []string{"password ", "passwort ", "passphrase ", "passcode ", "passwd ", "pwd ", "contraseña ", "senha "},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"the wifi password is «Blue-Horse-42»", "das Passwort lautet «Sommer!2031».", `password "«m{{h}o)p` + "$e]nob(ody»\";"}
			},
			Misses: func() []string {
				return []string{
					"the password is required", "password is case-sensitive and 8 to 20 characters", "the password is base64-encoded",
					"password must have 12 characters", "password was SHA-256 hashed", `password "hunter2';`,
				}
			},
		},
	}
}

func findSpoken(text string, at int) (int, int, detect.Confidence) {
	start := at + strings.IndexByte(text[at:], ' ') + 1
	if text[start-1] == ' ' && start < len(text) && (text[start] == '"' || text[start] == '\'') {
		end := closing(text, start+1, text[start], 0)
		if end < 0 || end == len(text) || judge(password, text[start+1:end], quoted) < detect.High {
			return 0, 0, detect.None
		}
		return start + 1, end, detect.High
	}
	for _, verb := range [...]string{"is ", "was ", "is: ", "lautet ", "ist ", "es ", "é "} {
		if hasPrefixFold(text[start:], verb) {
			start += len(verb)
			break
		}
	}
	if start == at+strings.IndexByte(text[at:], ' ')+1 {
		return 0, 0, detect.None
	}
	if start < len(text) && (text[start] == '"' || text[start] == '\'' || text[start] == '`') {
		start++
	}
	end := bareEnd(text, start)
	value := text[start:end]
	if len(value) < 6 || !mixed(value) || algorithm(value) || !mixedCase(value) && !marked(value) ||
		judge(password, value, quoted) < detect.High {
		return 0, 0, detect.None
	}
	return start, end, detect.Medium
}

// marked says that a value has a character that is in no word or number.
func marked(value string) bool {
	return strings.ContainsAny(value, "!@#$%^&*+=~?") || !words(value) && len(value) >= 8
}

// dockerAuth is the password of a registry in docker's configuration.
func dockerAuth() detect.Pattern {
	return detect.Pattern{
		Entity: BasicAuth, Name: "docker-auth", Prefixes: []string{`"auth"`, `'auth'`, `auth="`, `auth='`, `auth\":`, "_auth=", "_auth ="}, Find: findDockerAuth,
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{`{"auths":{"ghcr.io":{"auth":"«dXNlcjpnaHBfc2VjcmV0»"}}}`, `auth="«dXNlcjpnaHBfc2VjcmV0»"`, "//registry.example.com/:_auth=«dXNlcjpnaHBfc2VjcmV0»", `{\"auth\":\"«dXNlcjpnaHBfc2VjcmV0»\"}`}
			},
			Misses: func() []string { return []string{`{"auth": "oauth2"}`, `"auth": "bm90aGluZw=="`} }, // no user in it
		},
	}
}

func findDockerAuth(text string, at int) (int, int, detect.Confidence) {
	at += strings.IndexByte(text[at:at+2], 'a') + len("auth")
	for n := 0; n < 4 && at < len(text) && strings.IndexByte(`\"' `, text[at]) >= 0; n++ {
		at++
	}
	for n := 0; n < 2 && at < len(text) && text[at] == ' '; n++ {
		at++
	}
	if at >= len(text) || text[at] != ':' && text[at] != '=' {
		return 0, 0, detect.None
	}
	at++
	if f, ok := valueAfter(text, at, basic, quoted); ok {
		return f.start, f.end, f.confidence
	}
	return 0, 0, detect.None
}
