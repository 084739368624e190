package signal

import (
	"math/bits"
	"strings"

	"github.com/zeebo/xxh3"
)

// kind is what a result of a tool is.
type kind uint8

const (
	kindEmpty kind = iota
	kindText
	kindNumber
	kindWord // true, false, null
	kindObject
	kindArray
	kindBroken // it begins as JSON does, and is none
	kindCount
)

// valueKind is a set of what values of one member are.
type valueKind uint8

const (
	isNull valueKind = 1 << iota
	isBool
	isNumber
	isString
	isObject
	isArray
	isBlank // a string, object or array with nothing in it
)

const (
	maxKeys     = 24 // of which a result or its elements are known
	maxElements = 32 // of an array that are looked at
)

// Shape is what a result of a tool looks like. It holds nothing of what it says: names
// of members are hashes, sizes are bands of powers of two.
type Shape struct {
	kind   kind
	failed bool  // it says that something went wrong
	size   uint8 // bytes
	count  uint8 // members or elements
	// keys are the members of an object, or those that all elements of an array have.
	keys     [maxKeys]member
	n        int
	elements int  // objects that were looked at
	open     bool // there are more members than fit
}

type member struct {
	hash  uint32
	kinds valueKind
	seen  uint8 // elements
}

// ShapeOf looks at a result. A text that is too long to be looked at in whole has only a
// size.
func ShapeOf(result string, seed uint64) Shape {
	text := strings.Trim(result, " \t\r\n")
	shape := Shape{size: band(len(text))}
	if text == "" {
		return shape
	}
	s := scan{text: text[:min(len(text), MaxText)]}
	switch text[0] {
	case '{':
		shape.kind = kindObject
		shape.object(&s, seed)
	case '[':
		shape.kind = kindArray
		shape.array(&s, seed, 0)
	default:
		shape.kind = kindOfText(text)
		shape.failed = shape.kind == kindText && saysFailed(text)
		return shape
	}
	if s.bad || s.peek() != 0 || s.at < len(s.text) {
		if len(text) > MaxText {
			return Shape{kind: shape.kind, size: shape.size, open: true}
		}
		return Shape{kind: kindBroken, size: shape.size}
	}
	shape.common()
	return shape
}

func kindOfText(text string) kind {
	switch text {
	case "true", "false", "null", "True", "False", "None":
		return kindWord
	}
	s := scan{text: text}
	if s.number(); !s.bad && s.at == len(text) {
		return kindNumber
	}
	return kindText
}

func band(n int) uint8 { return uint8(bits.Len(uint(n))) }

func (shape *Shape) object(s *scan, seed uint64) {
	s.at++
	shape.elements++
	count := 0
	for first := true; s.next(&first, '}'); count++ {
		key := s.key()
		begin := s.at
		kinds := kindsOf(s)
		s.skip(1)
		if s.bad {
			return
		}
		shape.add(uint32(xxh3.HashStringSeed(key, seed)), kinds)
		if isFailure(key) && kinds&(isNull|isBlank) == 0 && strings.TrimLeft(s.text[begin:s.at], " ") != "false" {
			shape.failed = true
		}
	}
	if shape.kind == kindObject {
		shape.count = band(count)
	}
}

// kindsOf is what the value at hand is.
func kindsOf(s *scan) valueKind {
	c := s.peek()
	behind := scan{text: s.text, at: min(s.at+1, len(s.text))}
	switch c {
	case '"':
		if behind.at < len(s.text) && s.text[behind.at] == '"' {
			return isString | isBlank
		}
		return isString
	case '{':
		if behind.peek() == '}' {
			return isObject | isBlank
		}
		return isObject
	case '[':
		if behind.peek() == ']' {
			return isArray | isBlank
		}
		return isArray
	case 't', 'f':
		return isBool
	case 'n':
		return isNull
	default:
		return isNumber
	}
}

func (shape *Shape) add(hash uint32, kinds valueKind) {
	for i := range shape.n {
		if shape.keys[i].hash == hash {
			shape.keys[i].kinds |= kinds
			if int(shape.keys[i].seen) < shape.elements {
				shape.keys[i].seen++
			}
			return
		}
	}
	if shape.n == maxKeys {
		shape.open = true
		return
	}
	shape.keys[shape.n] = member{hash, kinds, 1}
	shape.n++
}

// array looks at the objects in an array, and in arrays within it.
func (shape *Shape) array(s *scan, seed uint64, depth int) {
	s.at++
	count := 0
	for first := true; s.next(&first, ']'); count++ {
		switch c := s.peek(); {
		case c == '{' && shape.elements < maxElements:
			shape.object(s, seed)
		case c == '[' && depth < 2:
			shape.array(s, seed, depth+1)
		default:
			s.skip(1)
		}
	}
	if depth == 0 {
		shape.count = band(count)
	}
}

// common leaves the members that all elements have.
func (shape *Shape) common() {
	kept := 0
	for i := range shape.n {
		if int(shape.keys[i].seen) == shape.elements {
			shape.keys[kept] = shape.keys[i]
			kept++
		}
	}
	clear(shape.keys[kept:])
	shape.n = kept
}

func isFailure(key string) bool {
	switch strings.ToLower(key[:min(len(key), 16)]) {
	case "error", "errors", "iserror", "is_error", "exception", "traceback", "error_message", "errormessage", "error_code", "errorcode":
		return true
	default:
		return false
	}
}

// failures are how texts begin that tell of one.
var failures = [...]string{
	"error", "exception", "traceback", "failed", "failure", "fatal", "timeout", "timed out", "unauthorized", "forbidden", "not found",
	"internal server error", "service unavailable", "bad gateway", "gateway timeout", "too many requests", "rate limit", "access denied",
	"permission denied", "connection refused", "<!doctype html", "<html",
}

func saysFailed(text string) bool {
	text = strings.TrimLeft(text, "[(*# 0123456789:'\"")
	for _, word := range failures {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			return true
		}
	}
	return false
}
