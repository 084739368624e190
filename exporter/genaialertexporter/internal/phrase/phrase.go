// Package phrase makes the texts of an incident fit to be sent: valid, without what would
// disturb a screen, and no longer than a destination takes.
package phrase

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// More is put where a text was cut.
const More = '…'

// Line is a text as one line of at most limit characters, counted as [Width] does.
func Line(text string, limit int) string {
	return fit(text, limit, func(head string) string { return strings.Join(strings.Fields(alert.Printable(head, "")), " ") })
}

// Text is a text of at most limit characters, counted as [Width] does. It keeps its lines.
func Text(text string, limit int) string {
	return fit(text, limit, func(head string) string { return strings.TrimSpace(alert.Printable(head, "\n\t")) })
}

// fit tidies no more of a text than could be kept: a summary may be a megabyte.
func fit(text string, limit int, tidy func(string) string) string {
	const bytesPerCharacter = 8 // four at most, and room for what tidying takes out
	if most := bytesPerCharacter * limit; len(text) > most {
		return Cut(tidy(text[:most])+string(More), limit, Width)
	}
	return Cut(tidy(text), limit, Width)
}

// Width is how many characters a rune is to vendors that publish a limit but no unit: those
// of UTF-16, as JavaScript and Java count, which are never fewer than runes.
func Width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Cut keeps what of a text fits in limit by the widths of its runes, and marks that it was cut.
func Cut(text string, limit int, width func(rune) int) string {
	total, keep := 0, 0
	for at, r := range text {
		total += width(r)
		if total <= limit-width(More) {
			keep = at + utf8.RuneLen(r)
		}
		if total > limit {
			return text[:keep] + mark(limit, width)
		}
	}
	return text
}

func mark(limit int, width func(rune) int) string {
	if limit < width(More) {
		return ""
	}
	return string(More)
}

// MaxKey is the longest key that all destinations take, in bytes.
const MaxKey = 255

// Key is the key of an incident if all destinations can take it, and else a hash of it.
func Key(key string) string {
	if key != "" && len(key) <= MaxKey && utf8.ValidString(key) && !strings.ContainsFunc(key, unicode.IsControl) {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// Time is a time as RFC 3339 has it, in UTC, or "" where it is none that the format has.
func Time(t time.Time) string {
	t = t.UTC()
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
