package secret

import (
	"encoding/base64"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// jwt recognises JSON web tokens, signed and encrypted: the header must decode
// to an object that names its algorithm.
func jwt() detect.Pattern {
	return detect.Pattern{
		Entity: JWT, Name: "jwt", Prefixes: []string{"eyJ", "ewo"}, Find: findJWT,
		Proof: detect.Proof{
			Hits: func() []string {
				head, body := encoded(`{"alg":"HS256","typ":"JWT"}`), encoded(`{"sub":"1234567890","name":"J"}`)
				return []string{
					"token «" + head + "." + body + "." + random(base64URL, 43, 1) + "».",
					"«" + encoded(`{"alg":"none"}`) + "." + body + ".»", // unsigned ones carry claims too
					"«" + encoded(`{"alg":"RSA-OAEP","enc":"A256GCM"}`) + "." + random(alnum, 64, 2) + "." + random(alnum, 16, 3) + "." + random(alnum, 40, 4) + "." + random(alnum, 22, 5) + "»",
				}
			},
			Misses: func() []string {
				return []string{
					encoded(`{"alg":"HS256"}`) + ".notajwt",                             // two parts, the second no JSON
					encoded(`{"name":"value"}`) + "." + encoded(`{"a":1,"b":2}`) + ".x", // no algorithm
					"eyJBB.eyJCC.eyJDDDD",
				}
			},
		},
	}
}

func encoded(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func findJWT(text string, at int) (int, int, detect.Confidence) {
	limit := len(text)
	if at > 0 && base64URL.has(text[at-1]) {
		// After - or _ this may be the middle of something: look no further than a
		// usual header, and not from every one of many such beginnings.
		if strings.Contains(text[max(0, at-16):at], text[at:at+3]) {
			return 0, 0, detect.None
		}
		limit = 256
	}
	head := base64URL.run(text, at, limit)
	if head-at < 14 || head >= len(text) || text[head] != '.' {
		return truncatedJWT(text, at, head)
	}
	encrypted, closed, ok := joseHeader(text[at:head])
	if !ok || !closed {
		return 0, 0, detect.None
	}
	body := base64URL.run(text, head+1, len(text))
	if body-head < 2 || !encrypted && !strings.HasPrefix(text[head+1:], "ey") && !strings.HasPrefix(text[head+1:], "ew") {
		return 0, 0, detect.None
	}
	end := body
	if end < len(text) && text[end] == '.' {
		end = base64URL.run(text, body+1, len(text))
		if end == body+1 && !trailingDot(text, end) {
			end = body
		}
	}
	for range 2 { // an encrypted token has five parts
		if encrypted && end < len(text) && text[end] == '.' {
			if next := base64URL.run(text, end+1, len(text)); next > end+1 {
				end = next
			}
		}
	}
	end = equals.run(text, end, 2) // some libraries pad
	if end == body && end < len(text) && !encrypted && body-head < 20 {
		return 0, 0, detect.None
	}
	return at, end, detect.Certain
}

// trailingDot says that the dot before end is that of an unsigned token, not of a sentence.
func trailingDot(text string, end int) bool {
	return end == len(text) || text[end] == '"' || text[end] == '\''
}

// truncatedJWT is a header that ends with a text which was cut.
func truncatedJWT(text string, at, end int) (int, int, detect.Confidence) {
	if end < len(text) || end < cutAfter || end-at < 20 {
		return 0, 0, detect.None
	}
	if _, _, ok := joseHeader(text[at:end]); !ok {
		return 0, 0, detect.None
	}
	return at, end, detect.Medium
}

// joseHeader decodes as much of a header as names the algorithm. Closed says
// that it is an object to its end, or too long to tell.
func joseHeader(s string) (encrypted, closed, ok bool) {
	var in [512]byte
	var out [384]byte
	n := copy(in[:], s)
	m, err := base64.RawURLEncoding.Decode(out[:], in[:n])
	if m < 8 || out[0] != '{' {
		return false, false, false
	}
	header := out[:m]
	encrypted = contains(header, `"enc"`)
	closed = n < len(s) || err == nil && header[m-1] == '}'
	return encrypted, closed, encrypted || contains(header, `"alg"`)
}

// contains is bytes.Contains that keeps its arguments off the heap.
func contains(b []byte, s string) bool {
	for i := 0; i+len(s) <= len(b); i++ {
		if string(b[i:i+len(s)]) == s {
			return true
		}
	}
	return false
}
