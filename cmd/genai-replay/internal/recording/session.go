package recording

import (
	"compress/gzip"
	"encoding/json"
	"errors"
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
		file, err := files.Open(CallsFile)
		if err != nil {
			yield(Session{}, fmt.Errorf("read recorded sessions: %w", err))
			return
		}
		defer func() { _ = file.Close() }() // it was only read
		lines, err := gzip.NewReader(file)
		if err != nil {
			yield(Session{}, fmt.Errorf("read recorded sessions %s: %w", CallsFile, err))
			return
		}
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
		decoder := json.NewDecoder(lines)
		for n := 1; ; n++ {
			var call Call
			err := decoder.Decode(&call)
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				err = call.validate()
			}
			if err != nil {
				yield(Session{}, fmt.Errorf("call %d: %w", n, err))
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
