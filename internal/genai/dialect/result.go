package dialect

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Reason says why an attribute could not be read.
type Reason uint8

// The reasons there are.
const (
	WrongType       Reason = iota // a list where text belongs
	NotACount                     // negative, fractional, not a number, too large
	InvalidJSON                   //
	InvalidUTF8                   //
	TooLarge                      // more bytes than max_message_bytes
	TooDeep                       // JSON nested deeper than any message
	IndexOutOfRange               // a numbered attribute past any real conversation
	reasons
)

var reasonNames = [reasons]string{
	"wrong_type", "not_a_count", "invalid_json", "invalid_utf8", "too_large", "too_deep", "index_out_of_range",
}

// String is the value of the reason attribute of genai_normalizer.malformed.
func (r Reason) String() string { return reasonNames[r] }

// Reasons lists all reasons.
func Reasons() []Reason {
	all := make([]Reason, reasons)
	for i := range all {
		all[i] = Reason(i)
	}
	return all
}

// Result says what happened to a record.
type Result struct {
	Dialect   Name // "" for a record that is not GenAI or was normalised before
	Malformed [reasons]uint16
}

// maxProblems bounds genai.malformed; all problems are counted.
const maxProblems = 8

type problem struct {
	key    string
	reason Reason
}

// complain notes that an attribute could not be read.
func (d *draft) complain(key string, reason Reason) {
	for _, p := range d.problems {
		if p.key == key && p.reason == reason {
			return
		}
	}
	if len(d.problems) < maxCounted {
		d.problems = append(d.problems, problem{key, reason})
	}
}

// maxCounted bounds how many problems of one record are counted.
const maxCounted = 64

func (d *draft) result() Result {
	r := Result{Dialect: d.dialect.name}
	for _, p := range d.problems {
		r.Malformed[p.reason]++
	}
	return r
}

// stampProblems writes the keys of what could not be read, never the values.
func (d *draft) stampProblems() {
	if len(d.problems) == 0 {
		return
	}
	var keys []string
	for _, p := range d.problems {
		if len(keys) == maxProblems {
			break
		}
		if !slices.Contains(keys, p.key) {
			keys = append(keys, p.key)
		}
	}
	list := d.attrs.PutEmptySlice(genai.AttrMalformed)
	for _, key := range keys {
		list.AppendEmpty().SetStr(shorten(key))
	}
}

// maxKeyLen bounds a key in genai.malformed; no convention comes near it.
const maxKeyLen = 128

func shorten(key string) string {
	if len(key) > maxKeyLen {
		key = key[:maxKeyLen]
	}
	return strings.ToValidUTF8(key, "\uFFFD")
}

func reasonOfCount(v pcommon.Value) Reason {
	switch v.Type() {
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice, pcommon.ValueTypeBytes, pcommon.ValueTypeBool:
		return WrongType
	default:
		return NotACount
	}
}
