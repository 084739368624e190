// Command redaction-accuracy measures what the redactor finds in the labelled
// texts beside package redact, and writes the figures between two comments in
// the README of the genai_redaction processor. `make generate` runs it.
//
//	go run ./internal/tools/redaction-accuracy [-cases DIR] [-readme FILE]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	cases := flag.String("cases", "internal/redact/testdata", "folder of the case files")
	readme := flag.String("readme", "processor/genairedactionprocessor/README.md", "file to write into, - to print")
	flag.Parse()
	if err := run(*cases, *readme, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "redaction-accuracy:", err)
		os.Exit(1)
	}
}

func run(folder, readme string, out io.Writer) error {
	f, err := measure(folder)
	if err != nil {
		return err
	}
	if readme == "-" {
		_, err := io.WriteString(out, f.markdown())
		return err
	}
	page, err := os.ReadFile(readme) //nolint:gosec // the file is the one that the caller names
	if err != nil {
		return err
	}
	written, err := between(string(page), f.markdown())
	if err != nil {
		return fmt.Errorf("%s: %w", readme, err)
	}
	return os.WriteFile(readme, []byte(written), 0o600) //nolint:gosec // as above; the file is there, and keeps its mode
}
