package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/render"
)

const replayUsage = `genai-replay sends recorded agent sessions to an OTLP receiver: a span for every
model call, tool call and agent turn, with the tokens that were really used.

Usage:
  genai-replay [flags]
  genai-replay --file FILE... [flags]
  genai-replay report [flags]            (see 'genai-replay report --help')
  genai-replay budget [flags]            (see 'genai-replay budget --help')
  genai-replay agent [flags]             (see 'genai-replay agent --help')

Examples:
  genai-replay                           40 sessions to localhost:4317, ending now
  genai-replay --sessions 5 --speed 60   five sessions, a recorded minute a second
  genai-replay --report --spans spans.jsonl
                                         and then what the collector made of them
  genai-replay --budget 5                and then what a budget would have done
  genai-replay --protocol http --endpoint https://collector.example:4318
  genai-replay --session-id root --shuffle --duplicates 0.1
                                         the ways in which telemetry is untidy
  genai-replay --sessions 100000 --rate 5000
                                         load; memory stays the same
  genai-replay --file traces.json --now  a file of OTLP JSON, moved to now

Session ids come from the seed. Trace and call ids come from the time of the first
call as well, so another run is other calls of the same sessions; the same --seed
and --start send the very same spans again.

Exit status: 0 all was sent and accepted, 1 not all was, 2 the flags are wrong.

Flags:
`

// options is what the flags of a replay say.
type options struct {
	protocol   otlpsend.Protocol
	endpoint   otlpsend.Endpoint
	wait       time.Duration
	timeout    time.Duration
	rate       float64
	files      []string
	now        bool
	report     bool
	reportFrom reportOptions
	budget     budgetOptions

	sessions   int
	concurrent int
	traffic    string
	speed      float64
	start      time.Time // zero: so that the replay ends now
	seed       uint64
	duplicates float64
	shuffle    bool
	batch      int
	outcomes   bool
	renderer   render.Renderer
}

// onlyRecorded are the flags that mean nothing for files.
var onlyRecorded = []string{
	"sessions", "concurrent", "traffic", "speed", "start", "seed", "duplicates", "shuffle", "batch", "session-id", "content", "outcomes", "report", "budget",
}

func parseReplay(args []string, help io.Writer) (*options, error) {
	var o options
	var protocol, endpoint, speed, start, sessionID string
	flags := newFlags("genai-replay", replayUsage, help)
	flags.StringVar(&protocol, "protocol", "grpc", "grpc or http (protobuf)")
	flags.StringVar(&endpoint, "endpoint", "", "host:port or URL (default localhost:4317 for grpc, localhost:4318 for http)")
	flags.DurationVar(&o.wait, "wait", 10*time.Second, "how long to wait for the receiver to listen")
	flags.DurationVar(&o.timeout, "timeout", 30*time.Second, "how long a batch may take, retries included")
	flags.Float64Var(&o.rate, "rate", 0, "most spans a second, 0 for no bound")

	flags.IntVar(&o.sessions, "sessions", 40, "how many sessions; past the recorded ones they begin again under new ids")
	flags.IntVar(&o.concurrent, "concurrent", 40, "how many sessions are open at a time")
	flags.StringVar(&o.traffic, "traffic", "", "folder of recordings (default: those in the binary)")
	flags.StringVar(&speed, "speed", "max", "recorded time over real time: 1 is as it was, max or 0 as fast as possible")
	flags.StringVar(&start, "start", "", "time of the first call, RFC 3339 (default: so that the last ends when the replay does)")
	flags.Uint64Var(&o.seed, "seed", 1, "decides ids, which batches are sent twice and the order of --shuffle")
	flags.StringVar(&sessionID, "session-id", "all", "which spans carry session.id and gen_ai.conversation.id: all or root")
	flags.BoolVar(&o.renderer.Content, "content", true, "send messages, tool arguments and tool results (of synthetic people)")
	flags.BoolVar(&o.outcomes, "outcomes", false, "then tell of each session that it ended, and its recorded reward (log records)")
	flags.Float64Var(&o.duplicates, "duplicates", 0, "share of batches to send twice, 0 to 1")
	flags.BoolVar(&o.shuffle, "shuffle", false, "send the spans of each session in any order")
	flags.IntVar(&o.batch, "batch", 200, "spans in a request")

	flags.StringArrayVar(&o.files, "file", nil, "replay OTLP JSON instead (traces, logs; may be repeated, more names may follow)")
	flags.BoolVar(&o.now, "now", false, "with --file: move all times so that the last is now")

	flags.BoolVar(&o.report, "report", false, "then print what the collector made of it, when it has all calls")
	o.reportFrom.addFlags(flags)
	o.budget.addFlags(flags, nil)
	if err := parse(flags, args); err != nil {
		return nil, err
	}
	errs := []error{o.checkRanges(), o.reportFrom.validate(), o.budget.validate()}
	var err error
	o.protocol = otlpsend.Protocol(protocol)
	if o.protocol != otlpsend.GRPC && o.protocol != otlpsend.HTTP {
		errs = append(errs, fmt.Errorf("--protocol must be grpc or http, got %q", protocol))
	} else if o.endpoint, err = otlpsend.ParseEndpoint(o.protocol, endpoint); err != nil {
		errs = append(errs, fmt.Errorf("--%w", err))
	}
	if o.speed, err = parseSpeed(speed); err != nil {
		errs = append(errs, err)
	}
	if o.start, err = parseStart(start); err != nil {
		errs = append(errs, err)
	}
	if o.renderer.SessionIDs, err = parseSessionIDs(sessionID); err != nil {
		errs = append(errs, err)
	}
	errs = append(errs, o.checkMode(flags))
	if err := errors.Join(errs...); err != nil {
		return nil, &usageError{err}
	}
	return &o, nil
}

func (o *options) checkRanges() error {
	var errs []error
	for _, least := range []struct {
		flag  string
		value int
	}{{"sessions", o.sessions}, {"concurrent", o.concurrent}, {"batch", o.batch}} {
		if least.value < 1 {
			errs = append(errs, fmt.Errorf("--%s must be at least 1, got %d", least.flag, least.value))
		}
	}
	if !(o.duplicates >= 0 && o.duplicates <= 1) { // so that NaN fails
		errs = append(errs, fmt.Errorf("--duplicates must be between 0 and 1, got %v", o.duplicates))
	}
	if !(o.rate >= 0) || math.IsInf(o.rate, 1) {
		errs = append(errs, fmt.Errorf("--rate must be 0 or more, got %v", o.rate))
	}
	if o.wait < 0 {
		errs = append(errs, fmt.Errorf("--wait must be 0 or more, got %v", o.wait))
	}
	if o.timeout <= 0 {
		errs = append(errs, fmt.Errorf("--timeout must be positive, got %v", o.timeout))
	}
	return errors.Join(errs...)
}

// checkMode refuses flags that would be ignored.
func (o *options) checkMode(flags *pflag.FlagSet) error {
	if len(o.files) == 0 {
		if flags.NArg() > 0 {
			return fmt.Errorf("unknown argument %q; files are given with --file", flags.Arg(0))
		}
		if o.now {
			return errors.New("--now goes with --file; recorded sessions end now unless --start says otherwise")
		}
		return nil
	}
	o.files = append(o.files, flags.Args()...)
	var errs []error
	for _, name := range onlyRecorded {
		if flags.Changed(name) {
			errs = append(errs, fmt.Errorf("--%s does not go with --file", name))
		}
	}
	return errors.Join(errs...)
}

func parseSpeed(text string) (float64, error) {
	if text == "max" {
		return 0, nil
	}
	speed, err := strconv.ParseFloat(text, 64)
	if err != nil || !(speed >= 0) || math.IsInf(speed, 1) {
		return 0, fmt.Errorf("--speed must be max or a number of 0 or more, got %q", text)
	}
	return speed, nil
}

func parseStart(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	start, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("--start must be a time like 2026-05-04T09:30:00Z, got %q", text)
	}
	if start.Year() < 1970 || start.Year() > 2200 {
		return time.Time{}, fmt.Errorf("--start must be between 1970 and 2200, got %q", text) // what OTLP can tell
	}
	return start, nil
}

func parseSessionIDs(text string) (render.SessionIDs, error) {
	switch text {
	case "all":
		return render.OnAll, nil
	case "root":
		return render.OnRoots, nil
	default:
		return 0, fmt.Errorf("--session-id must be all or root, got %q", text)
	}
}

func newFlags(name, usage string, help io.Writer) *pflag.FlagSet {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	flags.SortFlags = false
	flags.SetOutput(io.Discard) // errors are printed once, by run
	flags.Usage = func() { fmt.Fprint(help, usage+flags.FlagUsagesWrapped(defaultWidth)) }
	return flags
}

func parse(flags *pflag.FlagSet, args []string) error {
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, pflag.ErrHelp) {
		return &usageError{err}
	}
	return err
}
