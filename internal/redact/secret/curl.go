package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// curlUser recognises user:password as an option of curl and its kin.
func curlUser() detect.Pattern {
	return detect.Pattern{
		Entity: BasicAuth, Name: "curl-auth-user", Prefixes: []string{"-u ", "-u\"", "-u'", "--user ", "--user=", "--proxy-user "}, Find: findCurlUser,
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"curl -k -X POST https://h/ -u «developer:yqDVtkqPECri»", `curl -s --user "«j.smith:dB2yF6@qL9»" https://h`, `curl -u "«:d2LkV78zLx!t»" https://h:9200`, "curl -u «q9X2vB7kLm8nP4:» https://h"}
			},
			Misses: func() []string {
				return []string{
					`curl -sL --user "$1:$2" "$3"`, `curl --user "username:password" \`, "curl --user ${u}:${p}", // placeholders
					"docker run -u 1000:1000abc image", `curl --user "{{ .u }}:{{ .p }}"`,
				}
			},
		},
	}
}

func findCurlUser(text string, at int) (int, int, detect.Confidence) {
	if at == 0 || text[at-1] > ' ' {
		return 0, 0, detect.None
	}
	before := text[max(0, at-256):at]
	if !strings.Contains(before, "curl") && !strings.Contains(before, "wget") && !strings.Contains(before, "http") {
		return 0, 0, detect.None
	}
	start := hyphen.run(text, at, 2)
	start = (lower | hyphen).run(text, start, 12)
	if start < len(text) && text[start] == '=' {
		start++
	}
	start = skipBlanks(text, start, 4)
	end := start
	if start < len(text) && (text[start] == '"' || text[start] == '\'') {
		start++
		end = closing(text, start, text[start-1], 0)
	} else {
		for end < len(text) && end-start < 256 && text[end] > ' ' && text[end] != '"' && text[end] != '\'' {
			end++
		}
	}
	if end <= start || end-start > 256 {
		return 0, 0, detect.None
	}
	user, pass, ok := strings.Cut(text[start:end], ":")
	switch {
	case !ok:
		return 0, 0, detect.None
	case pass == "" && judge(secret, user, quoted) >= detect.High: // a key in place of the user
	case user != "" && placeholder(user), commonWord(pass), judge(password, pass, quoted) < detect.Medium:
		return 0, 0, detect.None
	}
	return start, end, detect.High
}
