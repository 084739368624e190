package genairedactionprocessor

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pdatawalk"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// countingEngine counts how often it is asked for a text, and fails where it is told to.
type countingEngine struct {
	engine
	asked map[string]int
	fails bool
}

func (e *countingEngine) Text(s string, c redact.Context) redact.Result {
	e.asked[c.Key+"="+s]++
	if e.fails {
		panic("cannot read " + s)
	}
	return e.engine.Text(s, c)
}

func countingVisitor(t *testing.T) (*visitor, *countingEngine) {
	t.Helper()
	p, err := newProcessor(settings().TelemetrySettings, defaults())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, p.shutdown(t.Context())) })
	counter := &countingEngine{engine: p.engine, asked: map[string]int{}}
	p.engine = counter
	return &p.worker().visitor, counter
}

func (v *visitor) attribute(key, value string) string {
	v.begin()
	text, _ := v.Text(pdatawalk.Position{Place: pdatawalk.Attribute, Key: key, Path: key}, value)
	return text
}

func TestACleanValueThatComesAgainIsNotLookedAt(t *testing.T) {
	v, counter := countingVisitor(t)
	for range 5 {
		assert.Equal(t, "gpt-4o-mini", v.attribute("gen_ai.request.model", "gpt-4o-mini"))
		assert.Equal(t, masked, v.attribute("note", address))
	}
	assert.Equal(t, 2, counter.asked["gen_ai.request.model=gpt-4o-mini"], "it is known when it came twice")
	assert.Equal(t, 5, counter.asked["note="+address], "what is masked is masked each time")
	assert.EqualValues(t, 10, v.tally.values, "all count as scanned")

	for range 5 {
		assert.Equal(t, "1985-07-30", v.attribute("release_date", "1985-07-30"))
		assert.Equal(t, "[DATE_OF_BIRTH]", v.attribute("date_of_birth", "1985-07-30"), "the same value under another key")
	}
}

func TestAValueThatFailedIsLookedAtAgain(t *testing.T) {
	v, counter := countingVisitor(t)
	counter.fails = true
	for range 5 {
		assert.Equal(t, markerPanic, v.attribute("gen_ai.request.model", "gpt-4o-mini"))
	}
	counter.fails = false
	assert.Equal(t, "gpt-4o-mini", v.attribute("gen_ai.request.model", "gpt-4o-mini"))
	assert.Equal(t, 6, counter.asked["gen_ai.request.model=gpt-4o-mini"])
}

// Ids differ in each span: they must neither fill memory nor cost an allocation.
func TestValuesThatDoNotComeAgainAreNotKept(t *testing.T) {
	v, _ := countingVisitor(t)
	for i := range 20_000 {
		v.attribute("gen_ai.response.id", "chatcmpl-"+strconv.Itoa(i))
	}
	for i := range v.familiar.slots {
		require.Empty(t, v.familiar.slots[i].value)
	}
}
