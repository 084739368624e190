package secret

import (
	"encoding/base64"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// headers recognises credentials in HTTP headers. The header and the scheme stay.
func headers() []detect.Pattern {
	return []detect.Pattern{
		{
			Entity: BearerToken, Name: "bearer-token", Prefixes: []string{"bearer ", "bearer\u00a0"}, Fold: true, Find: findBearer,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"Authorization: Bearer «" + random(base64URL, 24, 1) + "»", "-H 'authorization: bearer «" + random(hexLower, 32, 2) + "»'", "Authorization: Bearer «k4tz9qWm2»"}
				},
				Misses: func() []string {
					return []string{
						"the bearer certificates were issued", "Bearer token-based-authentication", // words
						"Authorization: Bearer XXXXXXXXXXXXXXXXXXXX", "Bearer <TOKEN>", "Bearer ${API_TOKEN_123456789}", "Bearer your-api-key-123456789",
					}
				},
			},
		},
		{
			Entity: BasicAuth, Name: "basic-auth", Prefixes: []string{"basic "}, Fold: true, Find: findBasic,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"Authorization: Basic «" + base64.StdEncoding.EncodeToString([]byte("user:"+random(alnum, 11, 1))) + "»"}
				},
				Misses: func() []string {
					return []string{"basic authentication", "basic dXNlcm5hbWU=", "Basic understanding of it"}
				}, // no colon in it
			},
		},
		{
			Entity: BearerToken, Name: "authorization-header", Prefixes: []string{"authorization:", "authorization=", "authorization\":", "authorization':", "authorization\" =>", "authorization' =>", "authorization\"=>"}, Fold: true, Find: findAuthorization,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"Authorization: Token «" + random(alnum, 24, 1) + "»", "Authorization: «" + random(hexLower, 32, 2) + "»", "Proxy-Authorization: ApiKey «" + random(alnum, 20, 3) + "»", "{'Authorization': 'Token «" + random(hexLower, 40, 4) + "»'}", `"Authorization" => "Token «` + random(hexLower, 40, 5) + `»"`}
				},
				Misses: func() []string {
					return []string{"Authorization: none", "Authorization: required for all endpoints", "authorization: ${AUTH_HEADER_V2_VALUE}"}
				},
			},
		},
	}
}

const tokenChars = base64URL | dot | tilde | slashPlus | equals

func findBearer(text string, at int) (int, int, detect.Confidence) {
	start := skipBlanks(text, at+len("bearer"), 4)
	end := tokenChars.run(text, start, 4096)
	for end > start && text[end-1] == '.' {
		end--
	}
	value, least := text[start:end], 16
	if before := text[max(0, at-20):at]; strings.Contains(before, "uthorization") {
		least = 8 // in its header a short one counts, too
	}
	if len(value) < least || restarts(text, at, start) || !opaque(value) && (!digits.all(value) || len(value) < 20) || placeholder(value) {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

// skipBlanks passes over at most limit spaces, tabs and no-break spaces.
func skipBlanks(text string, at, limit int) int {
	for range limit {
		switch {
		case at < len(text) && (text[at] == ' ' || text[at] == '\t'):
			at++
		case strings.HasPrefix(text[at:], "\u00a0"):
			at += len("\u00a0")
		default:
			return at
		}
	}
	return at
}

func findBasic(text string, at int) (int, int, detect.Confidence) {
	start := skipBlanks(text, at+len("basic"), 4)
	end := (base64Std | equals).run(text, start, 1024)
	if end-start < 8 || !userAndPassword(text[start:end]) {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

// userAndPassword says whether a value is base64 of printable text with a colon.
func userAndPassword(value string) bool {
	value = strings.TrimRight(value, "=")
	var in [1024]byte
	var out [768]byte
	n, err := base64.RawStdEncoding.Decode(out[:], in[:copy(in[:], value)])
	if err != nil {
		return false
	}
	colons := 0
	for _, b := range out[:n] {
		if b < ' ' || b == 0x7f {
			return false
		}
		if b == ':' {
			colons++
		}
	}
	return colons > 0 && out[0] != ':' && n > 4
}

// findAuthorization is for schemes that have no detector: the last word of the header.
func findAuthorization(text string, at int) (int, int, detect.Confidence) {
	start := at + len("authorization")
	for start < len(text) && strings.IndexByte("\":= '>", text[start]) >= 0 && start-at < 24 {
		start++
	}
	end := credentialEnd(text, start)
	if scheme := text[start:end]; end < len(text) && text[end] == ' ' && (letters | hyphen).all(scheme) {
		if strings.EqualFold(scheme, "bearer") || strings.EqualFold(scheme, "basic") {
			return 0, 0, detect.None // these have their own
		}
		start = end + 1
		end = credentialEnd(text, start)
	}
	value := text[start:end]
	if len(value) < 12 || !opaque(value) || placeholder(value) {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

// credentialEnd is where the token characters that begin at start end; an equals
// sign inside of them begins something else, at their end it fills them up.
func credentialEnd(text string, start int) int {
	end := start
	for end < len(text) && end-start < 4096 && tokenChars.has(text[end]) {
		if text[end] == '=' && end+1 < len(text) && alnum.has(text[end+1]) {
			break
		}
		end++
	}
	return end
}

// opaque says that a run of token characters is no word, path or version.
func opaque(value string) bool {
	return mixed(value) && twoHalfBits.under(value) && !words(value) && !strings.Contains(value, "//")
}
