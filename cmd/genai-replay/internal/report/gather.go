package report

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"
)

// acceptText asks for the classic text format; a page in OpenMetrics has other
// names for its counters.
const acceptText = "text/plain;version=0.0.4;q=1"

// poll is how often sources are read again while calls are missing.
const poll = time.Second

// Sources is where a report reads from.
type Sources struct {
	Page  func(context.Context) (*Page, error)
	Spans func() (*Spans, error) // nil when there is no file of them
}

// Errors that say that less has arrived than was to be waited for.
var (
	ErrCallsMissing    = errors.New("calls are missing")
	ErrOutcomesMissing = errors.New("outcomes of sessions are missing")
	ErrScoresMissing   = errors.New("scores are missing")
)

// Expected is how many calls each source should have, and how many sessions that ended
// and scores the page.
type Expected struct{ Page, Spans, Ended, Scores int }

// Gather reads the sources until both have what is expected of them, or the
// time to wait is over: then it returns what it read last and an error that says
// what is missing, or why nothing could be read. Where nothing is expected it
// reads once.
func (s Sources) Gather(ctx context.Context, expected Expected, wait time.Duration) (*Page, *Spans, error) {
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for {
		page, spans, err := s.read(ctx)
		if err == nil {
			err = expected.missing(page, spans)
		}
		if err == nil || expected == (Expected{}) {
			return page, spans, err
		}
		select {
		case <-limited.Done():
			if ctx.Err() != nil {
				return page, spans, ctx.Err()
			}
			return page, spans, fmt.Errorf("%w, after waiting %v", err, wait)
		case <-ticker.C:
		}
	}
}

func (s Sources) read(ctx context.Context) (*Page, *Spans, error) {
	page, err := s.Page(ctx)
	if err != nil {
		return nil, nil, err
	}
	if s.Spans == nil {
		return page, nil, nil
	}
	spans, err := s.Spans()
	if err != nil {
		return nil, nil, err
	}
	return page, spans, nil
}

func (e Expected) missing(page *Page, spans *Spans) error {
	if got := page.Calls(); got < float64(e.Page) {
		return fmt.Errorf("%w: the metrics page has %s of %s", ErrCallsMissing, count(got), count(float64(e.Page)))
	}
	if spans != nil && spans.Calls < e.Spans {
		return fmt.Errorf("%w: the spans file has %s of %s", ErrCallsMissing, count(float64(spans.Calls)), count(float64(e.Spans)))
	}
	if got := page.Ended(); got < float64(e.Ended) {
		return fmt.Errorf("%w: the metrics page has %s of %s", ErrOutcomesMissing, count(got), count(float64(e.Ended)))
	}
	if got := page.Scored(); got < float64(e.Scores) {
		return fmt.Errorf("%w: the metrics page has %s of %s", ErrScoresMissing, count(got), count(float64(e.Scores)))
	}
	return nil
}

// FetchPage reads a Prometheus page over HTTP.
func FetchPage(ctx context.Context, url string) (*Page, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	request.Header.Set("Accept", acceptText)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("read metrics: %w; is the collector running?", err)
	}
	defer func() { _ = response.Body.Close() }() // what was needed of it was read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("read metrics: %s answered %s", url, response.Status)
	}
	return ParsePage(response.Body)
}

// OpenSpans reads a file of OTLP JSON lines.
func OpenSpans(name string) (*Spans, error) {
	file, err := os.Open(name) //nolint:gosec // the user names the file to read
	if err != nil {
		return nil, fmt.Errorf("read spans: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return ReadSpans(file)
}
