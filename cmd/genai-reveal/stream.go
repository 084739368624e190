package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// stream copies text and opens the markers in it.
type stream struct {
	revealer *redact.Revealer
	out      *bufio.Writer
	maxLine  int
	counts   counts
}

func (s *stream) copyAll(files []string, in io.Reader) error {
	for _, name := range files {
		if err := s.copyFile(name, in); err != nil {
			return err
		}
	}
	return nil
}

func (s *stream) copyFile(name string, in io.Reader) error {
	if name == "-" {
		return s.copy("standard input", in)
	}
	file, err := os.Open(name) //nolint:gosec // the caller names the file
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // was only read
	return s.copy(name, file)
}

func (s *stream) copy(name string, in io.Reader) error {
	reader := bufio.NewReaderSize(in, 64<<10)
	var line []byte
	for number, end := 1, false; !end; number++ {
		var err error
		line, err = readLine(reader, line[:0], s.maxLine)
		end = errors.Is(err, io.EOF) // with or without the end of a line
		switch {
		case errors.Is(err, errLongLine):
			return fmt.Errorf("%s: line %d is longer than %d bytes; --max-line-bytes sets the bound", name, number, s.maxLine)
		case err != nil && !end:
			return fmt.Errorf("%s: line %d: %w", name, number, err)
		}
		text, revealed := s.revealer.Text(string(line))
		s.counts.add(&revealed)
		if _, err := s.out.WriteString(text); err != nil {
			return err
		}
		if reader.Buffered() == 0 { // whoever follows a log sees each line as it comes
			if err := s.out.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

var errLongLine = errors.New("line too long")

// readLine appends a line with its end to a buffer.
func readLine(reader *bufio.Reader, line []byte, most int) ([]byte, error) {
	for {
		piece, err := reader.ReadSlice('\n')
		if len(line)+len(piece) > most {
			return line, errLongLine
		}
		line = append(line, piece...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// maxOtherIDs bounds the ids that are counted one by one: they come from the text.
const maxOtherIDs = 8

// counts is what became of the markers.
type counts struct {
	opened, locked int
	others         map[string]int
	moreOthers     int
}

func (c *counts) add(r *redact.Revealed) {
	c.opened += r.Opened
	c.locked += r.Locked
	for id, n := range r.Others {
		if c.others == nil {
			c.others = map[string]int{}
		}
		if _, known := c.others[id]; known || len(c.others) < maxOtherIDs {
			c.others[id] += n
		} else {
			c.moreOthers += n
		}
	}
}

func (c *counts) print(w io.Writer) {
	parts := []string{fmt.Sprintf("%d opened", c.opened)}
	if c.locked > 0 {
		parts = append(parts, fmt.Sprintf("%d left: another key of that id, or another tenant", c.locked))
	}
	for _, id := range slices.Sorted(maps.Keys(c.others)) {
		parts = append(parts, fmt.Sprintf("%d left: key id %q", c.others[id], id))
	}
	if c.moreOthers > 0 {
		parts = append(parts, fmt.Sprintf("%d left: further key ids", c.moreOthers))
	}
	fmt.Fprintln(w, "genai-reveal: "+strings.Join(parts, "; "))
}
