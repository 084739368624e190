package judgetest

import (
	"encoding/json"
	"strings"
)

// Best is a judge that likes everything: of choices it takes the first, of numbers 10. Its
// usage is 100 and 20 tokens.
func Best(q Question) Reply {
	return Verdicts(q, func(string) (choice string, score float64) { return "", 10 })
}

// Verdicts answers a question by its schema, with what verdict says of each criterion: a
// choice, the first for an empty one, or a score. Its usage is 100 and 20 tokens.
func Verdicts(q Question, verdict func(criterion string) (choice string, score float64)) Reply {
	var schema struct {
		Properties map[string]struct {
			Properties struct {
				Choice *struct {
					Enum []string `json:"enum"`
				} `json:"choice"`
			} `json:"properties"`
		} `json:"properties"`
	}
	_ = json.Unmarshal(q.Schema, &schema) // without a schema nothing is said
	answer := map[string]any{}
	for name, criterion := range schema.Properties {
		choice, score := verdict(name)
		said := map[string]any{"reason": "because"}
		if c := criterion.Properties.Choice; c != nil {
			if choice == "" {
				choice = c.Enum[0]
			}
			said["choice"] = choice
		} else {
			said["score"] = score
		}
		answer[name] = said
	}
	text, _ := json.Marshal(answer)
	return Reply{Text: string(text), Input: 100, Output: 20}
}

// Section is what stands in a section of a question, by the mark that the system message
// names. It is how a judge reads that does as it is told.
func (q *Question) Section(name string) (string, bool) {
	_, rest, ok := strings.Cut(q.System, "The mark is ")
	if !ok {
		return "", false
	}
	mark, _, _ := strings.Cut(rest, ".")
	_, rest, ok = strings.Cut(q.User, "[BEGIN "+name+" "+mark+"]\n")
	if !ok {
		return "", false
	}
	inside, _, ok := strings.Cut(rest, "\n[END "+name+" "+mark+"]\n")
	return inside, ok
}
