package expression_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/expression"
)

func record() *expression.Record {
	return &expression.Record{
		Operation: "chat", Model: "m-1", Agent: "planner", Service: "shop", Status: "ok", Duration: 2.5, Input: "Weather?", Output: `{"sky":"blue"}`,
		InputTokens: 120, OutputTokens: 30, Cost: 0.01, FinishReasons: []string{"stop"},
		Attributes: map[string]any{"tier": "gold", "retries": int64(2)}, Resource: map[string]any{"service.version": "2.0"},
	}
}

func TestScore(t *testing.T) {
	for text, want := range map[string]float64{
		`duration < 3.0`:      1,
		`output_tokens > 100`: 0,
		`output.contains("blue") && agent == "planner"`: 1,
		`"stop" in finish_reasons`:                      1,
		`size(signals) == 0`:                            1,
		`attributes["tier"] == "gold"`:                  1,
		`"missing" in attributes`:                       0,
		`resource["service.version"].startsWith("2")`:   1,
		`double(output_tokens) / 60.0`:                  0.5,
		`output_tokens / 10`:                            3,
		`output.lowerAscii().matches("^\\{")`:           1,
	} {
		c, err := expression.CompileScore(text)
		require.NoError(t, err, text)
		score, _, err := c.Score(record())
		require.NoError(t, err, text)
		assert.InDelta(t, want, score, 1e-12, text)
	}
}

func TestWhatIsWrongIsFoundWhenItIsRead(t *testing.T) {
	for text, want := range map[string]string{
		`agent == `:        "not a condition in CEL",
		`agnet == "x"`:     "agnet",
		`agent`:            "must be of type",
		`duration + agent`: "not a condition in CEL",
		``:                 "not a condition in CEL",
	} {
		_, err := expression.Compile(text)
		require.ErrorContains(t, err, want, text)
	}
	_, err := expression.Compile(`duration`)
	require.Error(t, err, "a filter is a bool")
}

// An error of evaluation tells nothing of the record.
func TestFailure(t *testing.T) {
	for _, text := range []string{`attributes["none"] == "x"`, `int(output) == 1`, `1 / (output_tokens - 30) == 1`, `0.0 / (cost - cost)`} {
		c, err := expression.CompileScore(text)
		require.NoError(t, err, text)
		_, _, err = c.Score(record())
		require.ErrorIs(t, err, expression.ErrFailed, text)
		assert.Equal(t, expression.ErrFailed.Error(), err.Error())
	}
}

func TestAConditionOverLongTextEnds(t *testing.T) {
	c, err := expression.Compile(`output.split("").all(a, output.split("").all(b, input.contains(a)))`)
	require.NoError(t, err)
	r := record()
	r.Output, r.Input = strings.Repeat("ab", 5000), strings.Repeat("ab", 5000)
	_, err = c.Holds(r)
	require.ErrorIs(t, err, expression.ErrFailed)
}

func TestNeeds(t *testing.T) {
	for text, want := range map[string][2]bool{
		`duration < 3.0`:                 {false, false},
		`size(output) > 0`:               {true, false},
		`attributes["a"] == "output"`:    {false, true},
		`input == "" || "a" in resource`: {true, true},
	} {
		c, err := expression.Compile(text)
		require.NoError(t, err)
		assert.Equal(t, want, [2]bool{c.NeedsContent(), c.NeedsAttributes()}, text)
	}
}
