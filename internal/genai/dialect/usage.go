package dialect

import "github.com/otelcol-genai/otelcol-genai/internal/genai"

// verdict is what a dialect found out about how a total counts.
type verdict uint8

const (
	undecided verdict = iota
	inclusive
	exclusive
)

// resolveUsage brings the counts into the normal form. Absent usage stays absent:
// a stream that told nothing has not used nothing.
func (d *draft) resolveUsage() {
	if d.has(fieldCacheWrite5m) || d.has(fieldCacheWrite1h) {
		d.fillCount(fieldCacheWrite, d.count(fieldCacheWrite5m)+d.count(fieldCacheWrite1h))
	}
	rule := d.accounting()
	if d.has(fieldInput) && d.inputExcludesCache(rule) {
		d.slots[fieldInput].count += d.count(fieldCacheRead) + d.count(fieldCacheWrite)
	}
	if d.has(fieldOutput) && d.outputExcludesReasoning(rule) {
		d.slots[fieldOutput].count += d.count(fieldReasoning)
	}
}

func (d *draft) count(f field) int64 { return d.slots[f].count }

func (d *draft) inputExcludesCache(rule accounting) bool {
	cache := d.count(fieldCacheRead) + d.count(fieldCacheWrite)
	if cache > d.count(fieldInput) {
		return true // a part cannot be more than the whole
	}
	switch d.input {
	case inclusive:
		return false
	case exclusive:
		return true
	default:
		// The reported total decides nothing: OpenLLMetry JS writes 80 for 20 and
		// 60 with 1,180 cached tokens outside.
		return rule.inputWithoutCache
	}
}

func (d *draft) outputExcludesReasoning(rule accounting) bool {
	reasoning := d.count(fieldReasoning)
	if reasoning == 0 {
		return false
	}
	switch provider := d.text(fieldProvider); {
	case d.output != undecided:
		return d.output == exclusive
	case provider == providerOpenAI || provider == providerAzure:
		return false // always inside of completion_tokens
	case reasoning > d.count(fieldOutput):
		return true
	}
	if d.has(fieldTotal) && d.has(fieldInput) {
		switch d.count(fieldTotal) - d.count(fieldInput) {
		case d.count(fieldOutput):
			return false
		case d.count(fieldOutput) + reasoning:
			return true
		}
	}
	return rule.outputWithoutReasoning
}

// stageUsage decides which counts are written. On a record that repeats its
// children's usage only what is there already is brought into form.
func (d *draft) stageUsage() {
	for f := fieldInput; f < fieldTotal; f++ {
		if !d.has(f) {
			continue
		}
		key := d.key(f)
		there, ok := d.attrs.Get(key)
		if ok && isInt(there, d.count(f)) || !ok && d.rollup {
			continue
		}
		d.stage(write{key: key, kind: writeInt, count: d.count(f), correction: ok && !genai.IsUnset(there)})
	}
}
