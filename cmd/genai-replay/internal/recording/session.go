package recording

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
)

// CallsFile is where the calls are, in a folder of recordings.
const CallsFile = "claude-code-kvcache/calls.jsonl.gz"

// Session is one recorded session: its calls in order of time.
type Session struct {
	ID    string
	Calls []Call
}

// Sessions reads the sessions of a folder of recordings one after the other, so
// that only one is in memory. The first error ends the sequence.
func Sessions(files fs.FS) iter.Seq2[Session, error] {
	return func(yield func(Session, error) bool) {
		lines, file, err := openLines(files, CallsFile, "sessions")
		if err != nil {
			yield(Session{}, err)
			return
		}
		defer func() { _ = file.Close() }() // it was only read
		for session, err := range DecodeSessions(lines) {
			if err != nil {
				err = fmt.Errorf("read recorded sessions %s: %w", CallsFile, err)
			}
			if !yield(session, err) || err != nil {
				return
			}
		}
	}
}

// DecodeSessions groups the calls of a JSON-lines text into sessions. The calls
// of a session stand together. The first error ends the sequence.
func DecodeSessions(lines io.Reader) iter.Seq2[Session, error] {
	return func(yield func(Session, error) bool) {
		var current Session
		for call, err := range decodeLines(lines, "call", (*Call).validate) {
			if err != nil {
				yield(Session{}, err)
				return
			}
			if call.Session != current.ID && len(current.Calls) > 0 {
				if !yield(current, nil) {
					return
				}
				current = Session{}
			}
			current.ID = call.Session
			current.Calls = append(current.Calls, call)
		}
		if len(current.Calls) > 0 {
			yield(current, nil)
		}
	}
}
