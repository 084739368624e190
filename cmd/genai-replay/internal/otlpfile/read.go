package otlpfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Request is one export request. Exactly one signal is set.
type Request struct {
	Signal Signal
	Traces ptrace.Traces
	Logs   plog.Logs
}

// Signal is what a request carries.
type Signal int

// The signals of OTLP; metrics are told apart so that they can be left out.
const (
	Traces Signal = iota + 1
	Logs
	Metrics
)

// Read yields the requests of a file one after the other, so that only one is
// in memory. The first error ends the sequence; it names the file and the
// request, never its content.
func Read(name string) iter.Seq2[Request, error] {
	return func(yield func(Request, error) bool) {
		file, err := os.Open(name) //nolint:gosec // the user names the file to read
		if err != nil {
			yield(Request{}, fmt.Errorf("read OTLP file: %w", err))
			return
		}
		defer func() { _ = file.Close() }() // it was only read
		for request, err := range Decode(bufio.NewReader(file)) {
			if err != nil {
				err = fmt.Errorf("read OTLP file %s: %w", name, err)
			}
			if !yield(request, err) || err != nil {
				return
			}
		}
	}
}

// Decode yields the requests of a text. The first error ends the sequence.
func Decode(text io.Reader) iter.Seq2[Request, error] {
	return func(yield func(Request, error) bool) {
		decoder := json.NewDecoder(text)
		n := 0
		for {
			var raw json.RawMessage
			err := decoder.Decode(&raw)
			if errors.Is(err, io.EOF) {
				break
			}
			n++
			var request Request
			if err == nil {
				request, err = decode(raw)
			}
			if err != nil {
				yield(Request{}, fmt.Errorf("request %d: %w", n, err))
				return
			}
			if !yield(request, nil) {
				return
			}
		}
		if n == 0 {
			yield(Request{}, errors.New("it is empty"))
		}
	}
}

func decode(raw json.RawMessage) (Request, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return Request{}, errNotOTLP
	}
	var shape struct {
		Spans   json.RawMessage `json:"resourceSpans"`
		Logs    json.RawMessage `json:"resourceLogs"`
		Metrics json.RawMessage `json:"resourceMetrics"`
	}
	if err := json.Unmarshal(raw, &shape); err != nil {
		return Request{}, err
	}
	switch {
	case shape.Spans != nil:
		traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(raw)
		return Request{Signal: Traces, Traces: traces}, withoutContent(err)
	case shape.Logs != nil:
		logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(raw)
		return Request{Signal: Logs, Logs: logs}, withoutContent(err)
	case shape.Metrics != nil:
		return Request{Signal: Metrics}, nil
	default:
		return Request{}, errNotOTLP
	}
}

// withoutContent cuts off the piece of the file that the decoder quotes in its
// errors: it may be a prompt.
func withoutContent(err error) error {
	if err == nil {
		return nil
	}
	rule, _, _ := strings.Cut(err.Error(), ", error found in #")
	return errors.New(rule)
}

var errNotOTLP = errors.New("not an OTLP export request: it has none of resourceSpans, resourceLogs and resourceMetrics")
