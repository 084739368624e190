package lane

// lookBack is for how many tool calls an odd result is suspected.
const lookBack = 10

// cascade is 16 bytes: the row of failures that is going on, or the odd result
// that may lead to one.
type cascade struct {
	first    uint32
	span     [8]byte
	row      uint8
	rowAt    uint8 // step of the last failure
	distance uint8 // of the next tool call from the odd result; 0 where there is none
	told     bool
}

// use takes a tool call in a step. One failure a step counts: what fails together
// has one reason.
func (c *cascade) use(r *Rules, t Tool, step uint8) Cascade {
	distance := c.distance
	if distance > 0 {
		c.distance = (distance + 1) % (lookBack + 1)
	}
	if !t.Failed {
		c.succeed(t)
		return Cascade{}
	}
	if c.row == 0 || c.rowAt != step {
		c.row = min(c.row+1, 254)
		c.rowAt = step
	}
	if c.row == 1 && distance == 0 {
		c.first, c.span = t.Name, t.Span
	}
	if c.told || r.Failures <= 0 || distance == 0 && int(c.row) < r.Failures {
		return Cascade{}
	}
	c.told = true
	return Cascade{Count: int(c.row), First: c.first, Span: c.span, Distance: int(distance)}
}

func (c *cascade) succeed(t Tool) {
	if c.told || c.distance == 0 {
		*c = cascade{}
	}
	c.row = 0
	if t.Odd {
		*c = cascade{first: t.Name, span: t.Span, distance: 1}
	}
}

// append takes the later row, unless nothing came later.
func (c *cascade) append(later *cascade) {
	if *later != (cascade{}) {
		*c = *later
	}
}
