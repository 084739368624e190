// Command genai-reveal puts the values back that genai_redaction encrypted: it
// copies text (logs, JSON lines, files of OTLP JSON) and opens the markers that
// action encrypt writes, [EMAIL_ENC:key-1:...], with the key.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1 // nothing could be opened although the key was named, or reading or writing failed
	exitUsage = 2
)

func main() {
	os.Exit(run(os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv}))
}

// console is what a command is connected to.
type console struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

func run(args []string, c console) int {
	err := command(args, c)
	var usage *usageError
	switch {
	case err == nil, errors.Is(err, pflag.ErrHelp):
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(c.err, "genai-reveal: %v\nRun 'genai-reveal --help' for usage.\n", err)
		return exitUsage
	default:
		fmt.Fprintf(c.err, "genai-reveal: %v\n", err)
		return exitError
	}
}

func command(args []string, c console) error {
	o, err := parse(args, c.out)
	if err != nil {
		return err
	}
	revealer, err := o.revealer(c.getenv)
	if err != nil {
		return &usageError{err}
	}
	s := stream{revealer: revealer, out: bufio.NewWriter(c.out), maxLine: o.maxLineBytes}
	err = s.copyAll(o.files, c.in)
	err = errors.Join(err, s.out.Flush())
	s.counts.print(c.err)
	if err == nil && s.counts.opened == 0 && s.counts.locked > 0 {
		err = errors.New("nothing could be opened: is it the right key, and the right --tenant?")
	}
	return err
}

// usageError says that the command line, or a key, is wrong.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }
