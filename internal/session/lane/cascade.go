package lane

// lookBack is for how many tool calls an odd result is suspected.
const lookBack = 10

// cascade is 20 bytes: the row of failures that is going on, or the odd result
// that may lead to one.
type cascade struct {
	first    uint32
	span     [8]byte
	row      uint8
	rowAt    uint8
	distance uint8 // tool calls since the odd result
	suspect  bool
	told     bool
}

// use takes a tool call in a step. One failure a step counts: what fails together
// has one reason.
func (c *cascade) use(r *Rules, t Tool, step uint8) Cascade {
	if c.suspect {
		c.distance++
		c.suspect = c.distance <= lookBack
	}
	if !t.Failed {
		c.succeed(t)
		return Cascade{}
	}
	if c.row == 0 || c.rowAt != step {
		c.row = min(c.row+1, 254)
		c.rowAt = step
	}
	if c.row == 1 && !c.suspect {
		c.first, c.span = t.Name, t.Span
	}
	if c.told || r.Failures <= 0 || !(c.suspect || int(c.row) >= r.Failures) {
		return Cascade{}
	}
	c.told = true
	found := Cascade{Count: int(c.row), First: c.first, Span: c.span}
	if c.suspect {
		found.Distance = int(c.distance)
	}
	return found
}

func (c *cascade) succeed(t Tool) {
	if c.told || !c.suspect {
		*c = cascade{}
	}
	c.row = 0
	if t.Odd {
		*c = cascade{first: t.Name, span: t.Span, suspect: true}
	}
}

// append takes the later row, unless nothing came later.
func (c *cascade) append(later *cascade) {
	if *later != (cascade{}) {
		*c = *later
	}
}
