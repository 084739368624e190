package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var cardCodes = []detect.Code{{
	Entity: "CREDIT_CARD",
	Min:    12,
	Max:    19,
	Check:  card,
	Context: []string{
		"card", "credit card", "debit card", "pay with", "paid with", "pay by", "card number", "creditcard", "cardnumber", "ccnum", "cc number", "cc", "pan", "visa", "mastercard", "amex", "american express",
		"discover", "diners", "jcb", "unionpay", "maestro", "mir", "karte", "kartennummer", "kreditkarte", "carte", "carte bancaire", "carte bleue", "tarjeta", "carta di credito",
		"cartão", "kaart", "kort", "karta", "karty", "numer karty", "карта", "карты", "卡号", "信用卡", "银行卡", "カード", "카드",
	},
	Proof: detect.Proof{
		Hits: texts(
			"pay with «4111 1111 1111 1111» today",
			"«4111-1111-1111-1111»",
			"«4111.1111.1111.1111»",
			"«5555555555554444»",
			"«2223003122003222», Mastercard's second series",
			"«3782 822463 10005»",
			"«378282246310005»",
			"«30569309025904»",
			"«3530111333300000»",
			"pay with «6205500000000000004», UnionPay of 19",
			"«6011 1111 1111 1117»",
			"«2200 1234 5678 9019»",
			"card 50185 «6304000000000000»",
			"Visa «4222222222222» from the nineties",
			"my maestro card «501800000009»",
			"«4111 1111 1111 1111» 12/28 123",
			"«4111 1111 1111 1111» 2026-11-23",
			"«4111 1111 1111 1111» 123",
			"«4111 1111 1111 1111» «5555 5555 5555 4444»",
			"«3782 822463 10005» 1234",
			"«6205 5000 0000 0000 004»",
			"visa «4222 222 222 222»",
		),
		Misses: texts(
			"order 4111111111111112 shipped", // Luhn
			"order 4222222222222",            // 13 digits: needs a word
			"got 5658600910118544497 rows",   // an id, as likely
			"1750000000000000009",            // nanoseconds
			"1750000000009",                  // milliseconds
			"0000000000000000",
			"9999999999999995",       // Luhn, but nobody's range
			"20261123140509",         // a time
			"41 1111 111111 111111",  // no card is printed so
			"4111 1111-1111 1111",    // two separators
			"1234567890123456",       // counting
			"201400000000009",        // enRoute closed in 1992
			"601120000000000000004",  // longer than any card
			"12345678-1234-1234-123", // part of an id
		),
	},
}}

// card judges by issuer, length, Luhn and how the digits are grouped. Twelve and
// thirteen digits are too common to stand alone, as are issuers' odd lengths.
func card(compact, printed string) detect.Confidence {
	c := issued(compact)
	if c == detect.None || !grouped(printed, len(compact)) || repeats(compact) || !checksum.Luhn(compact) {
		return detect.None
	}
	if len(printed) > len(compact) && (c == detect.High || longCard(compact)) {
		return inGroups
	}
	return c
}

// inGroups: columns of a table may be groups of four as well, which the engine
// tells by what stands beside them; a little less than High lets it.
const inGroups = detect.High - 5

// longCard: UnionPay and Maestro have cards of 17 to 19 digits, which are ids when
// bare, and hardly anything else in groups of four.
func longCard(s string) bool {
	if len(s) <= 16 {
		return false
	}
	switch s[:4] {
	case "5018", "5020", "5038", "5893", "6304", "6759", "6761", "6762", "6763":
		return true
	}
	return s[:2] == "62"
}

// issued is High where range and length are an issuer's, Low where they say
// little. Ids in databases have 17 to 19 digits, so cards of that length need a word.
func issued(s string) detect.Confidence {
	n := len(s)
	switch p := number(s[:4]); {
	case n > 16:
		return detect.Low
	case s[0] == '4':
		return when(n == 16)
	case p >= 5100 && p <= 5599, p >= 2221 && p <= 2720: // Mastercard
		return when(n == 16)
	case p >= 3400 && p <= 3499, p >= 3700 && p <= 3799: // American Express
		return when(n == 15)
	case p >= 3000 && p <= 3059, p >= 3090 && p <= 3099, p >= 3600 && p <= 3699, p >= 3800 && p <= 3999: // Diners
		return when(n == 14 || n == 16)
	case p >= 3528 && p <= 3589: // JCB
		return when(n == 16)
	case p == 6011, p >= 6440 && p <= 6599, p >= 6200 && p <= 6299: // Discover, UnionPay
		return when(n == 16)
	case p >= 2200 && p <= 2204: // Mir
		return when(n == 16)
	case p >= 5000 && p <= 5099, p >= 5600 && p <= 5899, p >= 6000 && p <= 6999: // Maestro
		return when(n == 16)
	}
	return detect.Low // beside a word for a card, whoever issued it
}

func when(likely bool) detect.Confidence {
	switch {
	case likely:
		return detect.High
	default:
		return detect.Low
	}
}

// grouped: in fours, with the rest at the end; Amex and Diners 4-6-5 and 4-6-4;
// single digits; or not at all.
func grouped(printed string, n int) bool {
	sizes, parts, _, ok := groups(printed)
	if !ok {
		return len(printed) == 2*n-1 && spacedOut(printed)
	}
	switch {
	case parts == 1:
		return true
	case parts == 3 && sizes[0] == 4 && sizes[1] == 6:
		return n == 14 || n == 15
	case parts == 4 && n == 13:
		return sizes[1] == 3 && sizes[2] == 3 && sizes[3] == 3 || sizes[3] == 1
	case parts == 2:
		return sizes[0] == 8 || sizes[0] == 6 || sizes[0] == 4 && n >= 16
	}
	for i := range parts - 1 {
		if sizes[i] != 4 {
			return false
		}
	}
	return sizes[parts-1] <= 4 || sizes[parts-1] == 7
}

func spacedOut(printed string) bool {
	for i := range len(printed) {
		if isDigit(printed[i]) == (i%2 == 1) || i%2 == 1 && printed[i] != printed[1] {
			return false
		}
	}
	return true
}
