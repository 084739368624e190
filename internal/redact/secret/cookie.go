package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// maxCookies is how many secrets of one header are found one by one; what
// stands between the last of these and any further one goes with them.
const maxCookies = 4

// cookies recognises the values of cookie headers that open a session. Their
// names stay, and so do cookies such as theme=dark.
func cookies() (all []detect.Pattern) {
	names := [maxCookies]string{"cookie-header", "second-cookie", "third-cookie", "further-cookies"}
	for n, name := range names {
		var gate *detect.Gate
		if n > 0 {
			gate = severalCookies
		}
		all = append(all, detect.Pattern{
			Entity: Cookie, Name: name, Prefixes: []string{"cookie:", "cookie=\"", "cookie='"}, Fold: true, Gate: gate,
			Find: func(text string, at int) (int, int, detect.Confidence) { return findCookie(text, at, n) },
			Proof: detect.Proof{
				Hits: func() []string { return cookieHits()[n] },
				Misses: func() []string {
					return []string{
						"Cookie: a small biscuit", "Cookie: <cookie>", "Set-Cookie: ", "Cookie: theme=dark; lang=en-GB; tz=Europe/Berlin", "Set-Cookie: lang=de; Path=/; Max-Age=31536000",
						"Cookie: session=[COOKIE]; theme=dark", "Cookie: sid=${SESSION_ID_2}", `cookie="consent=true"`, "Cookie: _ga=GA1.2.1398471205.1731930427",
					}
				},
			},
		})
	}
	return all
}

func cookieHits() [maxCookies][]string {
	a, b, c := random(alnum, 24, 1), random(hexLower, 32, 2), random(alnum, 20, 3)
	return [...][]string{
		{
			"Cookie: session=«" + a + "»; theme=dark\n", "Set-Cookie: sid=«" + c + "»; Path=/; HttpOnly", `cookie="sid=«` + c + `»"`, "Cookie: theme=dark; lang=en; PHPSESSID=«" + b + "»",
			"cookie: __Secure-id=«" + a + "»", "Cookie: auth=«k4tz9»", "-H 'Cookie: theme=dark; t=«" + a + "»'",
		},
		{"Cookie: session=" + a + "; theme=dark; token=«" + b + "»; lang=en"},
		{"Cookie: a=" + a + "; b=" + b + "; x=1; c=«" + c + "»"},
		{"Cookie: a=" + a + "; b=" + b + "; c=" + c + "; d=«" + a + "; theme=dark; e=" + b + "»; f=1"},
	}
}

// findCookie finds the nth value of a header that is a secret, counted from 0.
func findCookie(text string, at, nth int) (start, end int, c detect.Confidence) {
	from := at + len("cookie:")
	if text[from-1] == '=' {
		from++
	}
	limit := min(len(text), from+4096)
	setting := at >= 4 && hasPrefixFold(text[at-4:], "set-")
	for n := 0; ; {
		from = skipBlanks(text, from, 4)
		equal := (word | hyphen | dot).run(text, from, 64)
		if equal == from || equal >= limit || text[equal] != '=' {
			break
		}
		stop := equal + 1
		for stop < limit && !endsCookie[text[stop]] {
			stop++
		}
		if opensSession(text[from:equal], text[equal+1:stop]) {
			switch {
			case n == nth:
				start, end = equal+1, stop
			case n > nth && nth == maxCookies-1:
				end = stop
			}
			n++
		}
		if setting || stop >= limit || text[stop] != ';' || n > nth && nth < maxCookies-1 {
			break
		}
		from = stop + 1
	}
	if start == 0 {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

// endsCookie are the bytes at which the value of a cookie ends.
var endsCookie = func() (ends [256]bool) {
	for b := range ends {
		ends[b] = b <= ' ' || strings.IndexByte("\"';\\", byte(b)) >= 0
	}
	return ends
}()

// severalCookies is asked before all patterns but the first.
var severalCookies = &detect.Gate{Ask: func(text string, at int) bool {
	_, _, c := findCookie(text, at, 1)
	return c != detect.None
}}

// opensSession says that a cookie is a credential: by its name, or by a value
// that is long and random.
func opensSession(name, value string) bool {
	if len(value) < 5 || placeholder(value) || elsewhere(value) {
		return false
	}
	if sessionName(name) {
		return mixed(value) || len(value) >= 16 && gibberish(value)
	}
	for _, head := range [...]string{"_g", "__utm", "_fb", "_hj", "_pk", "ajs_", "amp_", "mp_"} {
		if strings.HasPrefix(name, head) {
			return false // analytics
		}
	}
	count := 0
	for i := range len(value) {
		if letters.has(value[i]) {
			count++
		}
	}
	return len(value) >= 16 && count > 4 && opaque(value)
}

// sessionName reads the names frameworks give: PHPSESSID, connect.sid, auth_token, remember_me.
func sessionName(name string) bool {
	for i := range len(name) {
		hint := ""
		switch lowered(name[i]) {
		case 's':
			hint = "sess"
			if hasPrefixFold(name[i:], "sid") {
				return true
			}
		case 'a':
			hint = "auth"
		case 't':
			hint = "token"
		case 'j':
			hint = "jwt"
		case 'r':
			hint = "remember"
		case 'l':
			hint = "login"
		}
		if hint != "" && hasPrefixFold(name[i:], hint) {
			return true
		}
	}
	return false
}
