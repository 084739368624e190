package lane

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

const (
	// slots are how many different tool calls are kept in mind, and window is for
	// how many model calls. A loop passes through few.
	slots  = 5
	window = 20
	// going is for how many model calls after its last repeat a loop is still one.
	going = 3
	// maxCount is what a slot can count to; it bounds [Rules].Critical as well.
	maxCount = 63
)

// loops is 80 bytes. What was spent is kept as marks, in units of 64 nano-USD modulo
// 2^32, of which only differences matter. They are right while less than 274 USD
// are spent between two calls of a loop.
type loops struct {
	wasted budget.NanoUSD
	spent  uint32 // mark
	booked uint32 // mark up to which wasted is counted
	marks  [slots]uint32
	failed uint32 // mark of the first failure of the row
	tool   uint32 // that fails
	ids    [slots]uint16
	result [slots]uint16
	told   [slots]uint8 // levels in the high two bits, calls in the rest; 0 for free
	seen   [slots]uint8 // step
	found  uint16
	row    uint8 // failures of tool
	rowAt  uint8 // step
	step   uint8
	rest   uint8 // nano-USD that spent leaves out
}

const markUnit = 64

func (l *loops) call(cost budget.NanoUSD) {
	sum := max(cost, 0) + int64(l.rest)
	l.spent += uint32(sum / markUnit)
	l.rest = uint8(sum % markUnit)
	l.advance()
}

// advance begins a step: what a model call asks for is done in one, and equal
// calls in it are one call that was fanned out.
func (l *loops) advance() {
	l.step++
	for i := range slots {
		if l.told[i] != 0 && l.step-l.seen[i] > window {
			l.told[i] = 0
		}
	}
}

func (l *loops) answer(r *Rules, hash uint64) Loop {
	const salt = 0x9e3779b97f4a7c15 // so that an answer is never taken for a tool call
	if hash == 0 {
		return Loop{}
	}
	return l.repeat(r, hash^salt, 0)
}

func (l *loops) use(r *Rules, t Tool) Loop {
	grew := l.fail(t)
	if t.Arguments != 0 {
		return l.repeat(r, t.Arguments, t.Result)
	}
	if grew {
		return l.failing(r)
	}
	return Loop{}
}

// repeat looks for an equal call among the last ones.
func (l *loops) repeat(r *Rules, id, result uint64) Loop {
	key, outcome := fold(id), fold(result)
	i := l.find(key)
	switch {
	case i < 0:
		i = l.free()
		l.ids[i], l.result[i], l.told[i] = key, outcome, 1
		l.marks[i] = l.spent
	case l.seen[i] == l.step: // fanned out
	case outcome != l.result[i] && outcome != 0 && l.result[i] != 0:
		// Something changed: this is waiting for it, not a loop.
		l.result[i], l.told[i] = outcome, 1
		l.marks[i] = l.spent
	default:
		if l.told[i]&maxCount < maxCount {
			l.told[i]++
		}
		l.seen[i] = l.step
		return l.judge(r, i)
	}
	l.seen[i] = l.step
	return Loop{}
}

// judge tells a loop when it reaches a level, and books what it wastes.
func (l *loops) judge(r *Rules, i int) Loop {
	count := int(l.told[i] & maxCount)
	level := levelOf(r, count)
	if level == 0 {
		return Loop{}
	}
	l.book(l.marks[i])
	var loop Loop
	if told := Level(l.told[i] >> 6); level > told {
		if told == 0 {
			l.count()
		}
		l.told[i] = uint8(level)<<6 | uint8(count)
		loop = Loop{Level: level, Repeats: count, Wasted: l.since(l.marks[i])}
	}
	if level == levelOf(r, maxCount) {
		l.marks[i] = l.spent // nothing more is told of it
	}
	return loop
}

func levelOf(r *Rules, count int) Level {
	switch {
	case r.Critical > 0 && count >= min(r.Critical, maxCount):
		return Critical
	case r.Warn > 0 && count >= min(r.Warn, maxCount):
		return Warn
	default:
		return 0
	}
}

func (l *loops) count() {
	if l.found < 1<<16-1 {
		l.found++
	}
}

func (l *loops) since(mark uint32) budget.NanoUSD { return int64(l.spent-mark) * markUnit }

// book counts as wasted what was spent since a mark and is not counted yet: loops
// within each other waste the same calls.
func (l *loops) book(mark uint32) {
	l.wasted += min(l.since(mark), l.since(l.booked))
	l.booked = l.spent
}

// fail keeps the row of failures of one tool, and reports whether it grew: one
// failure a step counts.
func (l *loops) fail(t Tool) (grew bool) {
	switch {
	case !t.Failed:
		l.row = 0
	case l.row == 0 || t.Name != l.tool || t.Name == 0:
		l.row, l.tool, l.rowAt = 1, t.Name, l.step
		l.failed = l.spent
	case l.rowAt != l.step:
		l.row = min(l.row+1, maxCount)
		l.rowAt = l.step
		return true
	}
	return false
}

// failing is the loop that a row of failures is where arguments are not known.
func (l *loops) failing(r *Rules) Loop {
	level := levelOf(r, int(l.row))
	if level == 0 {
		return Loop{}
	}
	l.book(l.failed)
	var loop Loop
	if before := levelOf(r, int(l.row)-1); level > before {
		if before == 0 {
			l.count()
		}
		loop = Loop{Level: level, Repeats: int(l.row), Wasted: l.since(l.failed), LowConfidence: true}
	}
	if level == levelOf(r, maxCount) {
		l.failed = l.spent // nothing more is told of it
	}
	return loop
}

func (l *loops) find(key uint16) int {
	for i := range slots {
		if l.told[i] != 0 && l.ids[i] == key {
			return i
		}
	}
	return -1
}

// free is a free slot, or else the one that is oldest and was repeated least.
func (l *loops) free() int {
	best, worst := 0, -1
	for i := range slots {
		if l.told[i] == 0 {
			return i
		}
		age := int(l.step - l.seen[i])
		if l.told[i] == 1 {
			age += window + 1
		}
		if age > worst {
			best, worst = i, age
		}
	}
	return best
}

func (l *loops) level() Level {
	var worst Level
	for i := range slots {
		if l.told[i] != 0 && l.step-l.seen[i] <= going {
			worst = max(worst, Level(l.told[i]>>6))
		}
	}
	return worst
}

// append adds what was seen later, within so many steps.
func (l *loops) append(later *loops, steps uint32) {
	moved := *later
	for i := range slots {
		moved.marks[i] += l.spent
	}
	moved.failed += l.spent
	moved.booked += l.spent
	if later.wasted == 0 {
		moved.booked = l.booked
	}
	moved.spent += l.spent + (uint32(l.rest)+uint32(later.rest))/markUnit
	moved.rest = (l.rest + later.rest) % markUnit
	moved.wasted += l.wasted
	moved.found = uint16(min(int(moved.found)+int(l.found), 1<<16-1))
	if steps == 0 && later.row == 0 {
		moved.row, moved.rowAt, moved.tool, moved.failed = l.row, moved.step-(l.step-l.rowAt), l.tool, l.failed
	}
	for i := range slots {
		age := uint32(l.step-l.seen[i]) + steps
		if l.told[i] == 0 || age > window {
			continue
		}
		moved.adopt(l, i, uint8(age))
	}
	*l = moved
}

// adopt takes over a slot of an earlier lane.
func (l *loops) adopt(earlier *loops, i int, age uint8) {
	if j := l.find(earlier.ids[i]); j >= 0 {
		if l.result[j] == earlier.result[i] {
			count := min(l.told[j]&maxCount+earlier.told[i]&maxCount, maxCount)
			l.told[j] = max(l.told[j]&^maxCount, earlier.told[i]&^maxCount) | count
			l.marks[j] = earlier.marks[i]
		}
		return
	}
	j := l.free()
	if l.told[j] != 0 {
		return // the later calls matter more
	}
	l.ids[j], l.result[j], l.told[j] = earlier.ids[i], earlier.result[i], earlier.told[i]
	l.marks[j], l.seen[j] = earlier.marks[i], l.step-age
}

// fold makes 16 bits of a hash, of which 0 stands for none. Two hashes that fold
// to the same must also have results that do before they are taken for equal.
func fold(hash uint64) uint16 {
	if hash == 0 {
		return 0
	}
	hash ^= hash >> 32
	return max(uint16(hash^hash>>16), 1)
}
