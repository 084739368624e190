// Package detect says what a detector is: how one kind of sensitive value is
// recognised in plain text. Detectors are data with their proof beside them;
// the engine in package redact decides where they look, and what becomes of a finding.
package detect

// Entity is a kind of sensitive value, in upper snake case: EMAIL_ADDRESS.
type Entity string

// Confidence is how sure a detector is, from 0 (this is something else) to 100.
type Confidence uint8

// Levels of confidence. A finding below the configured minimum does not count.
const (
	None    Confidence = 0
	Low     Confidence = 30 // the shape alone, and many harmless things have it
	Medium  Confidence = 60 // the shape is rare, or a context word stands by a common one
	High    Confidence = 85 // a checksum holds, or shape and context agree
	Certain Confidence = 100
)

// Code is a value of digits and capital letters of known length, which people
// print with or without separators: a card, an IBAN, a national id.
type Code struct {
	Entity Entity
	Region string // ISO 3166-1 alpha-2, empty for anywhere
	Min    int    // fewest characters without separators
	Max    int    // most characters without separators
	// Letters says that the code may hold letters; else it is digits only.
	Letters bool
	// Lettered says that it holds at least one, so that Check need not be asked
	// about digits.
	Lettered bool
	// Mixed says that spaces may stand in it beside hyphens and points, where a
	// context word does: 070-123 45 67.
	Mixed bool
	// Printed says that Check turns down whatever has no separators in it, so that
	// it need not be asked.
	Printed bool
	// Parts are of how many pieces it is, between separators, where no context word
	// stands by it: Check need not be asked about others then. Empty is any number.
	Parts []int
	// Check judges a candidate: compact has no separators and is upper case,
	// printed is as it stands in the text. It allocates nothing.
	Check func(compact, printed string) Confidence
	// Context are words, lower case, that raise the confidence when one stands
	// shortly before the candidate or is (in) its key.
	Context []string
	// NeedsContext says that without such a word the candidate is no finding.
	NeedsContext bool
	// Off says that the entity is not among the default ones.
	Off bool

	Proof
}

// Pattern is a value that is recognised by how it starts, or by a byte inside.
type Pattern struct {
	Entity Entity
	// Name tells detectors of one entity apart: "anthropic-api-key".
	Name string
	// Prefixes are literal beginnings, at which the engine calls Find. Where the
	// first byte is a letter or digit, they count only after a byte that is neither.
	Prefixes []string
	// Fold says that prefixes match in any case; they are given in lower case.
	Fold bool
	// Whole says that prefixes count only as whole words: "st", not "start".
	Whole bool
	// MinRun is how many letters and digits stand in one piece from a prefix on,
	// at the least: an address of Bitcoin has 26. 0 says nothing.
	MinRun int
	// Digit says that a value at a prefix has digits near it: not more than 64
	// bytes behind the prefix's beginning, or 128 before. It spares calls in prose.
	Digit bool
	// Anchor is a byte at which the engine calls Find, such as '@'; 0 for none.
	Anchor byte
	// Before and After are what stands directly before and behind an anchor, one
	// class of several. It spares calls; 0 says nothing.
	Before, After Class
	// Next are the bytes one of which stands directly behind an anchor, where
	// classes are too coarse, 0 for the end of the text; empty says nothing.
	Next string
	// Beyond is a byte that stands so far behind an anchor. It spares calls, too.
	Beyond Beyond
	// Gate is a cheap question that patterns of the same place share: where its
	// answer is no, Find is not called. It may be nil.
	Gate *Gate
	// Find returns the value's span in text, given the position of the prefix or
	// anchor, or None. It allocates nothing and looks at a bounded number of
	// bytes before at, and after at at no more than the value and its bounds.
	Find func(text string, at int) (start, end int, c Confidence)
	// Context, NeedsContext and Off are those of [Code].
	Context      []string
	NeedsContext bool
	Off          bool

	Proof
}

// Gate is a question about the place of a prefix or anchor that several patterns
// share. The engine asks it once for all of them.
type Gate struct {
	Ask func(text string, at int) bool
}

// Beyond is a byte and how far behind an anchor it stands; 0 says nothing.
type Beyond struct {
	Distance int
	Byte     byte
}

// Class is a set of classes of ASCII bytes.
type Class uint8

// The classes.
const (
	Digit Class = 1 << iota
	Upper
	Lower
	HexLetter
	Space
	// NearDigit is a digit, or any byte behind one: 12 and 12a.
	NearDigit

	Hex    = Digit | HexLetter
	Letter = Upper | Lower
)

// Proof shows that a detector works. A hit holds the value between guillemets,
// «4111 1111 1111 1111», and all of it must be found; in a miss nothing is.
// Values that secret scanners would take for real are put together at run time.
type Proof struct {
	Hits   func() []string
	Misses func() []string
}
