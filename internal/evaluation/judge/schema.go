package judge

import (
	"encoding/json"
	"strconv"
)

// schema is what an answer must be. It is written by hand, for models answer in the order
// of a schema, and the reason must come before the verdict. There are no bounds of numbers
// in it, since not every provider takes them: they are checked when the answer is read.
func schema(criteria []*Criterion) []byte {
	out := []byte(`{"type":"object","properties":{`)
	names := make([]string, len(criteria))
	for i, c := range criteria {
		names[i] = c.Name
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, quote(c.Name)...), `:{"type":"object","properties":{"reason":{"type":"string"},`...)
		if len(c.Choices) == 0 {
			out = append(out, `"score":{"type":"number"}},"required":["reason","score"]`...)
		} else {
			labels := make([]string, len(c.Choices))
			for k := range c.Choices {
				labels[k] = c.Choices[k].Label
			}
			out = append(out, `"choice":{"type":"string","enum":`...)
			out = append(append(out, quote(labels)...), `}},"required":["reason","choice"]`...)
		}
		out = append(out, `,"additionalProperties":false}`...)
	}
	out = append(append(out, `},"required":`...), quote(names)...)
	return append(out, `,"additionalProperties":false}`...)
}

// quote is JSON of a string or a list of them, which always can be written.
func quote[T string | []string](value T) []byte {
	text, _ := json.Marshal(value)
	return text
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
