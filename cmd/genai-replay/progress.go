package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/play"
)

// lineEvery is how often progress is told where there is no terminal.
const lineEvery = 2 * time.Second

// progress shows how far a replay is: a bar on a terminal, a line now and then
// elsewhere.
type progress struct {
	c     console
	whole play.Outline
	bar   *progressbar.ProgressBar // nil where there is no terminal
	last  time.Time                // when the last line was written
}

func newProgress(c console, whole play.Outline) *progress {
	p := &progress{c: c, whole: whole, last: time.Now()}
	if c.live {
		p.bar = progressbar.NewOptions(whole.Spans,
			progressbar.OptionSetWriter(c.err),
			progressbar.OptionSetDescription("replay"),
			progressbar.OptionSetItsString("spans"),
			progressbar.OptionShowIts(),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionFullWidth(),
			progressbar.OptionClearOnFinish(),
		)
	}
	return p
}

func (p *progress) show(sent play.Sent) {
	if p.bar != nil {
		_ = p.bar.Set(sent.Spans) // a bar that cannot be drawn is no reason to stop
		return
	}
	if time.Since(p.last) < lineEvery {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.c.err, "replayed %d %%: %d of %d spans, %d calls, %d of %d sessions ended\n",
		100*sent.Spans/max(p.whole.Spans, 1), sent.Spans, p.whole.Spans, sent.Calls, sent.Sessions, p.whole.Sessions)
}

// end leaves the terminal as it was.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear() // as above
	}
}
