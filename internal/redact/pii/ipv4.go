package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// ipv4 is called at every point, and goes on at the first of four octets.
func ipv4(text string, at int) (int, int, detect.Confidence) {
	if !isDigit(byteAt(text, at-1)) || !isDigit(byteAt(text, at+1)) {
		return 0, 0, detect.None
	}
	start := at
	for start > 0 && at-start < 4 && isDigit(text[start-1]) {
		start--
	}
	end, octets := quad(text, start)
	if end == 0 || !ipBefore(text, start) || !ipAfter(text, end) {
		return 0, 0, detect.None
	}
	switch {
	case octets[0] == 127, octets[0] == 0, octets[0] == 255:
		return 0, 0, detect.None
	case max(octets[0], octets[1], octets[2], octets[3]) < 10:
		return start, end, detect.Low
	}
	return start, end, detect.High
}

// quad reads four octets without leading zeros and returns where they end, or 0.
func quad(text string, i int) (int, [4]int) {
	var octets [4]int
	for k := range octets {
		from := i
		for i < len(text) && i-from < 4 && isDigit(text[i]) {
			octets[k] = octets[k]*10 + int(text[i]-'0')
			i++
		}
		if n := i - from; n == 0 || n > 3 || n > 1 && text[from] == '0' || octets[k] > 255 {
			return 0, octets
		}
		if k < 3 {
			if byteAt(text, i) != '.' {
				return 0, octets
			}
			i++
		}
	}
	return i, octets
}

// ipBefore: not part of a longer row, a product's version or a file's name.
func ipBefore(text string, start int) bool {
	switch c := byteAt(text, start-1); c {
	case '.', '_', '+', '~', '^', '$':
		return false
	case '-', '/':
		return !isAlpha(byteAt(text, start-2))
	case ' ', ':', '=':
		return !versionWord(text, start-1)
	default:
		return !isAlnum(c)
	}
}

// versionWord: the word that ends before i says that a version or section follows.
func versionWord(text string, i int) bool {
	for i > 0 && (text[i-1] == ' ' || text[i-1] == ':' || text[i-1] == '=' || text[i-1] == '"') {
		i--
	}
	start := i
	for start > 0 && i-start < 12 && isAlpha(text[start-1]) {
		start--
	}
	if n := i - start; n > 7 && foldsTo(text[i-7:i], "version") { // FileVersion
		return true
	}
	return foldsTo(text[start:i], "version", "v", "ver", "release", "build", "section", "sec", "chapter", "rev", "revision", "firmware", "driver", "kernel", "oid", "appversion", "upgrade", "tag")
}

func ipAfter(text string, end int) bool {
	switch c := byteAt(text, end); c {
	case '.':
		return !isAlnum(byteAt(text, end+1))
	case '-', '+', '_':
		return !isAlpha(byteAt(text, end+1))
	default:
		return !isAlnum(c)
	}
}
