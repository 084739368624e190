package chat

import (
	"fmt"
	"time"
)

// Question is what a model is asked.
type Question struct {
	System string
	User   string
	Schema []byte // JSON Schema of the answer
}

// Answer is what it said.
type Answer struct {
	Text string
	Stop Stop
	// Usage is in tokens, Input and Output in all. Told says that the server told it.
	Usage Usage
}

// Usage is what a call used.
type Usage struct {
	Input      int64 // with what was read from and written to a cache
	Output     int64
	CacheRead  int64
	CacheWrite int64
	Told       bool
}

// Stop is why a model stopped.
type Stop int

// Why it stopped.
const (
	// StopEnd: it had said all.
	StopEnd Stop = iota
	// StopLength: it came to the most tokens it may write.
	StopLength
	// StopRefused: it, or a filter, refused to answer.
	StopRefused
	// StopContext: what it was told and what it wrote filled its context.
	StopContext
)

// Kind is a kind of failure. Its text is a value of error.type.
type Kind string

// The kinds of failures.
const (
	// Unauthorized and what follows up to ModelUnknown do not pass by themselves.
	Unauthorized Kind = "unauthorized"
	Unpaid       Kind = "unpaid" // credit, quota or plan
	ModelUnknown Kind = "model_unknown"
	// TooLong: the question does not fit the model.
	TooLong Kind = "context_too_long"
	// Refused: the server does not take the request as it is.
	Refused Kind = "request_refused"
	// RateLimited and what follows may pass.
	RateLimited Kind = "rate_limited"
	Unavailable Kind = "unavailable" // no connection, or an error of the server
	TimedOut    Kind = "timeout"
	// BadAnswer: a success that is none of the API.
	BadAnswer Kind = "bad_answer"
)

// Lasts reports whether a failure would be one again at any time soon.
func (k Kind) Lasts() bool { return k == Unauthorized || k == Unpaid || k == ModelUnknown }

// Passes reports whether the same question may be answered when it is asked again.
func (k Kind) Passes() bool { return k == RateLimited || k == Unavailable || k == TimedOut }

// Failure is why there is no answer.
type Failure struct { //nolint:errname // what a question came to is an answer or a failure
	Kind   Kind
	Status int           // of HTTP, 0 where there was none
	After  time.Duration // how long the server asked to be left alone
	// Billed: the model may have worked, and the call may be on the bill.
	Billed bool
}

func (f *Failure) Error() string {
	if f.Status == 0 {
		return string(f.Kind)
	}
	return fmt.Sprintf("%s (status %d)", f.Kind, f.Status)
}
