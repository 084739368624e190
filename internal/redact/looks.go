package redact

import (
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
)

func looksNamed(v string) bool {
	letters := 0
	for i := range len(v) {
		k := class[v[i]]
		switch {
		case k&(isLetter|isHigh) != 0:
			letters++
		case k&isDigit != 0, v[i] == '_', v[i] == '/', v[i] == ':', v[i] == '{', v[i] == '$', v[i] == '\n':
			return false
		}
	}
	return letters >= 2 && len(v) <= 120 && !slices.ContainsFunc(nobody, func(w string) bool { return strings.EqualFold(v, w) })
}

// nobody are values under the key of a name that name no one.
var nobody = []string{
	"string", "str", "text", "varchar", "null", "none", "nil", "undefined", "unknown", "n/a", "optional", "required", "true", "false", "any", "object",
	"admin", "administrator", "root", "system", "user", "customer", "assistant", "bot", "service", "default", "anonymous", "guest", "test", "nobody",
	"name", "first name", "last name", "full name", "firstname", "lastname", "fullname", "noreply", "no-reply", "support", "total", "subtotal",
}

func looksPlaced(v string) bool {
	hasDigit, letters := false, 0
	for i := range len(v) {
		k := class[v[i]]
		hasDigit = hasDigit || k&isDigit != 0
		if k&(isLetter|isHigh) != 0 {
			letters++
		}
	}
	return letters >= 3 && len(v) <= 300 && (hasDigit || strings.IndexByte(v, ' ') > 0) &&
		!strings.Contains(v, "://") && strings.IndexByte(v, '@') < 0
}

func looksDated(v string) bool {
	digits, signs := 0, 0
	for i := range len(v) {
		switch k := class[v[i]]; {
		case k&isDigit != 0:
			digits++
		case v[i] == '*', v[i]|0x20 == 'x':
			signs++
		}
	}
	return digits >= 3 && signs < 2 && len(v) <= 40
}

// looksAddressed is for keys that are as often of a host or a wallet: words, the
// first with a capital letter, and a number.
func looksAddressed(v string) bool {
	if !looksPlaced(v) || strings.IndexByte(v, ' ') < 0 || strings.ContainsAny(v, "={}()[]<>;`|$\\") {
		return false
	}
	digit, capital := false, false
	for i := range len(v) {
		k := class[v[i]]
		digit = digit || k&isDigit != 0
		capital = capital || k&(isUpper|isHigh) != 0 && (i == 0 || class[v[i-1]]&(isAlnum|isHigh) == 0)
	}
	return digit && capital
}

func looksVerifying(v string) bool { return len(v) >= 3 && len(v) <= 4 && isIndex(v) }

func looksAged(v string) bool {
	return len(v) <= 2 && isIndex(v) || len(v) == 3 && v[0] == '1' && v[1] <= '2' && isIndex(v)
}

// looksPosted: 94043, 94043-1234, 1010, 110-0001, 394 13.
func looksPosted(v string) bool {
	digits, separators := 0, 0
	for i := range len(v) {
		switch {
		case class[v[i]]&isDigit != 0:
			digits++
		case v[i] == '-' || v[i] == ' ':
			separators++
		default:
			return false
		}
	}
	return digits >= 4 && digits <= 9 && separators <= 1 && !sameDigits(v)
}

// sameDigits: the same digit again and again, as in a placeholder.
func sameDigits(v string) bool { return strings.Trim(v, v[:1]) == "" }

func looksIBAN(v string) bool { return len(v) <= 64 && checksum.IBAN(compactOf(v)) }

func looksWord(v string) bool {
	return v != "" && len(v) <= 128 && strings.IndexByte(v, '\n') < 0
}

// looksExpiring: 12/28 or 12/2028.
func looksExpiring(v string) bool {
	return (len(v) == 5 || len(v) == 7 && v[3:5] == "20") && (v[2] == '/' || v[2] == '-') && v[:2] >= "01" && v[:2] <= "12" && isIndex(v[:2]) && isIndex(v[3:])
}
