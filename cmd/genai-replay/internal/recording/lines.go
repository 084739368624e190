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

// openLines opens a gzipped JSON-lines file of a folder of recordings, which its
// errors call what. The caller closes it.
func openLines(files fs.FS, name, what string) (lines io.Reader, file io.Closer, err error) {
	opened, err := files.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read recorded %s: %w", what, err)
	}
	unzipped, err := gzip.NewReader(opened)
	if err != nil {
		_ = opened.Close() // it was only read
		return nil, nil, fmt.Errorf("read recorded %s %s: %w", what, name, err)
	}
	return unzipped, opened, nil
}

// decodeLines reads a JSON-lines text value by value and checks each. The first
// error ends the sequence; it names the value by its kind and number, from 1.
func decodeLines[T any](lines io.Reader, kind string, check func(*T) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		decoder := json.NewDecoder(lines)
		for n := 1; ; n++ {
			var value T
			err := decoder.Decode(&value)
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil {
				err = check(&value)
			}
			if err != nil {
				err = fmt.Errorf("%s %d: %w", kind, n, err)
			}
			if !yield(value, err) || err != nil {
				return
			}
		}
	}
}
