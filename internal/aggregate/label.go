package aggregate

import (
	"strings"
	"unicode/utf8"
)

// MaxLabelBytes bounds the value of an attribute of a series.
const MaxLabelBytes = 256

// Label makes a value fit for a series: valid UTF-8 of at most [MaxLabelBytes].
// A value that fits already is returned as it is, without a copy.
func Label(value string) string {
	if len(value) <= MaxLabelBytes && utf8.ValidString(value) {
		return value
	}
	// Cut first: the value may be megabytes long. Cut again: replacements are longer than what they replace.
	return cut(strings.ToValidUTF8(cut(value), string(utf8.RuneError)))
}

// cut shortens a value without cutting a rune in two.
func cut(value string) string {
	if len(value) <= MaxLabelBytes {
		return value
	}
	end := MaxLabelBytes
	for end > MaxLabelBytes-utf8.UTFMax && !utf8.RuneStart(value[end]) {
		end--
	}
	return value[:end]
}
