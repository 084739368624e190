package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

var trackPatterns = []detect.Pattern{
	{
		Entity:   "CARD_TRACK",
		Name:     "magnetic-stripe-track-1",
		Prefixes: []string{"%B", "%b"},
		Find:     trackOne,
		Proof: detect.Proof{
			Hits: texts(
				"swiped «%B4111111111111111^DOE/JANE^28121010000000000000?» ok",
				"«%B4242424242424242^LEE/A B^3001101?»",
			),
			Misses: texts(
				"%B4111", // too short
				"%Before 4111111111111111^DOE/JANE^28121010000000000000?", // no stripe
				"%B4111111111111111 and no more",                          // no fields
				"printf %b",
			),
		},
	},
	{
		Entity: "CARD_TRACK",
		Name:   "magnetic-stripe-track-2",
		Anchor: ';',
		After:  detect.Digit,
		Find:   trackTwo,
		Proof: detect.Proof{
			Hits: texts(
				"read «;4111111111111111=28121010000000000000?»",
				"«;4242424242424242=3001101?»",
			),
			Misses: texts(
				"a;4111111111111111",             // no fields
				"x;y=28121010000000000000?",      // no card
				"f(;1234567890123456=28121010)",  // no issuer, no check
				"; 4111111111111111=2812101?",    // a space
				"a=1;4111111111111111=99991010?", // no month 99
			),
		},
	},
}

func trackOne(text string, at int) (int, int, detect.Confidence) {
	i, ok := trackCard(text, at+2, '^')
	if !ok {
		return 0, 0, detect.None
	}
	name := i
	for i < len(text) && i-name < 27 && text[i] != '^' {
		i++
	}
	if byteAt(text, i) != '^' || i == name {
		return 0, 0, detect.None
	}
	return trackEnd(text, at, i+1)
}

func trackTwo(text string, at int) (int, int, detect.Confidence) {
	i, ok := trackCard(text, at+1, '=')
	if !ok {
		return 0, 0, detect.None
	}
	return trackEnd(text, at, i)
}

// trackCard reads the card number of a track and the separator after it.
func trackCard(text string, i int, sep byte) (int, bool) {
	start := i
	for i < len(text) && isDigit(text[i]) && i-start < 20 {
		i++
	}
	n := i - start
	if n < 12 || n > 19 || byteAt(text, i) != sep || card(text[start:i], text[start:i]) == detect.None {
		return 0, false
	}
	return i + 1, true
}

// trackEnd reads expiry, service code and what the issuer adds, up to the end sentinel.
func trackEnd(text string, start, i int) (int, int, detect.Confidence) {
	if i+4 > len(text) || !allDigits(text[i:i+4]) || text[i+2:i+4] < "01" || text[i+2:i+4] > "12" {
		return 0, 0, detect.None
	}
	from := i
	for i < len(text) && i-from < 60 && (isAlnum(text[i]) || text[i] == ' ') {
		i++
	}
	if byteAt(text, i) == '?' {
		return start, i + 1, detect.Certain
	}
	return start, i, detect.High
}
