package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"
)

const usage = `genai-reveal puts back the values that the genai_redaction processor encrypted
(action: encrypt). It copies text, and opens the markers in it that the key fits.

Usage:
  genai-reveal --key-file FILE [flags] [FILE...]

Examples:
  genai-reveal --key-file key < calls.jsonl > clear.jsonl
  genai-reveal --key-file key --tenant shop calls.jsonl
                                         of the resources whose service.namespace is shop
  genai-reveal --key k2=new.key --key k1=old.key calls.jsonl
                                         after the key was changed
  GENAI_REVEAL_KEY=... genai-reveal < calls.jsonl

A key is what is set as encrypt.key or encrypt.key_file, at least 32 bytes; the
end of the line at the end of a file is not part of it. It is never an argument:
others could read it there. Without --tenant the markers of resources without a
tenant are opened.

Text is read line by line. In JSON, and JSON inside of strings, values are
escaped as they must be; all other bytes stay as they are, and so do markers that
cannot be opened. Their numbers are printed to the standard error.

Exit status: 0 it worked, 1 nothing could be opened although markers have the id
of the key, or reading or writing failed, 2 the flags or the keys are wrong.

Flags:
`

const (
	keyVariable         = "GENAI_REVEAL_KEY"
	defaultMaxLineBytes = 64 << 20 // a file of OTLP JSON has a batch in a line
	usageWidth          = 100
)

// options is what the flags say.
type options struct {
	keyFile, keyID string
	keys           []string // id=file
	tenants        []string
	maxLineBytes   int
	files          []string // "-" is the standard input
}

func parse(args []string, help io.Writer) (*options, error) {
	var o options
	flags := pflag.NewFlagSet("genai-reveal", pflag.ContinueOnError)
	flags.SortFlags = false
	flags.SetOutput(io.Discard) // errors are printed once, by run
	flags.Usage = func() { fmt.Fprint(help, usage+flags.FlagUsagesWrapped(usageWidth)) }
	flags.StringVar(&o.keyFile, "key-file", "", "file that holds the key (default: the key in "+keyVariable+")")
	flags.StringVar(&o.keyID, "key-id", "", "the key's id; markers of others are left (default: it is tried on all)")
	flags.StringArrayVar(&o.keys, "key", nil, "ID=FILE: the key of an id, where there are several (may be repeated)")
	flags.StringArrayVar(&o.tenants, "tenant", nil, "the tenant whose values they are (may be repeated)")
	flags.IntVar(&o.maxLineBytes, "max-line-bytes", defaultMaxLineBytes, "how long a line may be")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil, err
		}
		return nil, &usageError{withoutValues(err)}
	}
	if o.maxLineBytes <= 0 {
		return nil, &usageError{fmt.Errorf("--max-line-bytes must be positive, got %d", o.maxLineBytes)}
	}
	o.files = flags.Args()
	if len(o.files) == 0 {
		o.files = []string{"-"}
	}
	return &o, nil
}

// withoutValues is an error of the flags that shows none of their values: -kSECRET
// would.
func withoutValues(err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "" {
		return fmt.Errorf("unknown flag: -%.1s", unknown.GetSpecifiedName())
	}
	return err
}
