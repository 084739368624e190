package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/play"
)

// span is a stretch of time.
type span struct{ from, to time.Time }

func printSent(to io.Writer, o *options, sent play.Sent, recorded span, took time.Duration) {
	lines := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	row := func(label, format string, args ...any) {
		fmt.Fprintf(lines, "%s\t%s\n", label, fmt.Sprintf(format, args...))
	}
	row("sessions", "%d", sent.Sessions)
	row("calls", "%d", sent.Calls)
	row("spans", "%d: %d calls, %d tool calls, %d agent turns in %d batches",
		sent.Spans, sent.Calls, sent.ToolCalls, sent.Spans-sent.Calls-sent.ToolCalls, sent.Batches)
	if sent.ResentSpans > 0 {
		row("sent twice", "%d spans in %d batches", sent.ResentSpans, sent.ResentBatches)
	}
	if sent.Ends > 0 {
		row("outcomes", "%d ends, %d rewards of the runs whose words they begin with", sent.Ends, sent.Rewards)
	}
	row("refused", "%s", refusedText(sent.Refused.Items, sent.Refused.Reason))
	row("times", "%s to %s (seed %d)", recorded.from.UTC().Format(time.RFC3339), recorded.to.UTC().Format(time.RFC3339), o.seed)
	row("took", "%s to %s over %s", pace(sent.Spans, took), o.endpoint, o.protocol)
	_ = lines.Flush() // a summary that cannot be written has nobody to tell
}

func printSentFiles(to io.Writer, o *options, sent play.SentFiles, took time.Duration) {
	lines := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	row := func(label, format string, args ...any) {
		fmt.Fprintf(lines, "%s\t%s\n", label, fmt.Sprintf(format, args...))
	}
	row("files", "%d of %d, %d requests", sent.Files, len(o.files), sent.Requests)
	row("spans", "%d", sent.Spans)
	row("log records", "%d", sent.LogRecords)
	if sent.SkippedMetrics > 0 {
		row("left out", "%d requests of metrics", sent.SkippedMetrics)
	}
	row("refused", "%s", refusedText(sent.Refused.Items, sent.Refused.Reason))
	row("took", "%s to %s over %s", pace(sent.Spans+sent.LogRecords, took), o.endpoint, o.protocol)
	_ = lines.Flush() // a summary that cannot be written has nobody to tell
}

func refusedText(items int64, reason string) string {
	if items > 0 && reason != "" {
		return fmt.Sprintf("%d: %s", items, reason)
	}
	return strconv.FormatInt(items, 10)
}

func pace(items int, took time.Duration) string {
	text := took.Round(10 * time.Millisecond).String()
	if took < time.Second {
		return text
	}
	return fmt.Sprintf("%s, %.0f a second,", text, float64(items)/took.Seconds())
}
