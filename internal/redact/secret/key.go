package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// kind is what a name says its value is.
type kind uint8

const (
	nothing  kind = iota
	password      // chosen by a person: words count too
	secret        // made by a machine: it looks random
	bearing       // a token, and tokens are counted, paged and parsed as well
	once          // a token that tells requests apart, often a UUID, and then no secret
	basic         // docker's auth, base64 of user and password
	cookie
)

// SensitiveKey says what the value under a key of a JSON object, a map or an
// attribute must be, by the key's words: "clientSecret", "x-api-key",
// "db.password". The confidence is that of a plausible value ([PlausibleValue]);
// None for every other key, counts and ids of secrets among them ("max_tokens",
// "secret_name").
func SensitiveKey(key string) (detect.Entity, detect.Confidence) {
	switch kindOf(key) {
	case password:
		return Password, detect.High
	case secret, bearing, once:
		return GenericSecret, detect.High
	case basic:
		return BasicAuth, detect.High
	case cookie:
		return Cookie, detect.High
	default:
		return "", detect.None
	}
}

// Role of a word within a name.
type role uint8

const (
	plain role = iota
	passwordWord
	passWord   // pass, pw: only at the end of a longer name
	secretWord // secret, credential
	tokenWord
	keyWord
	apiKeyWord // apikey in one
	keyOwner   // what makes a key a secret one: api, access, private
	authWord
	cookieWord
	before // in front of a token: it is a number, or not secret
	open   // somewhere in front of a token: it is not secret
	after  // behind any of them: it is about the secret
)

// kindOf reads the words of a name: snake, kebab, dotted and camel case.
func kindOf(key string) kind {
	if !suspicious(key) {
		return nothing
	}
	found, owned, words, singular := nothing, false, 0, false
	for at := 0; at < len(key); {
		start, end := nextWord(key, at)
		if start == end {
			break
		}
		at = end
		words++
		r := roleOf(key[start:end])
		if found != nothing && (r == after || r == before || r == open) {
			return nothing
		}
		switch r {
		case passwordWord:
			found = password
		case passWord:
			if words > 1 && rest(key, end) || len(key) == len("pass") {
				found = password
			}
		case secretWord, apiKeyWord:
			if found != password {
				found = secret
			}
		case tokenWord:
			if found == nothing && singular {
				found = once
			} else if found == nothing {
				found = bearing
			}
		case keyWord:
			if owned && found == nothing {
				found = secret
			}
		case authWord:
			if rest(key, end) && words == 1 {
				found = basic
			}
		case cookieWord:
			if rest(key, end) {
				found = cookie
			}
		case before:
			if tokenIsNext(key, end) {
				return nothing
			}
		case open:
			if tokenFollows(key, end) {
				return nothing
			}
		case plain, keyOwner, after:
		}
		singular = ofRequest(key[start:end])
		owned = r == keyOwner || r == authWord || owned && r == plain
	}
	return found
}

// ofRequest are the words before token in names such as ClientRequestToken.
func ofRequest(w string) bool {
	switch len(w) {
	case len("client"):
		return strings.EqualFold(w, "client") || strings.EqualFold(w, "action")
	case len("request"):
		return strings.EqualFold(w, "request")
	default:
		return false
	}
}

// rest says that nothing but digits and punctuation follows.
func rest(key string, at int) bool {
	for ; at < len(key); at++ {
		if letters.has(key[at]) {
			return false
		}
	}
	return true
}

// tokenFollows says that a token or a key comes after a counting word; a
// password stays one whatever precedes it.
func tokenFollows(key string, at int) bool {
	for at < len(key) {
		start, end := nextWord(key, at)
		if start == end {
			return false
		}
		switch roleOf(key[start:end]) {
		case tokenWord, keyWord, apiKeyWord:
			return true
		case passwordWord, secretWord:
			return false
		default:
			at = end
		}
	}
	return false
}

// tokenIsNext says that it comes at once: "page token", not "page access token".
func tokenIsNext(key string, at int) bool {
	start, end := nextWord(key, at)
	switch roleOf(key[start:end]) {
	case tokenWord, keyWord, apiKeyWord:
		return true
	default:
		return false
	}
}

// suspicious is the cheap question most names are turned down by: whether three
// letters in a row are those of a word that names secrets, or it ends in pw.
func suspicious(key string) bool {
	if n := len(key); n > 3 && key[n-1]|0x20 == 'w' && key[n-2]|0x20 == 'p' {
		return true
	}
	for i := 2; i < len(key); i++ {
		if trigrams[0][key[i-2]]&trigrams[1][key[i-1]]&trigrams[2][key[i]] != 0 {
			return true
		}
	}
	return false
}

// trigrams has a bit for each of the beginnings, in any case, set for its first,
// second and third letter.
var trigrams = func() (t [3][256]uint16) {
	for bit, beginning := range [...]string{"pas", "pwd", "sec", "tok", "key", "cre", "coo", "cla", "aut", "dsn"} {
		for i := range len(beginning) {
			t[i][beginning[i]] |= 1 << bit
			t[i][beginning[i]-0x20] |= 1 << bit
		}
	}
	return t
}()

const (
	trigramBits = 10 // as many as there are beginnings
	trigramMask = 1<<trigramBits - 1
)

// nameBytes are the trigrams for who reads a name from its end: the bits of third
// letters, above them those of second and of first ones. It is not 0 for all bytes
// of which names are.
var nameBytes = func() (t [256]uint32) {
	for b := range t {
		t[b] = uint32(trigrams[2][b]) | uint32(trigrams[1][b])<<trigramBits | uint32(trigrams[0][b])<<(2*trigramBits)
		if (base64URL | dot).has(byte(b)) {
			t[b] |= 1 << 31
		}
	}
	return t
}()

// nextWord finds the next run of letters of one case, or of a capital and small
// letters: "clientSecret", "APIKey", "X-API-KEY".
func nextWord(key string, at int) (start, end int) {
	for at < len(key) && !letters.has(key[at]) {
		at++
	}
	start, end = at, at
	for end < len(key) {
		is := classes[key[end]]
		if is&letters == 0 {
			break
		}
		if is&upper != 0 && end > start {
			small := lower.has(key[end-1])
			nextSmall := end+1 < len(key) && lower.has(key[end+1])
			if small || nextSmall && upper.has(key[end-1]) {
				break
			}
		}
		end++
	}
	return start, end
}
