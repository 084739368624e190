package genairedactionprocessor

import (
	"context"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/pdatawalk"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor/internal/analyzer"
)

// markerUnanalyzed stands for a text that the analyzer could not be asked about.
const markerUnanalyzed = "[UNANALYZED]"

// analysis is what the remote analyzer says of the texts of one batch. It is
// filled by a walk over the batch before the one that redacts.
type analysis struct {
	onFailure    OnFailure
	maxTextBytes int

	texts   []string
	known   map[string]int // index of a text
	answers []analyzer.Answer

	failed int // texts of the last value that were not analyzed
}

func newAnalysis(c *RemoteConfig) *analysis {
	return &analysis{onFailure: c.OnFailure, maxTextBytes: c.MaxTextBytes, known: map[string]int{}}
}

// analyzable reports whether running text stands in a place. Names of software
// and of spans are not worth the analyzer's time.
func analyzable(place pdatawalk.Place) bool {
	switch place {
	case pdatawalk.Attribute, pdatawalk.Event, pdatawalk.Link, pdatawalk.Body, pdatawalk.StatusMessage:
		return true
	default:
		return false
	}
}

// ask has the collected texts analyzed, and counts what became of them.
func (a *analysis) ask(ctx context.Context, remote *analyzer.Analyzer) (outcomes analyzer.Outcomes) {
	if len(a.texts) == 0 {
		return outcomes
	}
	a.answers = remote.Analyze(ctx, a.texts)
	for i := range a.answers {
		outcomes[a.answers[i].Outcome]++
	}
	return outcomes
}

// findings returns what was found in a value, with spans in its bytes. Texts
// that were not analyzed are replaced in it, as on_failure says.
func (a *analysis) findings(place pdatawalk.Place, s string) (string, []redact.Finding) {
	a.failed = 0
	if !analyzable(place) {
		return s, nil
	}
	var found []redact.Finding
	var out strings.Builder
	copied := 0 // bytes of s that are in out already
	for _, segment := range analyzer.Segments(s, a.maxTextBytes) {
		if i, ok := a.known[segment.Text]; ok && a.answers[i].Outcome.Known() {
			shift := out.Len() - copied
			for _, hit := range a.answers[i].Hits {
				start, end := segment.Span(hit.Start, hit.End)
				found = append(found, redact.Finding{
					Entity: detect.Entity(hit.Entity), Name: "remote", Start: start + shift, End: end + shift,
					Confidence: confidence(int(hit.Score*100 + 0.5)),
				})
			}
			continue
		}
		if segment.Text == markerUnanalyzed {
			continue
		}
		a.failed++
		if a.onFailure == FailOpen {
			continue
		}
		out.WriteString(s[copied:segment.Start])
		if a.onFailure == FailMaskAll {
			out.WriteString(segment.Masked())
		} else {
			out.WriteString(markerUnanalyzed)
		}
		copied = segment.End
	}
	if copied == 0 {
		return s, found
	}
	out.WriteString(s[copied:])
	return out.String(), found
}

// collector is the walk that collects texts. It changes nothing.
type collector struct {
	*analysis
	talk conversation
}

// Text collects the running texts of a value.
func (c *collector) Text(at pdatawalk.Position, s string) (string, bool) {
	defer func() { _ = recover() }() // what is not collected counts as not analyzed
	c.talk.name(at, s)
	if at.Place != pdatawalk.Key && analyzable(at.Place) && c.talk.readable(c.talk.content(at, s)) {
		for _, segment := range analyzer.Segments(s, c.maxTextBytes) {
			if _, ok := c.known[segment.Text]; !ok && segment.Text != markerUnanalyzed {
				c.known[segment.Text] = len(c.texts)
				c.texts = append(c.texts, segment.Text)
			}
		}
	}
	return s, false
}

// Int, Double and Bytes leave out what holds no names.
func (*collector) Int(pdatawalk.Position, int64) (string, bool) { return "", false }

// Double is as Int.
func (*collector) Double(pdatawalk.Position, float64) (string, bool) { return "", false }

// Bytes is as Int.
func (*collector) Bytes(_ pdatawalk.Position, b []byte) ([]byte, bool) { return b, false }

// Attributes follows who speaks, as the visitor does.
func (c *collector) Attributes(at pdatawalk.Position, attrs pcommon.Map) {
	c.talk.attributes(at, attrs)
}

// Enter leaves out content that does not pass.
func (c *collector) Enter(at pdatawalk.Position, value pcommon.Value) bool {
	return passes(c.talk.enter(at, value))
}

// Leave ends what Enter began.
func (c *collector) Leave(pdatawalk.Position) { c.talk.leave() }

// TooDeep is not asked to change anything yet.
func (*collector) TooDeep(pdatawalk.Position) (string, bool) { return "", false }
