package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// mailbox finds the display name before an address in angle brackets (RFC 5322
// section 3.4), wherever it stands: two words at the least, since one alone is as
// often a company's.
func mailbox() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "mailbox-name", Anchor: '<', Before: detect.Space, After: detect.Letter | detect.Digit, Find: mailboxName,
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"Sender: «Jane Roe» <jane@example.com>", "Signed-off-by: «Bob Stone» <bob@example.org>", `"«Roe, Jane»" <jane@example.com>`, "An: «Anna Müller» <anna@example.de>", "schrieb «Jonas von der Heide» <j@example.de>:"}
			},
			Misses: func() []string {
				return []string{"write to <jane@example.com>", "GitHub <noreply@example.com>", "Acme Support <help@example.com>", "The List <list@example.com>", "Hacker News <noreply@example.com>", "Your Name <you@example.com>", "a < b@example.com", "x, y <z@example.com>"}
			},
		},
	}
}

func mailboxName(text string, open int) (int, int, detect.Confidence) {
	at := open + 1
	for at < len(text) && at-open <= 64 && text[at] != '@' {
		if text[at] <= ' ' || text[at] == '>' || text[at] == '<' {
			return 0, 0, detect.None
		}
		at++
	}
	if open < 3 || at >= len(text) || text[at] != '@' || unmanned(text[open+1:at]) {
		return 0, 0, detect.None
	}
	end := open - 1
	if text[end-1] == '"' {
		end--
	}
	from := end
	for from > 0 && end-from < 64 && text[from-1] != '"' {
		r, n := utf8.DecodeLastRuneInString(text[:from])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && strings.IndexByte(" ,.'-", text[from-n]) < 0 {
			break
		}
		from -= n
	}
	return nameUpTo(text, from, end)
}

// nameUpTo is the longest name of two words or more that ends at a place.
func nameUpTo(text string, from, end int) (int, int, detect.Confidence) {
	for from < end {
		start, to, c := nameAt(text, from)
		if given := to; c != detect.None && strings.HasPrefix(text[to:end], ", ") { // Roe, Jane
			if _, to, c = nameAt(text, to+2); c == detect.None {
				to, c = given, detect.High
			}
		}
		if c != detect.None && to == end && strings.IndexByte(text[start:end], ' ') > 0 && !impersonal(text[start:end]) && !unnamed(text[start:end]) {
			return start, end, c
		}
		next := strings.IndexByte(text[from:end], ' ')
		if next < 0 {
			break
		}
		from += next + 1
	}
	return 0, 0, detect.None
}

// unmanned reports the local part of a mailbox that is nobody's own.
func unmanned(local string) bool {
	for _, w := range [...]string{"reply", "info", "support", "help", "sales", "admin", "contact", "hello", "team", "news", "notif", "alert", "billing", "list", "bot", "mailer", "daemon", "postmaster", "security", "service", "office", "press", "jobs", "careers", "feedback", "marketing", "updates", "digest", "git@", "root", "system", "webmaster", "announce", "dev", "users"} {
		if strings.Contains(strings.ToLower(local), w) {
			return true
		}
	}
	return false
}
