// Package timespan checks the durations of a configuration. YAML's `interval: 10` is ten
// nanoseconds, which nobody means; what is too short to be meant is refused.
package timespan

import (
	"fmt"
	"time"
)

// tick is the shortest duration that anybody means; a number without a unit is below it.
const tick = time.Millisecond

// Positive refuses 0, less, and a number without a unit. nil is for right.
func Positive(key string, d time.Duration) error {
	if d <= 0 {
		return fmt.Errorf("%s must be positive, got %s", key, d)
	}
	return AtLeast(key, d, tick)
}

// NotNegative is as Positive, but takes 0.
func NotNegative(key string, d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("%s must not be negative, got %s", key, d)
	}
	if d == 0 {
		return nil
	}
	return AtLeast(key, d, tick)
}

// AtLeast refuses what is shorter than least, and says why where the unit may be missing.
func AtLeast(key string, d, least time.Duration) error {
	switch {
	case d >= least:
		return nil
	case d > 0 && d < tick:
		return fmt.Errorf("%s must be at least %s, got %s (a number needs its unit, as in 24h: without one it is nanoseconds)", key, least, d)
	default:
		return fmt.Errorf("%s must be at least %s, got %s", key, least, d)
	}
}
