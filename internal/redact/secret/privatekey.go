package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// privateKey recognises PEM blocks of private keys, OpenSSH's and PGP's, with
// their frame. A block that is cut off goes to its last byte. Public keys and
// certificates stay.
func privateKey() detect.Pattern {
	return detect.Pattern{
		Entity: PrivateKey, Name: "private-key", Prefixes: []string{"-----BEGIN "}, Find: findPrivateKey,
		Proof: detect.Proof{
			Hits: func() []string {
				body := random(alnum, 64, 1) + "\n" + random(alnum, 40, 2) + "==\n"
				return []string{
					"«" + frame("BEGIN", "PRIVATE KEY") + "\n" + body + frame("END", "PRIVATE KEY") + "»\n",
					"«" + frame("BEGIN", "OPENSSH PRIVATE KEY") + "\n" + body + frame("END", "OPENSSH PRIVATE KEY") + "»",
					"«" + frame("BEGIN", "RSA PRIVATE KEY") + "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB12\n\n" + body + frame("END", "RSA PRIVATE KEY") + "»",
					"«" + frame("BEGIN", "PGP PRIVATE KEY BLOCK") + "\nVersion: GnuPG v2\n\n" + body + "=abcd\n" + frame("END", "PGP PRIVATE KEY BLOCK") + "»",
					"key: «" + frame("BEGIN", "EC PRIVATE KEY") + "\n" + body + "»",                                                    // cut off
					`K="«` + frame("BEGIN", "PRIVATE KEY") + `\n` + random(alnum, 64, 3) + `\n` + frame("END", "PRIVATE KEY") + `»\n"`, // one line of a .env file
				}
			},
			Misses: func() []string {
				body := "\n" + random(alnum, 64, 1) + "\n"
				return []string{
					frame("BEGIN", "PUBLIC KEY") + body + frame("END", "PUBLIC KEY"),
					frame("BEGIN", "CERTIFICATE") + body + frame("END", "CERTIFICATE"),
					frame("BEGIN", "PRIVATE KEY") + "\nanything\n" + frame("END", "PRIVATE KEY"), // documentation
					"the file starts with " + frame("BEGIN", "PRIVATE KEY") + " and a line break",
					frame("BEGIN", "OPENSSH PRIVATE KEY") + frame("END", "OPENSSH PRIVATE KEY"),
				}
			},
		},
	}
}

func frame(verb, label string) string { return "-----" + verb + " " + label + "-----" }

func findPrivateKey(text string, at int) (int, int, detect.Confidence) {
	label := at + len("-----BEGIN ")
	head := (upper | digits).run(text, label, 64)
	for head < len(text) && head-label < 64 && (text[head] == ' ' || (upper | digits).has(text[head])) {
		head++
	}
	if !strings.HasPrefix(text[head:], "-----") || !strings.Contains(text[label:head], "PRIVATE KEY") {
		return 0, 0, detect.None
	}
	body := head + len("-----")
	end := keyBody(text, body)
	if keyBytes(text[body:end]) < 24 {
		return 0, 0, detect.None
	}
	if strings.HasPrefix(text[end:], "-----END ") {
		end += len("-----END ")
		for end < len(text) && (text[end] == ' ' || (upper | digits).has(text[end])) {
			end++
		}
		end = hyphen.run(text, end, len("-----"))
		return at, end, detect.Certain
	}
	for end > body && (text[end-1] == ' ' || text[end-1] == '\n' || text[end-1] == '\r') && end < len(text) {
		end--
	}
	return at, end, detect.Certain
}

// keyBody returns where the lines of a block end: at the first byte that is in
// neither base64, nor line breaks, nor headers.
func keyBody(text string, from int) int {
	const content = base64Std | equals
	at := from
	for at < len(text) {
		switch b := text[at]; {
		case content.has(b), b == '\n', b == '\r', b == '\t', b == '\\', b == ' ' && spaceInKey(text, at, from):
			at++
		case b == ':' && headerLine(text, at, from):
			for at < len(text) && text[at] != '\n' && text[at] != '\\' && at-from < 1024 {
				at++
			}
		case b == '-' && headerName(text, at, from):
			at++
		default:
			return at
		}
	}
	return at
}

// spaceInKey allows indented blocks and blocks folded to one line, and not prose.
func spaceInKey(text string, at, from int) bool {
	if at == from || at+1 >= len(text) {
		return true
	}
	previous, next := text[at-1], text[at+1]
	if previous == '\n' || previous == ' ' || previous == 'n' && at > 1 && text[at-2] == '\\' {
		return true
	}
	// A folded block: runs as long as lines on both sides, or its end on one.
	run := (base64Std | equals).runBack(text, at, 64)
	return at-run >= 60 || next == '-' && at-run > 3
}

// headerLine says that the colon at at ends a name such as DEK-Info.
func headerLine(text string, at, from int) bool {
	start := (letters | hyphen).runBack(text, at, 24)
	return start > from && at-start > 3 && (text[start-1] == '\n' || text[start-1] == 'n' || text[start-1] == ' ')
}

// headerName says that the hyphen at at is inside such a name.
func headerName(text string, at, from int) bool {
	next := letters.run(text, at+1, 24)
	return at-from < 512 && next > at+1 && next < len(text) && text[next] == ':'
}

// keyBytes counts the base64 of a block outside headers, roughly and cheaply:
// the longest run.
func keyBytes(s string) int {
	longest, run := 0, 0
	for i := range len(s) {
		if (base64Std | equals).has(s[i]) {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}
