package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"time"

	"github.com/spf13/pflag"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/whatif"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
	"github.com/otelcol-genai/otelcol-genai/testdata/traffic"
)

const budgetUsage = `genai-replay budget prints what budgets per session would have done to recorded
sessions: how many they stop, by how much these exceed the budget all the same, and
what is not spent. It sends nothing and needs no collector. Prices are those of
today in the price book that the collector has.

Usage:
  genai-replay budget [flags]

Examples:
  genai-replay budget --budget 2,5,10
  genai-replay budget --rule spent       as a gateway that learns of a cost afterwards
  genai-replay budget --lag 15s --traffic testdata/traffic/all --cache-life 5m
  genai-replay --budget 5                after a replay, of the sessions that were sent

Exit status: 0 printed, 1 the recordings could not be read, 2 the flags are wrong.

Flags:
`

// budgetOptions is what the flags about budgets say.
type budgetOptions struct {
	budgets   []float64 // USD
	lag       time.Duration
	rule      string
	cacheLife time.Duration
}

// maxBudget is far above any session, and far below what nano-USD can hold.
const maxBudget = 1e9

func (o *budgetOptions) addFlags(flags *pflag.FlagSet, budgets []float64) {
	flags.Float64SliceVar(&o.budgets, "budget", budgets, "budgets per session in USD, to print what each would have done")
	flags.DurationVar(&o.lag, "lag", 6*time.Second, "how long after a call an agent knows that it is to stop")
	flags.StringVar(&o.rule, "rule", string(whatif.NextCall), "next-call: stop before the call that would exceed a budget; spent: when it is spent")
	flags.DurationVar(&o.cacheLife, "cache-life", 0, "with --budget: how long a prompt cache lives without a call (0: as recorded, forever)")
}

func (o *budgetOptions) validate() error {
	var errs []error
	for _, usd := range o.budgets {
		if !(usd >= 1e-9 && usd <= maxBudget) { // so that NaN fails
			errs = append(errs, fmt.Errorf("--budget must be between 0.000000001 and 1000000000 USD, got %v", usd))
		}
	}
	if o.lag < 0 {
		errs = append(errs, fmt.Errorf("--lag must be 0 or more, got %v", o.lag))
	}
	if o.rule != string(whatif.NextCall) && o.rule != string(whatif.Spent) {
		errs = append(errs, fmt.Errorf("--rule must be next-call or spent, got %q", o.rule))
	}
	if o.cacheLife < 0 {
		errs = append(errs, fmt.Errorf("--cache-life must be 0 or more, got %v", o.cacheLife))
	}
	return errors.Join(errs...)
}

func budgetCommand(_ context.Context, args []string, c console) error {
	var o budgetOptions
	var folder string
	var sessions int
	flags := newFlags("genai-replay budget", budgetUsage, c.out)
	o.addFlags(flags, []float64{2, 5, 10})
	flags.StringVar(&folder, "traffic", "", "folder of recordings (default: those in the binary)")
	flags.IntVar(&sessions, "sessions", 0, "how many of the recorded sessions, 0 for all")
	if err := parse(flags, args); err != nil {
		return err
	}
	errs := []error{o.validate()}
	if sessions < 0 {
		errs = append(errs, fmt.Errorf("--sessions must be 0 or more, got %d", sessions))
	}
	if flags.NArg() > 0 {
		errs = append(errs, fmt.Errorf("unknown argument %q", flags.Arg(0)))
	}
	if err := errors.Join(errs...); err != nil {
		return &usageError{err}
	}
	return o.print(c, recordings(folder), sessions, time.Now())
}

func recordings(folder string) fs.FS {
	if folder == "" {
		return traffic.Files
	}
	return os.DirFS(folder)
}

// print writes what the budgets do to the first sessions of a folder, or to all for 0.
func (o *budgetOptions) print(c console, files fs.FS, sessions int, now time.Time) error {
	book, err := pricing.Embedded()
	if err != nil {
		return err
	}
	policy := whatif.Policy{Rule: whatif.Rule(o.rule), Lag: o.lag}
	for _, usd := range o.budgets {
		policy.Budgets = append(policy.Budgets, int64(math.Round(usd*1e9)))
	}
	simulation := whatif.New(policy)
	price := whatif.BookPrice(book, now)
	var unpriced int
	for session, err := range recording.Sessions(files) {
		if err != nil {
			return err
		}
		calls, without := whatif.Calls(session, o.cacheLife, price)
		unpriced += without
		simulation.Add(calls)
		if simulation.Sessions == sessions {
			break
		}
	}
	if err := report.WriteBudgets(c.out, simulation, report.Look{Width: c.width, Colour: c.colour}); err != nil {
		return fmt.Errorf("write budgets: %w", err)
	}
	if unpriced > 0 {
		fmt.Fprintf(c.out, "%d calls have no price and are left out\n", unpriced)
	}
	return nil
}
