// Command genai-replay turns recorded agent sessions into OTLP and sends them to
// a collector, for a demo, for load, and to see what the sessions would have
// cost. It also replays OTLP JSON files, and prints what the collector made of
// it all.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1 // something could not be sent or read, was refused, or was interrupted
	exitUsage = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], terminal()))
}

// console is where a command writes, and how.
type console struct {
	out, err io.Writer
	live     bool // err is a terminal, which can be written over
	colour   bool // out may be coloured
	width    int  // of out, in columns
}

func terminal() console {
	c := console{out: os.Stdout, err: os.Stderr, width: defaultWidth}
	c.live = term.IsTerminal(int(os.Stderr.Fd()))
	if term.IsTerminal(int(os.Stdout.Fd())) {
		c.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 0 {
			c.width = width
		}
	}
	return c
}

// defaultWidth suits logs and files, which have no width of their own.
const defaultWidth = 100

func run(ctx context.Context, args []string, c console) int {
	command := replayCommand
	if len(args) > 0 {
		switch args[0] {
		case "report":
			command, args = reportCommand, args[1:]
		case "budget":
			command, args = budgetCommand, args[1:]
		case "agent":
			command, args = agentCommand, args[1:]
		}
	}
	err := command(ctx, args, c)
	var usage *usageError
	switch {
	case err == nil, errors.Is(err, pflag.ErrHelp):
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(c.err, "genai-replay: %v\nRun 'genai-replay --help' for usage.\n", err)
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(c.err, "genai-replay: interrupted")
		return exitError
	default:
		fmt.Fprintf(c.err, "genai-replay: %v\n", err)
		return exitError
	}
}

// usageError says that the command line is wrong.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }
