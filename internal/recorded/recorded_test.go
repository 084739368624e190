package recorded

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every recording can be read, and every expectation has its span.
func TestFixturesAreWhole(t *testing.T) {
	fixtures, err := Fixtures()
	require.NoError(t, err)
	require.NotEmpty(t, fixtures)
	for _, fixture := range fixtures {
		t.Run(fixture.Name, func(t *testing.T) {
			var spans int
			for _, file := range fixture.Traces {
				traces, err := fixture.ReadTraces(file)
				require.NoError(t, err)
				spans += traces.SpanCount()
			}
			assert.NotZero(t, spans)
			for _, file := range fixture.Logs {
				logs, err := fixture.ReadLogs(file)
				require.NoError(t, err)
				assert.NotZero(t, logs.LogRecordCount())
			}
			cases, err := fixture.Cases()
			require.NoError(t, err)
			for _, c := range cases {
				traces, err := fixture.ReadTraces(c.File)
				require.NoError(t, err)
				_, found := c.Find(traces)
				assert.True(t, found, "%s: %s %s", c.File, c.SpanID, c.Span)
			}
		})
	}
}

func TestExpectationLeavesOutWhatWasLost(t *testing.T) {
	span := expectedSpan{
		Wire:  map[string]int64{"input_tokens": 1200, "cache_read_tokens": 1000, "output_tokens": 188},
		Lost:  []string{"cache_read_tokens"},
		Wrong: map[string]int64{"output_tokens": 60},
	}
	assert.Equal(t, &Usage{Input: 1200, Output: 60}, span.toCase().Usage)

	span.Lost = []string{"input_tokens", "output_tokens"}
	assert.Nil(t, span.toCase().Usage)
}
