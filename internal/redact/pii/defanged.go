package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// defangedPatterns find addresses that are written so that no program takes them for
// some: jane [at] example [dot] com.
var defangedPatterns = []detect.Pattern{
	{
		Entity: "EMAIL_ADDRESS", Name: "defanged-email", Prefixes: []string{"at]", "at)", "at}"}, Fold: true, Find: defangedEmail,
		Proof: detect.Proof{
			Hits: texts("mail «jane [at] example [dot] com» ok", "«jane(at)example.com»", "«jane.roe[at]mail[dot]example[dot]org»", "«Jane (AT) example (DOT) com»"),
			Misses: texts(
				"look (at) this", "look (at) this.one", "f(at) = x", "meet (at) noon. ok", "[at] example.com", "a[at]b", "jane [at] example [dot] c",
				"v(at)[dot]x", "x[what].y.zz", "[at].x.yy",
			),
		},
	},
	{
		Entity: "EMAIL_ADDRESS", Name: "defanged-domain", Prefixes: []string{"dot]", "dot)"}, Fold: true, Find: defangedDomain,
		Proof: detect.Proof{
			Hits:   texts("«jane@example[dot]com»", "«jane.roe@mail(dot)example(dot)org»"),
			Misses: texts("@example[dot]com", "example[dot]com", "jane@example[dot]c", "x@[dot]com"),
		},
	},
}

// defangedEmail reads from the at in brackets.
func defangedEmail(text string, at int) (int, int, detect.Confidence) {
	end := at - 1
	if end < 1 || strings.IndexByte("[({", text[end]) < 0 {
		return 0, 0, detect.None
	}
	if byteAt(text, end-1) == ' ' {
		end--
	}
	start := localBefore(text, end)
	domain := at + len("at]")
	if byteAt(text, domain) == ' ' {
		domain++
	}
	to, ok := defangedEnd(text, domain)
	if start == end || !ok || end < at-1 && text[at-1] == '(' && !strings.ContainsAny(text[domain:to], "[({") { // look (at) this.one
		return 0, 0, detect.None
	}
	return start, to, detect.High
}

// localBefore is where the local part of an address begins that ends at i.
func localBefore(text string, i int) int {
	start := i
	for start > 0 && i-start < maxLocal && (isAlnum(text[start-1]) || strings.IndexByte("._+-", text[start-1]) >= 0) {
		start--
	}
	for start < i && !isAlnum(text[start]) {
		start++
	}
	return start
}

// defangedEnd is where a domain ends whose points may be in brackets or words; it has
// one at least, and a top level of letters.
func defangedEnd(text string, i int) (end int, ok bool) {
	for labels := 1; labels < 6; labels++ {
		from := i
		for i < len(text) && i-from < 63 && (isAlnum(text[i]) || text[i] == '-') {
			i++
		}
		if i == from {
			return end, ok
		}
		if top := text[from:i]; labels > 1 {
			end, ok = i, len(top) >= 2 && countDigits(top) == 0
		}
		if i = afterPoint(text, i); i < 0 {
			return end, ok
		}
	}
	return end, ok
}

// afterPoint passes over a point of a domain, -1 for none.
func afterPoint(text string, i int) int {
	if byteAt(text, i) == '.' && isAlnum(byteAt(text, i+1)) {
		return i + 1
	}
	if byteAt(text, i) == ' ' {
		i++
	}
	for _, point := range [...]string{"[.]", "(.)", "[dot]", "(dot)", "{dot}"} {
		if end := i + len(point); end <= len(text) && strings.EqualFold(text[i:end], point) {
			if byteAt(text, end) == ' ' {
				end++
			}
			return end
		}
	}
	return -1
}

// defangedDomain is called at the points of a domain that stands behind an @.
func defangedDomain(text string, at int) (int, int, detect.Confidence) {
	if at--; at < 2 || text[at] != '[' && text[at] != '(' {
		return 0, 0, detect.None
	}
	domain := at
	for domain > 0 && at-domain < 64 && (isAlnum(text[domain-1]) || text[domain-1] == '-' || text[domain-1] == '.') {
		domain--
	}
	if domain == at || byteAt(text, domain-1) != '@' {
		return 0, 0, detect.None
	}
	start := localBefore(text, domain-1)
	end, ok := defangedEnd(text, domain)
	if !ok || start == domain-1 {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}
