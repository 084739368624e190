// Package person recognises the names that a text introduces: "my name is",
// "Dear Dr.", a signature. It knows some given names, to tell a name in small letters
// from a word; names that stand anywhere need a model, for which the processor can ask a
// remote analyzer.
package person

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// Name is the one entity of this package.
const Name detect.Entity = "PERSON"

// Patterns returns all detectors of names.
func Patterns() []detect.Pattern {
	return []detect.Pattern{introduced(), presented(), titled(), greeted(), signed(), labelled(), hailed(), headed(), mailbox(), carded(), eastAsian()}
}
