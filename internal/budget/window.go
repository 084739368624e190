package budget

import "time"

// WindowKind is a kind of window.
type WindowKind string

// The kinds.
const (
	SessionWindow WindowKind = "session" // never begins anew; for the scope session
	Hour          WindowKind = "hour"
	Day           WindowKind = "day"
	Week          WindowKind = "week" // begins on Monday
	Month         WindowKind = "month"
	Rolling       WindowKind = "rolling" // the last Length, in steps of Length/RollingSteps
)

// RollingSteps is in how many steps a rolling window moves.
const RollingSteps = 24

// Window is a time within which spending is added up.
type Window struct {
	Kind     WindowKind
	Length   time.Duration  // of a rolling one
	Location *time.Location // of calendar ones; nil is UTC
}

// Start is the beginning of the calendar window that a time is in, of a rolling
// one that of the step; the zero time for a session's.
func (w Window) Start(at time.Time) time.Time {
	location := w.Location
	if location == nil {
		location = time.UTC
	}
	local := at.In(location)
	year, month, day := local.Date()
	switch w.Kind {
	case Hour:
		return local.Add(-time.Duration(local.Minute())*time.Minute - time.Duration(local.Second())*time.Second - time.Duration(local.Nanosecond()))
	case Day:
		return time.Date(year, month, day, 0, 0, 0, 0, location)
	case Week:
		return time.Date(year, month, day-(int(local.Weekday())+6)%7, 0, 0, 0, 0, location)
	case Month:
		return time.Date(year, month, 1, 0, 0, 0, 0, location)
	case Rolling:
		step := max(w.Length/RollingSteps, 1)
		return time.Unix(0, at.UnixNano()/int64(step)*int64(step)).UTC()
	default:
		return time.Time{}
	}
}

// End is when the window that begins at start is over, of a rolling one when its
// step falls out of it; the zero time for a session's.
func (w Window) End(start time.Time) time.Time {
	switch w.Kind {
	case Hour:
		return start.Add(time.Hour)
	case Day:
		return start.AddDate(0, 0, 1)
	case Week:
		return start.AddDate(0, 0, 7)
	case Month:
		return start.AddDate(0, 1, 0)
	case Rolling:
		return start.Add(w.Length)
	default:
		return time.Time{}
	}
}
