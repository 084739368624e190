package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// kubernetesSecret recognises the data of a Secret manifest, whose keys may be
// any. From the first value to the last it is one finding.
func kubernetesSecret() detect.Pattern {
	return detect.Pattern{
		Entity: GenericSecret, Name: "kubernetes-secret-yaml", Prefixes: []string{"data:\n", "stringData:\n"}, Find: findKubernetes,
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{
					"apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  extra: «YWRtaW46cGFzc3dvcmQ=»\n",
					"data:\n  user: «YWRtaW4=\n  other: czNjcjN0»\nkind: \"Secret\"\n",
					"kind: Secret\ndata:\n  .dockercfg: |\n    «eyJhdXRocyI6e319»\ntype: x\n",
				}
			},
			Misses: func() []string {
				return []string{
					"kind: ConfigMap\ndata:\n  extra: YWRtaW46cGFzc3dvcmQ=\n",
					"kind: ExternalSecret\nspec:\n  data:\n    - remoteRef:\n        key: secret/mysecret\n", // says where it is
					"kind: Secret\n---\nkind: ConfigMap\n data:\n   a: YWRtaW46cGFzc3dvcmQ=\n", " data:\n   password: {{ .Values.p }}\n kind: Secret\n metadata:\n   name: secret-of-mine\n",
					"kind: SecretStore\ndata:\n  a: b\n",
				}
			},
		},
	}
}

// manifest bounds how far from the data a manifest may say that it is a Secret.
const manifest = 1024

func findKubernetes(text string, at int) (int, int, detect.Confidence) {
	if at > 0 && text[at-1] != '\n' && text[at-1] != ' ' {
		return 0, 0, detect.None
	}
	line := at + strings.IndexByte(text[at:], '\n') + 1
	if line >= len(text) || !blank(text[line]) || !ofSecret(text, at) {
		return 0, 0, detect.None
	}
	indent := at - space.runBack(text, at, 64)
	start, end := 0, 0
	for line < len(text) && space.run(text, line, 65)-line > indent && line-at < 64<<10 {
		stop := len(text)
		if n := strings.IndexByte(text[line:], '\n'); n >= 0 {
			stop = line + n
		}
		if from, to := entry(text, line, stop); to > from {
			if start == 0 {
				start = from
			}
			end = to
		}
		line = stop + 1
	}
	if start == 0 {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

// ofSecret says that the document around at is the manifest of a Secret.
func ofSecret(text string, at int) bool {
	behind := text[at:min(len(text), at+manifest)]
	if secretManifest(behind) {
		if document, _, more := strings.Cut(behind, documentEnd); !more || secretManifest(document) {
			return true
		}
	}
	before := text[max(0, at-manifest):at]
	if !secretManifest(before) {
		return false
	}
	if i := lastIndex(before, documentEnd); i >= 0 {
		before = before[i:] // what stands above is another document
	}
	return secretManifest(before)
}

const documentEnd = "\n---"

// lastIndex is strings.LastIndex, which goes byte by byte, for a few bytes that
// seldom stand anywhere.
func lastIndex(text, of string) int {
	const step = 64
	for end := len(text); end >= len(of); end -= step - len(of) + 1 {
		from := max(0, end-step)
		if strings.Contains(text[from:end], of) {
			return from + strings.LastIndex(text[from:end], of)
		}
	}
	return -1
}

// secretManifest looks for kind: Secret, and not kind: SecretStore.
func secretManifest(text string) bool {
	for {
		i := strings.IndexByte(text, 'k') // there are few
		if i < 0 {
			return false
		}
		if text = text[i:]; !strings.HasPrefix(text, "kind") {
			text = text[1:]
			continue
		}
		text = text[len("kind"):]
		value := strings.TrimLeft(text[:min(len(text), 8)], `": '`)
		if hasPrefixFold(value, "sec") {
			rest := strings.TrimLeft(text, `": '`)
			if hasPrefixFold(rest, "secret") && (len(rest) == 6 || !word.has(rest[6])) {
				return true
			}
		}
	}
}

// entry returns the span of the base64 on one line: after its key, or alone
// under a key with | or >.
func entry(text string, line, stop int) (start, end int) {
	start = line
	for start < stop && blank(text[start]) {
		start++
	}
	if start < stop && (text[start] == '#' || text[start] == '-') {
		return 0, 0
	}
	if colon := (base64URL | dot).run(text, start, 128); colon > start && colon < stop && text[colon] == ':' {
		start = colon + 1
	}
	for start < stop && strings.IndexByte(" \t\"'", text[start]) >= 0 {
		start++
	}
	end = (base64Std | equals).run(text, start, stop-start)
	if end-start < 4 || placeholder(text[start:end]) {
		return 0, 0
	}
	return start, end
}
