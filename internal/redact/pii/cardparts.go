package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var cardPatterns = []detect.Pattern{
	{
		Entity:   "CREDIT_CARD_CVV",
		Name:     "card-verification-value",
		Prefixes: []string{"cvv", "cvc", "cvv2", "cvc2", "card security code", "card verification", "prüfnummer"},
		Fold:     true,
		Digit:    true,
		Whole:    true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			return labelled(text, at, 3, 4, "cvv", "cvc", "cvv2", "cvc2", "card", "prüfnummer")
		},
		Proof: detect.Proof{
			Hits: texts(
				"exp 12/28 cvv «123»",
				"CVV: «1234»",
				"cvc2=«987»",
				`"cvv":"«123»"`,
				"the card verification value is «123».",
				"card security code «123»",
			),
			Misses: texts(
				"cvv 12",                       // too short
				"cvv 12345",                    // too long
				"the CVV field has 3 digits",   // speaks about it
				"cvv: ***",                     // blackened
				"cvv must be entered by 12:30", // no value
				"cvvx 123",                     // another word
				"CVC lists 123 words",          // no value
			),
		},
	},
	{
		Entity:   "CARD_EXPIRY",
		Name:     "card-expiry",
		Prefixes: []string{"exp", "expiry", "expires", "expiration", "valid thru", "valid until", "good thru", "gültig bis", "validez", "scadenza"},
		Whole:    true,
		Fold:     true,
		Digit:    true,
		Context:  []string{"card", "credit card", "debit card", "visa", "mastercard", "amex", "karte", "kreditkarte", "carte", "tarjeta", "carta"},
		Find:     expiry,
		Proof: detect.Proof{
			Hits: texts(
				"card 4111 1111 1111 1111 exp «12/28» cvv 123",
				"4111 1111 1111 1111, exp. «03/2027»",
				"card expiry date: «12-27»",
				"Visa, valid thru «01/30»",
				"my credit card expires: «04/29»",
			),
			Misses: texts(
				"expires in 12/24 hours",           // a number of hours
				"exp 13/28",                        // no month
				"export 12/28",                     // another word
				"expires 12/05/2027",               // a day, of anything
				"exp(12/28)",                       // a function
				"token expires at 12:28",           // a time
				"experiment 12/28 was a success",   // another word
				"the offer expires 12/28 at night", // no card in sight
			),
		},
	},
	{
		Entity:   "CARD_PIN",
		Name:     "card-pin",
		Prefixes: []string{"pin", "card pin", "pin code", "pincode", "geheimzahl"},
		Fold:     true,
		Digit:    true,
		Whole:    true,
		Context:  []string{"card", "atm", "bank", "debit", "karte", "bankomat", "tarjeta", "carte", "withdraw"},

		NeedsContext: true,

		Find: func(text string, at int) (int, int, detect.Confidence) {
			return labelled(text, at, 4, 6, "pin", "card", "pincode", "geheimzahl")
		},
		Proof: detect.Proof{
			Hits: texts(
				"my card PIN is «4821»",
				"debit card, pin: «482193»",
				"at the ATM use pin code «4821»",
			),
			Misses: texts(
				"connect pin 4821 of the header", // electronics
				"pin 17 on the card edge",        // too short
				"PIN: ****",                      // blackened
				"pinned 4821 at the bank",        // another word
			),
		},
	},
}

// labelled finds the digits that follow one of some labels, of which there are
// min to max: after a colon, an equals sign, quotes, "is", "number", "code" or a space.
func labelled(text string, at, minLen, maxLen int, labels ...string) (int, int, detect.Confidence) {
	i := at
	for i < len(text) && i-at < 24 && (isAlnum(text[i]) || text[i] >= 0x80) { // the label's own word
		i++
	}
	if !foldsTo(text[at:i], labels...) {
		return 0, 0, detect.None
	}
	i = skipFiller(text, i, at+40)
	end := i
	for end < len(text) && isDigit(text[end]) && end-i <= maxLen {
		end++
	}
	if n := end - i; n < minLen || n > maxLen || !ends(text, end) || !isFree(text, i) {
		return 0, 0, detect.None
	}
	return i, end, detect.High
}

// skipFiller skips what may stand between a label and its value.
func skipFiller(text string, i, limit int) int {
	for i < len(text) && i < limit {
		switch c := text[i]; {
		case c == ' ', c == ':', c == '=', c == '"', c == '\'', c == '.', c == '#', c == '(', c == ')', c == '`', c == '*' && (byteAt(text, i+1) == '*' || byteAt(text, i-1) == '*'),
			c == '>' && byteAt(text, i-1) == '=', c == '\\' && (byteAt(text, i+1) == '"' || byteAt(text, i+1) == '\\'), c == ']' && byteAt(text, i+1) == ' ':
			i++
		case isAlpha(c) && !isAlnum(byteAt(text, i-1)):
			n := wordLength(text, i)
			if !foldsTo(text[i:i+n], "is", "was", "number", "no", "code", "nr", "value", "date", "security", "verification", "pin", "lautet", "es", "est", "some") || isDigit(byteAt(text, i+n)) {
				return i
			}
			i += n
		default:
			return i
		}
	}
	return i
}

// foldsTo reports whether word is one of list in any case.
func foldsTo(word string, list ...string) bool {
	for _, w := range list {
		if len(word) == len(w) && word != "" && (word[0]|0x20 == w[0]|0x20) && strings.EqualFold(word, w) {
			return true
		}
	}
	return false
}

func wordLength(text string, i int) int {
	n := 0
	for i+n < len(text) && isAlpha(text[i+n]) && n < 16 {
		n++
	}
	return n
}

// ends: no more of a number or word follows.
func ends(text string, end int) bool {
	c := byteAt(text, end)
	if isAlnum(c) || c == '_' || c == '%' {
		return false
	}
	return c != '.' && c != ',' && c != '/' && c != ':' && c != '-' || !isAlnum(byteAt(text, end+1))
}

// isFree: the value at i does not hang on a word before it.
func isFree(text string, i int) bool { return !isAlnum(byteAt(text, i-1)) }

func expiry(text string, at int) (int, int, detect.Confidence) {
	i := at
	for i < len(text) && i-at < 16 && (isAlpha(text[i]) || text[i] >= 0x80) {
		i++
	}
	switch label := text[at:i]; {
	case foldsTo(label, "exp", "expiry", "expires", "expiration", "validez", "scadenza"):
	case foldsTo(label, "valid", "good", "gültig") && byteAt(text, i) == ' ': // thru, until, bis
		i++
		i += wordLength(text, i)
	default:
		return 0, 0, detect.None
	}
	paren := byteAt(text, i) == '('
	i = skipFiller(text, i, at+40)
	if paren || i+5 > len(text) || !isFree(text, i) {
		return 0, 0, detect.None
	}
	m := text[i : i+2]
	if m < "01" || m > "12" || !allDigits(m) || text[i+2] != '/' && text[i+2] != '-' {
		return 0, 0, detect.None
	}
	end := i + 3
	for end < len(text) && isDigit(text[end]) && end < i+8 {
		end++
	}
	if n := end - i; n != 5 && (n != 7 || text[i+3:i+5] != "20") || !ends(text, end) {
		return 0, 0, detect.None
	}
	if numberBefore(text[max(0, at-40):at]) {
		return i, end, detect.High
	}
	return i, end, detect.Low
}

// numberBefore reports digits as many as a card number has, in groups of any
// size. A marker that stands for one, with digits in its hash, is no number.
func numberBefore(text string) bool {
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case isDigit(c):
			if digits++; digits >= 12 {
				return true
			}
		case c == ' ' || c == '-':
		default:
			digits = 0
		}
	}
	return false
}
