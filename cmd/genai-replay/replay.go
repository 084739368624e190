package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/play"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/testdata/traffic"
)

func replayCommand(ctx context.Context, args []string, c console) error {
	o, err := parseReplay(args, c.out)
	if err != nil {
		return err
	}
	if len(o.files) > 0 {
		return o.replayFiles(ctx, c)
	}
	return o.replaySessions(ctx, c)
}

func (o *options) replaySessions(ctx context.Context, c console) error {
	timeline, err := o.timeline()
	if err != nil {
		return err
	}
	outline, err := timeline.Outline()
	if err != nil {
		return err
	}
	sender, err := o.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = sender.Close() }() // everything was answered by then
	if o.report {
		o.reportFrom.lookBefore(ctx)
	}

	bar := newProgress(c, outline)
	player := play.Player{
		Renderer:   o.renderer,
		Sender:     sender,
		Pace:       play.Pace{Speed: o.speed},
		Rate:       play.Rate{PerSecond: o.rate},
		BatchSize:  o.batch,
		Duplicates: o.duplicates,
		Seed:       o.seed,
		Outcomes:   o.outcomes,
		Progress:   bar.show,
	}
	began := time.Now()
	start := o.start
	if start.IsZero() {
		start = player.Pace.Start(began, outline.Length)
	}
	sent, err := player.Play(ctx, timeline.Events(start))
	bar.end()
	printSent(c.out, o, sent, span{start, start.Add(outline.Length)}, time.Since(began))
	if err != nil {
		return stopped(err, sent.Spans, "spans")
	}
	return errors.Join(refusal(sent.Refused, "spans"), refusal(sent.RefusedRecords, "log records"), o.printReport(ctx, c, sent), o.printBudgets(c, start))
}

// printReport writes what the collector made of what was sent, where that was asked for.
func (o *options) printReport(ctx context.Context, c console, sent play.Sent) error {
	if !o.report {
		return nil
	}
	fmt.Fprintln(c.out)
	// Which of the refused spans were calls, and which records ends, is not known: they are not waited for.
	o.reportFrom.calls = max(0, sent.Calls-int(sent.Refused.Items))
	o.reportFrom.ended = max(0, sent.Ends-int(sent.RefusedRecords.Items))
	o.reportFrom.scores = max(0, sent.Rewards-int(sent.RefusedRecords.Items))
	return o.reportFrom.print(ctx, c)
}

// printBudgets writes what budgets would have done to the sessions that were sent;
// sessions that were sent several times under other ids count once.
func (o *options) printBudgets(c console, now time.Time) error {
	if len(o.budget.budgets) == 0 {
		return nil
	}
	fmt.Fprintln(c.out)
	return o.budget.print(c, recordings(o.traffic), o.sessions, now)
}

func (o *options) timeline() (play.Timeline, error) {
	files, runs := recordings(o.traffic), fs.FS(traffic.Files)
	if o.traffic != "" {
		if _, err := fs.Stat(files, recording.RunsFile); err == nil {
			runs = files
		}
	}
	script, err := recording.ReadScript(runs)
	if err != nil {
		return play.Timeline{}, err
	}
	return play.Timeline{
		Recorded: recording.Sessions(files),
		Script:   script,
		Sessions: o.sessions,
		Lanes:    o.concurrent,
		Seed:     o.seed,
		Shuffle:  o.shuffle,
	}, nil
}

func (o *options) replayFiles(ctx context.Context, c console) error {
	var shift time.Duration
	if o.now {
		latest, err := play.LatestOf(o.files)
		if err != nil {
			return err
		}
		if !latest.IsZero() {
			shift = time.Since(latest)
		}
	}
	sender, err := o.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = sender.Close() }() // everything was answered by then
	began := time.Now()
	player := play.Files{Sender: sender, Rate: play.Rate{PerSecond: o.rate}, Shift: shift}
	sent, err := player.Play(ctx, o.files)
	printSentFiles(c.out, o, sent, time.Since(began))
	if err != nil {
		return stopped(err, sent.Spans+sent.LogRecords, "spans and log records")
	}
	return refusal(sent.Refused, "spans or log records")
}

func (o *options) connect(ctx context.Context) (otlpsend.Sender, error) {
	if err := otlpsend.Await(ctx, o.endpoint, o.wait); err != nil {
		return nil, err
	}
	sender, err := otlpsend.Dial(o.protocol, o.endpoint)
	if err != nil {
		return nil, err
	}
	return otlpsend.Retrying(sender, otlpsend.DefaultBackoff, o.timeout), nil
}

func stopped(err error, sent int, what string) error {
	return fmt.Errorf("stopped after %d %s: %w", sent, what, err)
}

// refusal makes an error of what a receiver refused.
func refusal(refused otlpsend.Refused, what string) error {
	if refused.Items == 0 {
		return nil
	}
	reason := refused.Reason
	if reason == "" {
		reason = "it gave no reason"
	}
	return fmt.Errorf("the receiver refused %d %s: %s", refused.Items, what, reason)
}
