package genaisessionprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

func TestSignaturesOfTools(t *testing.T) {
	tool := func(name string, arguments, result any) map[string]any {
		attrs := map[string]any{"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name}
		if arguments != nil {
			attrs["gen_ai.tool.call.arguments"] = arguments
		}
		if result != nil {
			attrs["gen_ai.tool.call.result"] = result
		}
		return attrs
	}
	accounts := sessiontest.New()
	batch := newSpans(t, nil)
	batch.add(1, tool("search", `{"q": "x", "page": 12345678901234567}`, "none"))
	batch.add(2, tool("search", `{"page":12345678901234567,"q":"x"}`, "none"))
	batch.add(3, tool("search", map[string]any{"page": 12345678901234567, "q": "x"}, "some"))
	batch.add(4, tool("search", `{"page":12345678901234568,"q":"x"}`, nil))
	batch.add(5, tool("fetch", `{"page":12345678901234567,"q":"x"}`, nil))
	batch.add(6, tool("search", " {} ", ""))
	batch.add(7, tool("search", `{"q": "x`, nil))
	batch.add(8, tool("search", strings.Repeat("x", 1<<20), nil))
	run(t, defaults(), accounts, batch)

	p := accounts.Postings()
	assert.NotZero(t, p[0].Arguments)
	assert.Equal(t, p[0].Arguments, p[1].Arguments, "the order of members and space say nothing")
	assert.Equal(t, p[0].Arguments, p[2].Arguments, "nor does the form")
	assert.NotEqual(t, p[0].Arguments, p[3].Arguments, "large numbers are exact")
	assert.NotEqual(t, p[0].Arguments, p[4].Arguments, "another tool")
	assert.Equal(t, p[0].Result, p[1].Result)
	assert.NotEqual(t, p[0].Result, p[2].Result)
	assert.Zero(t, p[3].Result)
	assert.Zero(t, p[5].Arguments, "no arguments are no sign of a loop")
	assert.Zero(t, p[5].Result)
	assert.NotZero(t, p[6].Arguments)
	assert.NotZero(t, p[7].Arguments)
	assert.Equal(t, []string{"search", `{"page":12345678901234567,"q":"x"}`}, accounts.Signed()[0])
}
