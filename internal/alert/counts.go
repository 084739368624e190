package alert

// Counts are what a desk did since they were last taken.
type Counts struct {
	// Matched are events that opened, changed or ended an incident, Ignored those that did not.
	Matched, Ignored, Duplicates, TemplateErrors int
	// HeldBack are incidents past the rate, CooledDown those told later because they ended a moment ago.
	HeldBack, CooledDown int
	// Full are incidents that were dropped for want of room, Lost records that could not be read back.
	Full, Lost int
	// Dropped are notices that were given up, by destination and why.
	Dropped map[Drop]int
}

// Drop is why a notice was not sent.
type Drop struct {
	Destination string
	Reason      DropReason
}

// DropReason is why.
type DropReason string

// The reasons.
const (
	DropEnded   DropReason = "ended"   // it was over before it could be told
	DropFull    DropReason = "full"    // there was no more room
	DropAge     DropReason = "age"     // it waited too long
	DropRefused DropReason = "refused" // the destination will not have it
)

// DropReasons are all of them.
func DropReasons() []DropReason { return []DropReason{DropEnded, DropFull, DropAge, DropRefused} }

func (c *Counts) drop(destination string, reason DropReason) {
	if c.Dropped == nil {
		c.Dropped = map[Drop]int{}
	}
	c.Dropped[Drop{destination, reason}]++
}

// TakeCounts returns the counts, which begin anew.
func (d *Desk) TakeCounts() Counts {
	counts := d.counts
	d.counts = Counts{}
	return counts
}
