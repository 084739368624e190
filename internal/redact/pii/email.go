package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var emailPatterns = []detect.Pattern{{
	Entity: "EMAIL_ADDRESS",
	Name:   "email-address",
	Anchor: '@',
	Find:   email,
	Proof: detect.Proof{
		Hits: texts(
			"write to «jane.roe@example.com» please",
			"(«bob@example.com»), <«amy@example.org»>; \"«x@example.net»\"!",
			"«j.d+tag_1%x@mail.eu-1.example.co.uk».",
			"«post@xn--bcher-kva.example»",
			"«a@xn--d1acufc.xn--p1ai»",
			"«bob@bücher.example»",
			"«élise@example.com»",
			"«bоb@example.com» has a Cyrillic o",
			"我的邮箱是«bob@example.com»谢谢",
			"email=«bob@example.com»&next=1",
			"mailto:«o'brien@example.ie»",
			"'«bob@example.com»'",
			"From: Bob <«bob@example.com»>",
			"«_svc@example.com», -«x@example.com»",
			"call «bob@example.com»: he knows",
			"«иван@пример.рф»",
			"«user@例え.jp»",
			"«a@b.museum»",
			"to «\"john doe\"@example.com»",
			"https://x.example/«bob@example.com»/edit",
		),
		Misses: texts(
			"ask @bob about user@localhost and @app.route(\"/x\")", // no domain, handles, decorators
			"uses: actions/checkout@v4.1.0, npm i @scope/pkg@1.2.3, go get github.com/x/y@v1.2.3, react@18.2.0",
			"git clone git@github.com:org/repo.git", // a remote, nobody's mailbox
			"logo@2x.png and icon@3x.webp",          // pictures
			"a@b.dot(c)",                            // a product of matrices
			"https://svc:S3cr3tPw@db.example.com/x", // credentials of a URL
			"x@y.z",                                 // no top level of one letter
			"info@presidio.",                        // no top level
			"bob@-example.com",                      // no label begins so
			"bob@example..com",                      // an empty label
			"****@****.com",                         // blackened
			"bob @ example.com",                     // spaces
			"pkg@latest.tgz",                        // an archive
			"@@example.com",
			"app@2.min.js", // a script
		),
	},
}}

// Limits of RFC 5321.
const (
	maxLocal  = 64
	maxDomain = 255
)

// email looks both ways from an @.
func email(text string, at int) (int, int, detect.Confidence) {
	start := localStart(text, at)
	if start == at {
		start = quotedLocal(text, at)
	}
	if start == at || !dottedRight(text[start:at]) || text[start:at] == "git" || inURL(text, start) {
		return 0, 0, detect.None
	}
	end, ok := domainEnd(text, at+1)
	if !ok || byteAt(text, end) == '(' { // a.b@c.dot(d) is code
		return 0, 0, detect.None
	}
	return start, end, detect.Certain
}

// localStart is where the local part begins: atoms and letters of alphabets
// whose words are set apart by spaces. The rarer characters RFC 5322 allows (=, /,
// &, ...) are where an address begins in practice.
func localStart(text string, at int) int {
	start := at
	for start > 0 && at-start < maxLocal {
		c := text[start-1]
		if isAlnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\'' && start != at {
			start--
			continue
		}
		if c < 0x80 || start < 2 {
			break
		}
		if lead := text[start-2]; c < 0xc0 && twoByteLetter(lead, c) {
			start -= 2
			continue
		}
		break
	}
	for start < at && (text[start] == '.' || text[start] == '-' || text[start] == '\'' || text[start] == '+' || text[start] == '%') {
		start++
	}
	if i := strings.LastIndexByte(text[start:at], '\''); i >= 0 && !between(text, start+i) {
		start += i + 1
	}
	return start
}

// quotedLocal is where a quoted local part begins, "john doe"@example.com.
func quotedLocal(text string, at int) int {
	if byteAt(text, at-1) != '"' {
		return at
	}
	for i := at - 2; i >= 0 && at-i <= maxLocal; i-- {
		switch c := text[i]; {
		case c == '"' && i < at-2:
			return i
		case !isAlnum(c) && c != ' ' && c != '.' && c != '_' && c != '-' && c != '+':
			return at
		}
	}
	return at
}

// between: a letter on both sides, as in o'brien.
func between(text string, i int) bool {
	return isAlpha(byteAt(text, i-1)) && isAlpha(byteAt(text, i+1))
}

// twoByteLetter: Latin, Greek, Cyrillic, Hebrew and Arabic letters and accents;
// not the punctuation of Latin-1.
func twoByteLetter(lead, c byte) bool {
	return lead >= 0xc3 && lead <= 0xdf && c&0xc0 == 0x80 && (lead != 0xc3 || c != 0x97 && c != 0xb7)
}

// dottedRight: no point at the end, nor two in a row.
func dottedRight(local string) bool {
	return local != "" && local[len(local)-1] != '.' && !strings.Contains(local, "..")
}

// inURL: what stands before the @ is the end of user:password in a URL.
func inURL(text string, start int) bool {
	if byteAt(text, start-1) != ':' {
		return false
	}
	limit := max(2, start-80)
	for i := start; i > limit; i-- {
		switch c := text[i-1]; {
		case c == ' ', c == '"', c == '<', c == '\n', c == '@':
			return false
		case c == '/' && text[i-2] == '/' && i != start:
			return true
		}
	}
	return false
}

// domainEnd reads labels from i on, and returns the end of the last one that can
// be a top-level domain.
func domainEnd(text string, i int) (end int, ok bool) {
	from, labels := i, 0
	for i-from <= maxDomain {
		n := labelLength(text, i)
		if n == 0 {
			break
		}
		labels++
		if labels > 1 && topLevel(text[i:i+n]) {
			end = i + n
		} else if labels > 1 && byteAt(text, i+n) != '.' {
			break // ends in a label that is none: bob@1.2.3, logo@2x.png
		}
		i += n
		if byteAt(text, i) != '.' {
			break
		}
		i++
	}
	if end == 0 {
		return 0, false
	}
	if last := byteAt(text, end); last == '.' && isDigit(byteAt(text, end+1)) || last == '_' || last == '@' {
		return 0, false
	}
	return end, true
}

// labelLength is the length of the label at i: letters, digits and inner
// hyphens, all ASCII or all not (but for accents), so that a domain ends where
// Chinese goes on without a space.
func labelLength(text string, i int) int {
	n := 0
	for i+n < len(text) && n <= 63 {
		c := text[i+n]
		switch {
		case isAlnum(c) || c == '-':
			n++
		case c >= 0xc3 && c <= 0xdf && twoByteLetter(c, byteAt(text, i+n+1)):
			n += 2
		default:
			if c >= 0xe3 && n == 0 {
				return wideLabel(text, i)
			}
			return checkedLabel(text, i, n)
		}
	}
	return checkedLabel(text, i, n)
}

func checkedLabel(text string, i, n int) int {
	if n == 0 || n > 63 || text[i] == '-' {
		return 0
	}
	for text[i+n-1] == '-' {
		n--
	}
	return n
}

// wideLabel is a label of Chinese, Japanese or Korean; one that a point follows.
func wideLabel(text string, i int) int {
	n := 0
	for i+n+2 < len(text) && text[i+n] >= 0xe3 && text[i+n] <= 0xed && n < 60 {
		n += 3
	}
	if byteAt(text, i+n) != '.' {
		return 0
	}
	return n
}

// topLevel: letters, or xn--; not the endings of files that no domain has.
func topLevel(label string) bool {
	if len(label) < 2 || len(label) > 24 {
		return false
	}
	if len(label) > 4 && strings.EqualFold(label[:4], "xn--") {
		return true
	}
	for i := range len(label) {
		if c := label[i]; !isAlpha(c) && c < 0x80 {
			return false
		}
	}
	return !foldsTo(label, "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "js", "mjs", "ts", "jsx", "tsx", "css", "scss", "html", "htm", "json", "yaml", "yml",
		"toml", "txt", "pdf", "xml", "csv", "tgz", "tar", "gz", "whl", "jar", "exe", "dll", "log", "map", "lock", "service", "min", "bundle", "umd", "esm")
}
