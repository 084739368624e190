package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/pflag"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
)

const reportUsage = `genai-replay report prints what a collector made of agent traffic: spend, tokens,
cache hits and latency by model, the dearest sessions, tool errors, how sessions
went, scores, signals of quality, and calls without a price. All but sessions comes from its Prometheus page, sessions from the
file of priced spans its file exporter writes (OTLP JSON lines).

Usage:
  genai-replay report [flags]

Examples:
  genai-replay report
  genai-replay report --spans .otelcol-genai/spans.jsonl
  genai-replay report --spans spans.jsonl --wait-for-calls 2851

Exit status: 0 printed, 1 nothing could be read or calls are missing, 2 the flags
are wrong.

Flags:
`

// reportOptions is what the flags of a report say.
type reportOptions struct {
	metrics string
	spans   string
	records string
	config  string
	dearest int
	wait    time.Duration

	// What to wait for: of this replay, and what was on the page when it began.
	calls, ended, scores      int
	callsBefore, scoresBefore int
}

func (o *reportOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.metrics, "metrics", "http://localhost:9464/metrics", "Prometheus page to report from")
	flags.StringVar(&o.spans, "spans", "", "file of priced spans to report from (OTLP JSON lines)")
	flags.StringVar(&o.records, "call-records", "", "file of call records to show one of (OTLP JSON lines)")
	flags.StringVar(&o.config, "config", "", "configuration file to name at the end of the report")
	flags.IntVar(&o.dearest, "dearest", 10, "how many sessions to list in the report")
	flags.DurationVar(&o.wait, "report-wait", time.Minute, "how long the report waits for calls that are missing")
}

func (o *reportOptions) validate() error {
	var errs []error
	page, err := url.Parse(o.metrics)
	if err != nil || page.Host == "" || (page.Scheme != "http" && page.Scheme != "https") {
		errs = append(errs, fmt.Errorf("--metrics must be an http or https URL, got %q", o.metrics))
	}
	if o.dearest < 1 {
		errs = append(errs, fmt.Errorf("--dearest must be at least 1, got %d", o.dearest))
	}
	if o.calls < 0 {
		errs = append(errs, fmt.Errorf("--wait-for-calls must be 0 or more, got %d", o.calls))
	}
	if o.wait < 0 {
		errs = append(errs, fmt.Errorf("--report-wait must be 0 or more, got %v", o.wait))
	}
	return errors.Join(errs...)
}

func reportCommand(ctx context.Context, args []string, c console) error {
	var o reportOptions
	flags := newFlags("genai-replay report", reportUsage, c.out)
	o.addFlags(flags)
	flags.IntVar(&o.calls, "wait-for-calls", 0, "print when the collector has this many calls")
	if err := parse(flags, args); err != nil {
		return err
	}
	if err := o.validate(); err != nil {
		return &usageError{err}
	}
	if flags.NArg() > 0 {
		return &usageError{fmt.Errorf("unknown argument %q", flags.Arg(0))}
	}
	return o.print(ctx, c)
}

// print writes the report. When calls are missing it writes what there is, and
// then returns what is missing.
func (o *reportOptions) print(ctx context.Context, c console) error {
	sources := report.Sources{Page: func(ctx context.Context) (*report.Page, error) { return report.FetchPage(ctx, o.metrics) }}
	if o.spans != "" {
		sources.Spans = func() (*report.Spans, error) { return report.OpenSpans(o.spans) }
	}
	page, spans, missing := sources.Gather(ctx, report.Expected{
		Page: o.callsBefore + o.calls, Spans: o.calls, Ended: o.ended, Scores: o.scoresBefore + o.scores,
	}, o.wait)
	if page == nil {
		return missing
	}
	r := report.Report{Page: page, Spans: spans, Dearest: o.dearest, Next: o.next()}
	if o.records != "" {
		record, err := report.OpenCallRecord(o.records)
		missing = errors.Join(missing, err)
		r.Record = record
	}
	if err := r.Write(c.out, report.Look{Width: c.width, Colour: c.colour}); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return missing
}

func (o *reportOptions) next() []report.Pointer {
	next := []report.Pointer{{Label: "metrics", Target: o.metrics}}
	if o.spans != "" {
		next = append(next, report.Pointer{Label: "spans", Target: o.spans})
	}
	if o.records != "" {
		next = append(next, report.Pointer{Label: "calls", Target: o.records})
	}
	if o.config != "" {
		next = append(next, report.Pointer{Label: "config", Target: o.config})
	}
	return next
}

// lookBefore notes what the page has before a replay; a page that cannot be read yet has
// nothing. Sessions that ended are no counter: the same ones end again.
func (o *reportOptions) lookBefore(ctx context.Context) {
	page, err := report.FetchPage(ctx, o.metrics)
	if err != nil {
		return
	}
	o.callsBefore, o.scoresBefore = int(page.Calls()), int(page.Scored())
}
