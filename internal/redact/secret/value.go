package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// PlausibleValue says whether the value of a sensitive key can be a secret at
// all: no placeholder, no marker, no sentence, no reference to where the secret is.
func PlausibleValue(value string) bool {
	return judge(password, value, quoted) >= detect.Medium
}

// Leaf judges the string or number at a key of a JSON object, a map or an
// attribute, and returns the span of the secret within value; None when the key
// is not sensitive or the value is none.
func Leaf(key, value string) (entity detect.Entity, start, end int, c detect.Confidence) {
	entity, c = SensitiveKey(key)
	if c == detect.None {
		return "", 0, 0, detect.None
	}
	return entity, 0, len(value), judge(kindOf(key), value, quoted)
}

// How a value stands in the text.
type setting uint8

const (
	quoted  setting = iota // in quotes, or alone
	tight                  // KEY=value
	bare                   // key = value, key: value: code looks like this
	shouted                // tight, and the key in capitals, as the environment has it
)

// judge says how sure it is that value is a secret of the kind.
func judge(k kind, value string, s setting) detect.Confidence {
	if len(value) < 4 || len(value) > maxValue || placeholder(value) || elsewhere(value) || strings.IndexByte(value, ' ') >= 0 {
		return detect.None
	}
	switch k {
	case password:
		return judgePassword(value, s)
	case basic:
		if userAndPassword(value) {
			return detect.High
		}
		return detect.None
	case cookie:
		if len(value) >= 8 && mixed(value) && !words(value) {
			return detect.High
		}
		return detect.None
	case bearing, once:
		if k == once && uuid(value) {
			return detect.None
		}
		if len(value) < 8 || len(value) == 42 && value[:2] == "0x" { // a token of a chain is an address
			return detect.None
		}
		return judgeSecret(value, s)
	default:
		return judgeSecret(value, s)
	}
}

// maxValue bounds a value: a longer one is a document.
const maxValue = 4096

func judgePassword(value string, s setting) detect.Confidence {
	switch {
	case !anyOf(alnum, value), version(value), commonWord(value), validation(value):
		return detect.None // a line of punctuation; the version of a package named passwd; rules of a form
	case digits.all(value):
		if len(value) >= 6 {
			return detect.Medium
		}
		return detect.None
	case (letters | underscore | hyphen | dot | beyondASCII).all(value):
		if (s == bare || s == tight) && len(value) >= 10 && letters.all(value) && gibberish(value) && !identifier(value) {
			return detect.Medium
		}
		if len(value) < 6 || anyOf(beyondASCII, value) || s == bare || s == tight || strings.IndexByte(value, '.') >= 0 || strings.Contains(value, "_") && s == quoted ||
			kindOf(value) != nothing {
			return detect.None
		}
		return detect.Medium
	case s != quoted && (s == bare && code(value) || expression(value)):
		return detect.None
	default:
		return detect.High
	}
}

func judgeSecret(value string, s setting) detect.Confidence {
	switch {
	case len(value) < 6, digits.all(value) && len(value) < 20, version(value), date(value), imitation(value), published(value):
		return detect.None
	case (letters | underscore | hyphen | dot | slashPlus | equals).all(value):
		if len(value) >= 16 && gibberish(value) {
			return detect.High
		}
		return detect.None
	case s == bare && (code(value) || variable(value) || len(value) < 10), s != quoted && expression(value), strings.Contains(value, "->"), strings.Contains(value, "=$"):
		return detect.None
	case len(value) <= 18 && hasPrefixFold(value, "0x"), strings.HasSuffix(value, "()"): // a number; a call
		return detect.None
	case (digits | dot | colon | hyphen).all(value) && len(value) < 32, words(value), identifier(value), algorithm(value), twoBits.over(value):
		return detect.None
	default:
		return detect.High
	}
}

// placeholder says that a value stands for a secret, or has been redacted.
func placeholder(value string) bool {
	if value == "" || filler(value) {
		return true
	}
	switch value[0] {
	case '<', '[', '(', '*', '#':
		return true
	case '{':
		if value[len(value)-1] == '}' {
			return true
		}
	case '$', '%', '@':
		if value[0] == '%' && len(value) > 1 && strings.IndexByte("sdvqr", value[1]) >= 0 && (len(value) == 2 || !alnum.has(value[2])) {
			return true // of a format
		}
		if len(value) > 1 && (value[1] == '{' || value[1] == '(' || value[1] == '%' || letters.has(value[1]) && reference(value)) {
			return true
		}
	}
	for i := range len(value) - 1 {
		if hintPairs[value[i]]>>(value[i+1]&63)&1 == 0 {
			continue
		}
		hint := ""
		switch lowered(value[i]) {
		case 'x':
			hint = "xxxx"
		case '*':
			hint = "***"
		case '.':
			hint = "..."
		case 'y':
			hint = "your"
		case 'e':
			hint = "example"
		case 'c':
			hint = "change"
		case 'p':
			hint = "placeholder"
		case 'r':
			hint = "redacted"
			if hasPrefixFold(value[i:], "replace") {
				return true
			}
		case 'i':
			hint = "insert"
		case 'd':
			hint = "dummy"
		case 'f':
			hint = "fake"
		case 's':
			hint = "sample"
		case 'm':
			hint = "masked"
		case 'u':
			hint = "undefined"
		case '_':
			hint = "_here"
		case '-':
			hint = "-here"
		}
		if hint != "" && hasPrefixFold(value[i:], hint) {
			return true
		}
	}
	return false
}

// hintPairs are how the hints begin that placeholder looks for, in any case: by the
// first byte, bits for the lower half of the second.
var hintPairs = func() (pairs [256]uint64) {
	for _, p := range [...]string{"xx", "**", "..", "yo", "ex", "ch", "pl", "re", "in", "du", "fa", "sa", "ma", "un", "_h", "-h"} {
		for b := range 256 {
			if lowered(byte(b)) == p[0] {
				pairs[b] |= 1<<(p[1]&63) | 1<<(p[1]&^0x20&63)
			}
		}
	}
	return pairs
}()

// reference is $NAME, $NAME/file, %NAME% or @name: a variable.
func reference(value string) bool {
	end := (word | colon).run(value, 1, len(value))
	return end == len(value) || value[end] == '-' || value[end] == '.' || value[end] == '/' || end == len(value)-1 && value[end] == '%'
}

// version is ^1.2.3, v1.2.3-beta4 and the like.
func version(value string) bool {
	if value[0] == '%' && len(value) < 8 {
		return true
	}
	i := 0
	for i < len(value) && i < 3 && strings.IndexByte("^~v=%.<>", value[i]) >= 0 {
		i++
	}
	end := (digits | dot).run(value, i, 24)
	if strings.IndexByte(value[i:end], '.') < 0 {
		return false
	}
	return end == len(value) || len(value) < 24 && end > i && (value[end] == '-' || value[end] == '+') && words(value[end:])
}

// imitation is what looks like the token of a vendor, and is not one: shortened,
// counted through, of a length that does not occur.
func imitation(value string) bool {
	colon := strings.IndexByte(value, ':')
	switch {
	case colon > 0 && colon+1 < len(value) && digits.all(value[:colon]) && value[colon+1] == 'A': // of a bot of Telegram
		n := len(value) - colon - 1
		return n >= 24 && n <= 60 && (n != 35 || colon < 5 || colon > 16)
	case colon > 0 && letters.all(value[colon+1:]) && identifier(value[colon+1:]): // a name with its namespace
		return alnum.all(value[:colon])
	case len(value) < 20 && strings.Contains(value, "1234567890"), strings.Contains(value, "1234-1234"), strings.Contains(value, "####"):
		return true
	default:
		return false
	}
}

// date is 2024-11-05, with a time or without.
func date(value string) bool {
	if len(value) < 10 || len(value) > 40 || value[4] != '-' || value[7] != '-' {
		return false
	}
	for i := range len(value) {
		if !(digits | hyphen | dot | colon).has(value[i]) && strings.IndexByte("TZ+", value[i]) < 0 {
			return false
		}
	}
	return true
}

// expression says that an unquoted value is code that goes on: a = b ? this.c += d : e.
func expression(value string) bool {
	return strings.Contains(value, "this.") || strings.Contains(value, "+=") || strings.Contains(value, "&&") || strings.Contains(value, "||")
}

// validation are the rules a form checks a password by: required|min:8.
func validation(value string) bool {
	if first, _, ok := strings.Cut(value, "|"); ok {
		return commonWord(first)
	}
	first, second, ok := strings.Cut(value, ":") // user:password
	return ok && commonWord(first) && commonWord(second)
}

// elsewhere says that a value tells where the secret is: code that reads it, a
// path, a URL, a reference to a vault.
func elsewhere(value string) bool {
	switch value[0] {
	case '/', '~', '\\':
		if (word | dot | hyphen | slashPlus).all(value[1:]) && !mixedCase(value) {
			return true
		}
		return strings.Count(value, "/")+strings.Count(value, `\`) >= 2 && !mixedCase(value)
	case '.':
		return len(value) > 1 && (value[1] == '/' || value[1] == '.')
	}
	if i := strings.Index(value, "://"); i > 0 && letters.all(value[:i]) {
		return true
	}
	for _, head := range elsewhereBy[value[0]] {
		if hasPrefixFold(value, head) {
			return true
		}
	}
	return false
}

// elsewhereBy is how values begin that tell where the secret is, by their first
// byte in any case.
var elsewhereBy = func() (by [256][]string) {
	for _, head := range [...]string{
		"os.", "process.env", "env.", "env[", "getenv", "secrets.", "vault:", "arn:aws", "projects/", "data:", "ref+", "secretref:", "system.getenv",
		"op:", "www.", "config.", "settings.", "self.", "this.", "local.", "var.", "args.", "params.", "request.", "req.", "ctx.", "options.", "file:",
	} {
		by[head[0]] = append(by[head[0]], head)
		by[head[0]&^0x20] = append(by[head[0]&^0x20], head)
	}
	return by
}()

func mixedCase(s string) bool {
	var seen alphabet
	for i := range len(s) {
		seen |= classes[s[i]]
	}
	return seen&upper != 0 && seen&lower != 0 && seen&digits != 0
}

// commonWord are the words that stand under password in schemas, forms and messages.
func commonWord(value string) bool {
	var buffer [12]byte
	if len(value) > len(buffer) {
		return false
	}
	for i := range len(value) {
		buffer[i] = lowered(value[i])
	}
	switch string(buffer[:len(value)]) {
	case "password", "passwd", "pass", "secret", "string", "required", "invalid", "incorrect", "hidden", "optional", "missing", "number", "boolean",
		"object", "username", "passwords", "wrong", "correct", "blank", "empty", "token", "credentials", "encrypted", "disabled", "enabled", "unknown", "expired", "removed", "default", "varchar", "bcrypt", "private", "public", "protected", "input", "type", "user", "pwd", "text", "nullable", "confirmed", "sometimes",
		"float64", "int64", "int32", "uint64", "utf-8", "utf8", "md5", "sha1", "sha256", "sha-256", "sha512", "sha-512", "base64", "argon2", "argon2id", "pbkdf2", "scrypt", "aes-256":
		return true
	default:
		return false
	}
}

// algorithm are names with numbers in them.
func algorithm(value string) bool {
	for _, name := range [...]string{"sha1", "sha2", "sha3", "sha5", "sha-", "md5", "base64", "base32", "oauth", "utf-8", "utf8", "ed25519", "aes", "rsa", "hs256", "rs256", "es256", "x509", "bcrypt", "argon2", "pbkdf2", "ssh-", "x25519", "gpt-", "application/"} {
		if hasPrefixFold(value, name) {
			return len(value) < 24
		}
	}
	return false
}
