package httpapi

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// ReadBody reads one JSON value. What it is not taken apart into is an error.
func ReadBody(r *http.Request, into any) error {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return NewProblem(http.StatusUnsupportedMediaType, "the body must be application/json")
	}
	return problemOfBody(decode(r.Body, into))
}

// ReadList reads a JSON array of values, or one value alone.
func ReadList[T any](r *http.Request) (items []T, alone bool, err error) {
	body := bufio.NewReader(r.Body)
	first, err := firstByte(body)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, problemOfBody(err)
	}
	r.Body = io.NopCloser(body) // the server closes its own
	if first == '[' {
		return items, false, ReadBody(r, &items)
	}
	items = make([]T, 1)
	return items, true, ReadBody(r, &items[0])
}

// firstByte is the first that is no space; it stays in the reader.
func firstByte(r *bufio.Reader) (byte, error) {
	for {
		b, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch b {
		case ' ', '\t', '\r', '\n':
			continue
		}
		return b, r.UnreadByte()
	}
}

func decode(body io.Reader, into any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func problemOfBody(err error) error {
	var tooLarge *http.MaxBytesError
	var kind *json.UnmarshalTypeError
	var p *ProblemError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge):
		return NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", tooLarge.Limit))
	case errors.As(err, &p):
		return p
	case errors.As(err, &kind) && kind.Field != "":
		return NewProblem(http.StatusBadRequest, kind.Field+" is of the wrong type")
	default: // its text may be a part of the body
		return NewProblem(http.StatusBadRequest, "the body is not the JSON object that is expected here")
	}
}
