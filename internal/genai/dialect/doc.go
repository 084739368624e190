// Package dialect brings GenAI telemetry into one form. A dialect is the
// vocabulary of one family of emitters; each has a file of its own, with how its
// records are recognised, which of its attributes means what, and what only code
// can say. A record leaves in the current conventions (semantic conventions
// 1.41.1) and in the normal form of usage: inclusive totals with subset details.
//
// Missing attributes are filled and present ones stay, with four exceptions,
// each of which keeps the original: usage that is not in the normal form, finish
// reasons that are not a list, an operation that the dialect's own kind
// contradicts, and a provider that is a framework or an outdated spelling.
//
// Nothing here fails. What cannot be read is left as it is, named in
// genai.malformed and counted in [Result]. What a record costs, or whose it is,
// is decided elsewhere.
package dialect
