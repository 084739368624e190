package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var urlPatterns = []detect.Pattern{
	{
		Entity:   "URL_CREDENTIALS",
		Name:     "url-credentials",
		Prefixes: []string{"://"},
		Find:     urlCredentials,
		Proof: detect.Proof{
			Hits: texts(
				"https://«svc:S3cr3tPw»@db.example.com/x",
				"git clone https://«bob:hunter2-Long»@git.example.com/x.git",
				"proxy=http://«user:p%40ss»@10.0.0.1:3128",
			),
			Misses: texts(
				"https://example.com:8443/a@b",         // a port, and a path with an @
				"https://user@example.com/",            // a name alone
				"https://${USER}:${PASS}@example.com/", // placeholders
				"https://<user>:<password>@example.com",
				"https://svc:***@db.example.com/x", // blackened
				"https://svc:@db.example.com/x",    // empty
				"https://{{u}}:{{p}}@example.com",  // a template
				"http://user:password@proxy:8080",  // an example
				"amqp://svc:S3cr3tPw@mq/vhost",     // other schemes are the secrets' own
				"see https://example.com: bob@example.com",
			),
		},
	},
	{
		Entity:   "URL",
		Name:     "url",
		Prefixes: []string{"http://", "https://", "ftp://", "www."},
		Fold:     true,
		Off:      true,
		Find:     url,
		Proof: detect.Proof{
			Hits: texts(
				"see «https://www.example.com/store/abc/?q=1&b=2».",
				"(«http://example.site») and '«https://docs.example.org/»'",
				"«www.example.com»",
			),
			Misses: texts(
				"http://localhost and www.example", // no domain
				"https://",
				"http:/example.com",
			),
		},
	},
	{
		Entity: "DOMAIN",
		Name:   "domain-name",
		Anchor: '.',
		Off:    true,
		Find:   domain,
		Proof: detect.Proof{
			Hits: texts("my domains: «example.com», «shop.example.co.uk» and «xn--bcher-kva.de».", "https://«www.example.org»/x"),
			Misses: texts(
				"main.go and index.html",     // files
				"os.Args, a.b and fmt.Print", // code
				"end.Next sentence",          // a space is missing
				"1.2.3",                      // a version
				"bob@example.com",            // an e-mail address
			),
		},
	},
}

const maxUserinfo = 256

// urlCredentials finds user:password between the slashes of a web URL and its last @
// before the path; one that was percent-encoded may stand in the password.
func urlCredentials(text string, at int) (int, int, detect.Confidence) {
	start := at + 3
	if !foldsTo(text[max(0, at-5):at], "https") && !foldsTo(text[max(0, at-4):at], "http") {
		return 0, 0, detect.None
	}
	colon, end := -1, -1
scan:
	for i := start; i < len(text) && i-start < maxUserinfo; i++ {
		switch c := text[i]; {
		case c == ':' && colon < 0:
			colon = i
		case c == '@':
			end = i
		case c == ',' && end >= 0, c == ';' && end >= 0:
			break scan
		case c <= ' ', c == '/', c == '"', c == '<', c == '>', c == '\'', c == '`', c == '\\', c == '{', c == '}', c == '?', c == '#':
			break scan
		}
	}
	if colon <= start || end <= colon+1 || !genuine(text[start:colon], text[colon+1:end]) {
		return 0, 0, detect.None
	}
	if host := byteAt(text, end+1); !isAlnum(host) && host != '[' && host < 0x80 {
		return 0, 0, detect.None
	}
	return start, end, detect.Certain
}

// genuine: not blackened, no variable, not what documentation has there.
func genuine(user, password string) bool {
	if foldsTo(user, "user", "username", "login", "usr") && foldsTo(password, "password", "pass", "passwd", "pwd") {
		return false
	}
	return password[0] != '$' && password[0] != '%' && password[0] != '[' && strings.Trim(password, "*xX.") != ""
}

func url(text string, at int) (int, int, detect.Confidence) {
	host := at
	if i := strings.Index(text[at:min(len(text), at+8)], "://"); i >= 0 {
		host = at + i + 3
	}
	end, ok := domainEnd(text, host)
	if !ok || host == at && strings.Count(text[host:end], ".") < 2 {
		return 0, 0, detect.None
	}
	for end < len(text) && end-at < 2048 && text[end] > ' ' && !strings.ContainsRune("\"'<>`{}|\\^", rune(text[end])) {
		end++
	}
	for strings.IndexByte(".,;:!?)]", text[end-1]) >= 0 {
		end--
	}
	return at, end, detect.High
}

// domain is called at every point, and goes on at the first of a host name whose
// top level is one of those that most names have; files and code have others.
func domain(text string, at int) (int, int, detect.Confidence) {
	start := at
	for start > 0 && at-start < 63 && (isAlnum(text[start-1]) || text[start-1] == '-') {
		start--
	}
	if c := byteAt(text, start-1); start == at || c == '.' || c == '@' || c == '_' || c == '/' && byteAt(text, start-2) != '/' || text[start] == '-' {
		return 0, 0, detect.None
	}
	end, ok := domainEnd(text, start)
	if !ok || byteAt(text, end) == '(' || byteAt(text, end) == '@' {
		return 0, 0, detect.None
	}
	top := text[strings.LastIndexByte(text[:end], '.')+1 : end]
	if hasLower(top) && foldsTo(top, "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "dev", "app", "cloud", "site", "online", "shop", "xyz",
		"uk", "de", "fr", "es", "it", "nl", "be", "ch", "at", "pl", "se", "no", "dk", "fi", "pt", "ie", "cz", "eu", "us", "ca", "mx", "br", "ar", "cl", "co", "au", "nz", "jp", "cn", "in", "kr", "sg", "hk", "tw", "za", "ru", "ua", "tr", "il") {
		return start, end, detect.Medium
	}
	return 0, 0, detect.None
}
