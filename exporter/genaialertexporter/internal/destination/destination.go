// Package destination is what genai_alert needs of a place where people are told: one
// package below it for each, and one contract test (destinationtest) that all of them pass.
package destination

import (
	"context"
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// Destination tells people. Its methods may be called from one goroutine at a time.
type Destination interface {
	// Traits say how notices are to be given to it. They do not change.
	Traits() Traits
	// Send delivers notices, at most Traits.Batch of them and of different keys. Nil: all were
	// taken. An error is a [*Failure], which says what is to be done; it holds no secret and
	// nothing of a notice's text. One that is permanent may be the fault of a single notice
	// of several: each is then to be sent alone.
	Send(ctx context.Context, notices []alert.Notice) error
}

// Traits are what a destination can do.
type Traits struct {
	// Batch is how many notices one request takes.
	Batch int
	// Forgets is after how long it takes an incident for resolved that was not renewed; 0: never.
	Forgets time.Duration
	// Lingers is for how long after its end an incident is to hold there; 0: it is told at once.
	Lingers time.Duration
	// Pace is the least time between two requests; 0 for none. Who sends keeps it.
	Pace time.Duration
	// Resolves is false where a message, once sent, stands: a resolve is another message.
	Resolves bool
}

// Failure is a request that did not succeed.
type Failure struct { //nolint:errname // a destination fails; that it is an error is said by the method
	// Permanent: the same request would fail again.
	Permanent bool
	// Unsure: the request may have been taken, as its answer is not known.
	Unsure bool
	// Status is that of HTTP, 0 where there was no answer.
	Status int
	// After is how long the destination asked to be left alone, 0 if it did not.
	After time.Duration
	// Reason is in our words, or is a closed set of the vendor's words.
	Reason string
}

// Error has the status and the reason.
func (f *Failure) Error() string {
	if f.Status == 0 {
		return f.Reason
	}
	return fmt.Sprintf("%s (status %d)", f.Reason, f.Status)
}
