package judge

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Verdict is what a model said of one criterion. It has either an error or a score.
type Verdict struct {
	Score  float64 // between 0 and 1, 1 is best
	Label  string  // the choice; empty for a number
	Reason string
	Error  Error
}

// Error says why there is no verdict: a value of error.type.
type Error string

// Why there is no verdict, as far as the answer is the cause.
const (
	InvalidAnswer   Error = "invalid_answer"
	ScoreOutOfRange Error = "score_out_of_range"
	EmptyAnswer     Error = "empty_answer"
)

// Read is what an answer says of each criterion, in their order. An answer that is not of
// the schema is no answer: it is not searched for something like one, for what is found so
// may be of the text that was judged.
func Read(text string, criteria []*Criterion) []Verdict {
	verdicts := make([]Verdict, len(criteria))
	text = unfence(strings.TrimSpace(text))
	members, err := object(text)
	for i, c := range criteria {
		switch raw, ok := members[c.Name]; {
		case text == "":
			verdicts[i].Error = EmptyAnswer
		case err != nil || !ok || len(members) != len(criteria):
			verdicts[i].Error = InvalidAnswer
		default:
			verdicts[i] = c.read(raw)
		}
	}
	return verdicts
}

// read is the verdict on one criterion.
func (c *Criterion) read(raw json.RawMessage) Verdict {
	members, err := object(string(raw))
	if err != nil || len(members) != 2 {
		return Verdict{Error: InvalidAnswer}
	}
	var reason *string
	if json.Unmarshal(members["reason"], &reason) != nil || reason == nil {
		return Verdict{Error: InvalidAnswer}
	}
	if len(c.Choices) > 0 {
		return c.readChoice(members["choice"], *reason)
	}
	var score *float64
	if json.Unmarshal(members["score"], &score) != nil || score == nil {
		return Verdict{Error: InvalidAnswer}
	}
	normal, ok := c.Scale.Normal(*score)
	if !ok {
		return Verdict{Error: ScoreOutOfRange}
	}
	return Verdict{Score: normal, Reason: *reason}
}

func (c *Criterion) readChoice(raw json.RawMessage, reason string) Verdict {
	var label *string
	if json.Unmarshal(raw, &label) != nil || label == nil {
		return Verdict{Error: InvalidAnswer}
	}
	choice, ok := c.choice(*label)
	if !ok {
		return Verdict{Error: InvalidAnswer}
	}
	normal, ok := c.Scale.Normal(choice.Score)
	if !ok {
		return Verdict{Error: ScoreOutOfRange}
	}
	return Verdict{Score: normal, Label: choice.Label, Reason: reason}
}

// unfence takes off the Markdown that a model may put around all of its answer.
func unfence(text string) string {
	inside, ok := strings.CutSuffix(text, "```")
	if !ok {
		return text
	}
	if rest, ok := strings.CutPrefix(inside, "```json"); ok {
		return strings.TrimSpace(rest)
	}
	if rest, ok := strings.CutPrefix(inside, "```"); ok {
		return strings.TrimSpace(rest)
	}
	return text
}

var (
	errNoObject = errors.New("not one JSON object")
	errTwice    = errors.New("a member stands there twice")
)

// object reads a JSON object, of which every member stands there once, and nothing behind it.
// What says two things at once says nothing.
func object(text string) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, errNoObject
	}
	members := map[string]json.RawMessage{}
	for decoder.More() {
		token, err := decoder.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, errNoObject
		}
		var raw json.RawMessage
		if decoder.Decode(&raw) != nil {
			return nil, errNoObject
		}
		if _, twice := members[name]; twice {
			return nil, errTwice
		}
		members[name] = raw
	}
	if _, err := decoder.Token(); err != nil {
		return nil, errNoObject
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errNoObject
	}
	return members, nil
}
