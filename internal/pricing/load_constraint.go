package pricing

import "time"

// loadConstraint reads a condition: a date from which prices hold, or hours of
// the day in which they do, and of which days of the week.
func loadConstraint(c *cursor) (since time.Time, during *hours) {
	if c.node.kind == kindNull {
		return time.Time{}, nil
	}
	if !c.is(kindObject) {
		return time.Time{}, nil
	}
	switch kind := c.required("type"); kind {
	case "start_date":
		c.fields("type", "start_date")
		return loadDate(c), nil
	case "time_of_date":
		c.fields("type", "start_time", "end_time", "weekdays")
		return time.Time{}, &hours{
			start:    loadClock(c, "start_time"),
			end:      loadClock(c, "end_time"),
			weekdays: loadWeekdays(c),
		}
	case "":
		return time.Time{}, nil
	default:
		at, _ := c.field("type")
		at.fail("must be start_date or time_of_date")
		return time.Time{}, nil
	}
}

func loadDate(c *cursor) time.Time {
	text := c.required("start_date")
	if text == "" {
		return time.Time{}
	}
	date, err := time.Parse(time.DateOnly, text)
	if err != nil || date.Year() < 2000 {
		at, _ := c.field("start_date")
		at.fail("must be a date such as 2026-08-17")
		return time.Time{}
	}
	return date
}

func loadClock(c *cursor, key string) time.Duration {
	text := c.required(key)
	if text == "" {
		return 0
	}
	clock, err := parseClock(text)
	if err != nil {
		at, _ := c.field(key)
		at.fail(err.Error())
	}
	return clock
}

func loadWeekdays(c *cursor) (days uint8) {
	list, ok := c.field("weekdays")
	if !ok || !list.is(kindArray) {
		return 0
	}
	if len(list.node.items) == 0 {
		list.fail("must not be empty")
	}
	for i := range list.node.items {
		item := list.item(i)
		if !item.is(kindString) {
			continue
		}
		day, known := weekdayNames[item.node.text]
		if !known {
			item.fail("must be one of mon, tue, wed, thu, fri, sat, sun")
			continue
		}
		days |= 1 << day
	}
	return days
}
