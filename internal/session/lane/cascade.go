package lane

// lookBack is for how many tool calls an odd result is suspected.
const lookBack = 10

// cascade is 32 bytes: the row of failures that is going on, or the odd result
// that may lead to one.
type cascade struct {
	first    uint32
	trace    [16]byte
	span     [8]byte
	row      uint8
	rowAt    uint8 // step of the last failure
	distance uint8 // of the next tool call from the odd result; 0 where there is none
	told     bool
}

// use takes a tool call in a step, and the loop that it made. One failure a step counts:
// what fails together has one reason.
func (c *cascade) use(r *Rules, t Tool, step uint8, loop Loop) Cascade {
	distance := c.distance
	if distance > 0 {
		c.distance = (distance + 1) % (lookBack + 1)
	}
	if !t.Failed {
		c.succeed(t)
		if loop.Found() && distance > 0 && c.distance > 0 {
			return c.tell(r, distance)
		}
		return Cascade{}
	}
	if c.row == 0 || c.rowAt != step {
		c.row = min(c.row+1, 254)
		c.rowAt = step
	}
	if c.row == 1 && distance == 0 {
		c.first, c.trace, c.span = t.Name, t.Trace, t.Span
	}
	if distance == 0 && int(c.row) < r.Failures {
		return Cascade{}
	}
	return c.tell(r, distance)
}

func (c *cascade) succeed(t Tool) {
	if c.told || c.distance == 0 {
		*c = cascade{}
	}
	c.row = 0
	if t.Odd && c.distance == 0 { // of several the first is suspected: it may have led to the others
		*c = cascade{first: t.Name, trace: t.Trace, span: t.Span, distance: 1}
	}
}

// end takes that the work on a lane ended badly.
func (c *cascade) end(r *Rules) Cascade {
	if c.distance == 0 {
		return Cascade{}
	}
	return c.tell(r, c.distance)
}

// tell tells it, once.
func (c *cascade) tell(r *Rules, distance uint8) Cascade {
	if c.told || r.Failures <= 0 {
		return Cascade{}
	}
	c.told = true
	return Cascade{Count: int(c.row), First: c.first, Trace: c.trace, Span: c.span, Distance: int(distance)}
}

// append takes the later row, unless nothing came later.
func (c *cascade) append(later *cascade) {
	if *later != (cascade{}) {
		*c = *later
	}
}
