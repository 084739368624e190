package plan

import "github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"

// linesApart is how far apart neighbouring sessions start in the script: about
// one and a half of its runs, so that sessions do not repeat each other.
const linesApart = 37

// reader goes through a script line by line and begins again at its end. It
// skips lines of other speakers than the one wanted.
type reader struct {
	script recording.Script
	next   int
}

func readerAt(script recording.Script, ordinal int) *reader {
	return &reader{script: script, next: ordinal * linesApart % len(script)}
}

func (r *reader) line(speaker recording.Speaker) recording.Line {
	for range r.script {
		line := r.script[r.next]
		r.next = (r.next + 1) % len(r.script)
		if line.Speaker == speaker {
			return line
		}
	}
	return recording.Line{Speaker: speaker}
}
