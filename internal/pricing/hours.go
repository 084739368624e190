package pricing

import (
	"errors"
	"time"
)

// hours is a window of the day in UTC, open at its end. One that ends before it
// starts goes past midnight; one that ends when it starts is the whole day.
type hours struct {
	start, end time.Duration // since midnight
	weekdays   uint8         // one bit for each time.Weekday; 0 is every day
}

func (h *hours) contain(at time.Time) bool {
	at = at.UTC()
	if h.weekdays != 0 && h.weekdays&(1<<at.Weekday()) == 0 {
		return false
	}
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute +
		time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())
	if h.start < h.end {
		return h.start <= clock && clock < h.end
	}
	return clock >= h.start || clock < h.end
}

var errNotClock = errors.New("must be a time of day in UTC such as 16:30:00Z")

func parseClock(text string) (time.Duration, error) {
	t, err := time.Parse("15:04:05Z", text)
	if err != nil {
		return 0, errNotClock
	}
	return t.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), nil
}

var weekdayNames = map[string]time.Weekday{
	"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday,
	"fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday,
}
