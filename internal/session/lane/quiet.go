package lane

// Quiet is a lane on which no tool call is kept in mind, so that a session whose
// model only talks takes less room: 64 bytes.
type Quiet struct{ context context }

// Quiet returns the lane without what it knows of tools, and false where that is
// something: such a lane must be kept whole.
func (l *Lane) Quiet() (Quiet, bool) {
	tools := l.loops
	// Marks and steps are only compared with those of tool calls that are kept.
	tools.spent, tools.booked, tools.rest, tools.step = 0, 0, 0, 0
	for i, told := range tools.told {
		if told == 0 {
			tools.marks[i], tools.ids[i], tools.result[i], tools.seen[i] = 0, 0, 0, 0
		}
	}
	if tools.row == 0 {
		tools.failed, tools.tool, tools.rowAt = 0, 0, 0
	}
	return Quiet{l.context}, tools == loops{} && l.cascade == cascade{}
}

// Lane is the lane again.
func (q *Quiet) Lane() Lane { return Lane{context: q.context} }
