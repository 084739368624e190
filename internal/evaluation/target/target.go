// Package target finds what a verdict is about. A person judges an answer minutes or
// days after it was given, and the page the person sees knows the id of the answer, or
// the session and the how manieth turn it was, seldom a span. An [Index] learns from
// what is posted to the ledger which span that is.
//
// It is bounded by number, holds nothing that the ledger may not hold, and does not
// guess: what it does not know for sure it does not know.
package target

import "github.com/otelcol-genai/otelcol-genai/internal/session"

// Target is what a verdict is about, as far as it is known. Zero ids and "" where not.
type Target struct {
	Trace session.TraceID
	Span  session.SpanID // of the call or turn; zero for the trace as a whole
	Who
}

// Who is whose a call or turn was, as the ledger has it.
type Who struct{ Tenant, Session, Service string }

// Finder is what the genai_feedback receiver sees of the extension that keeps the
// index. It finds it among the host's extensions.
type Finder interface {
	// WillAsk says who is going to ask, at his start: without anybody the index is not kept. Who says so
	// when everybody had started may ask about what comes from then on.
	WillAsk(who string)
	// Answer is the model call with a response id.
	Answer(responseID string) (Target, bool)
	// Turn is a turn of a session, counted from 1.
	Turn(sessionID string, turn int) (Target, bool)
	// Trace tells whose a trace is.
	Trace(trace session.TraceID) (Target, bool)
	// Session tells whose a session is, without a trace.
	Session(sessionID string) (Target, bool)
}

// Config bounds an [Index].
type Config struct {
	MaxAnswers  int // answers of models; the oldest goes
	MaxSessions int // sessions with turns; the one that was quiet longest goes
	MaxTurns    int // turns of all sessions together
}

// Sizes are how much an index holds.
type Sizes struct{ Answers, Sessions, Turns int }

// Forgotten is what there was no more room for.
type Forgotten struct{ Answers, Sessions, Turns int64 }
