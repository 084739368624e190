// Package guard keeps a storage that panics from taking the collector with it: an engine on a
// mapped file panics, or even faults, when the file is damaged.
package guard

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// ErrPanic is the error of what panicked.
var ErrPanic = errors.New("the storage panicked")

// Run runs f, and returns its panic as an error.
func Run(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if what := recover(); what != nil {
			err = fmt.Errorf("%w: %v", ErrPanic, what)
		}
	}()
	return f()
}
