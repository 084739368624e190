package play

import (
	"context"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpfile"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
)

// Files sends OTLP files as they are, request by request.
type Files struct {
	Sender otlpsend.Sender
	Rate   Rate
	Shift  time.Duration // added to every time
}

// SentFiles is what has been sent of files.
type SentFiles struct {
	Files, Requests   int
	Spans, LogRecords int
	SkippedMetrics    int // requests; metrics are not replayed
	Refused           otlpsend.Refused
}

// Play sends files one after the other until one cannot be read or sent, or the
// context ends. It returns what was sent in any case.
func (f *Files) Play(ctx context.Context, names []string) (SentFiles, error) {
	var sent SentFiles
	for _, name := range names {
		for request, err := range otlpfile.Read(name) {
			if err != nil {
				return sent, err
			}
			if err := f.send(ctx, request, &sent); err != nil {
				return sent, err
			}
		}
		sent.Files++
	}
	return sent, nil
}

func (f *Files) send(ctx context.Context, request otlpfile.Request, sent *SentFiles) error {
	if f.Shift != 0 {
		otlpfile.Shift(request, f.Shift)
	}
	var refused otlpsend.Refused
	var err error
	switch request.Signal {
	case otlpfile.Traces:
		spans := request.Traces.SpanCount()
		if err = f.Rate.Take(ctx, spans); err != nil {
			return err
		}
		if refused, err = f.Sender.Traces(ctx, request.Traces); err != nil {
			return err
		}
		sent.Spans += spans
	case otlpfile.Logs:
		records := request.Logs.LogRecordCount()
		if err = f.Rate.Take(ctx, records); err != nil {
			return err
		}
		if refused, err = f.Sender.Logs(ctx, request.Logs); err != nil {
			return err
		}
		sent.LogRecords += records
	case otlpfile.Metrics:
		sent.SkippedMetrics++
		return nil
	}
	sent.Requests++
	sent.Refused.Add(refused)
	return nil
}

// LatestOf is the latest time in files, zero if they have none.
func LatestOf(names []string) (time.Time, error) {
	var latest time.Time
	for _, name := range names {
		for request, err := range otlpfile.Read(name) {
			if err != nil {
				return time.Time{}, err
			}
			if t := otlpfile.Latest(request); t.After(latest) {
				latest = t
			}
		}
	}
	return latest, nil
}
