package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// node is a piece of a price file with its numbers still as text.
type node struct {
	kind  kind
	text  string // of a string, a number or a boolean
	keys  []string
	items []node // of an array, or of an object in the order of keys
}

type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindString
	kindArray
	kindObject
)

func (k kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

// maxDepth is how deep a price file may be nested; its clauses are the only
// part that has no depth of its own.
const maxDepth = 32

var errTooDeep = fmt.Errorf("is nested deeper than %d levels", maxDepth)

// parseTree reads one JSON document. The error says where it ends to be one.
func parseTree(data []byte) (node, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	root, err := readNode(decoder, 0)
	if err == nil {
		if _, next := decoder.Token(); !errors.Is(next, io.EOF) {
			err = errors.New("must be one JSON document")
		}
	}
	if err != nil {
		line := 1 + bytes.Count(data[:min(decoder.InputOffset(), int64(len(data)))], []byte("\n"))
		return node{}, fmt.Errorf("line %d: %w", line, err)
	}
	return root, nil
}

func readNode(decoder *json.Decoder, depth int) (node, error) {
	if depth > maxDepth {
		return node{}, errTooDeep
	}
	token, err := within(decoder)
	if err != nil {
		return node{}, err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return readObject(decoder, depth)
		}
		return readArray(decoder, depth)
	case string:
		return node{kind: kindString, text: token}, nil
	case json.Number:
		return node{kind: kindNumber, text: token.String()}, nil
	case bool:
		return node{kind: kindBool, text: strconv.FormatBool(token)}, nil
	default:
		return node{}, nil
	}
}

// within is for the inside of a document, where an end comes too early.
func within(decoder *json.Decoder) (json.Token, error) {
	token, err := decoder.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}

func readObject(decoder *json.Decoder, depth int) (node, error) {
	n := node{kind: kindObject}
	for decoder.More() {
		key, err := within(decoder)
		if err != nil {
			return node{}, err
		}
		value, err := readNode(decoder, depth+1)
		if err != nil {
			return node{}, err
		}
		text, _ := key.(string) // JSON has no other keys
		n.keys = append(n.keys, text)
		n.items = append(n.items, value)
	}
	_, err := within(decoder)
	return n, err
}

func readArray(decoder *json.Decoder, depth int) (node, error) {
	n := node{kind: kindArray}
	for decoder.More() {
		value, err := readNode(decoder, depth+1)
		if err != nil {
			return node{}, err
		}
		n.items = append(n.items, value)
	}
	_, err := within(decoder)
	return n, err
}
