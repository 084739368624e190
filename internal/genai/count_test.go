package genai

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestCount(t *testing.T) {
	tests := map[string]struct {
		value any
		want  int64
		ok    bool
	}{
		"an integer":                     {int64(1200), 1200, true},
		"zero is a count":                {int64(0), 0, true},
		"a whole double":                 {1200.0, 1200, true},
		"a numeric string":               {"1200", 1200, true},
		"a string with a whole double":   {" 1.2e3 ", 1200, true},
		"the largest":                    {int64(MaxCount), MaxCount, true},
		"past the largest":               {int64(MaxCount + 1), 0, false},
		"a negative":                     {int64(-5), 0, false},
		"a negative string":              {"-5", 0, false},
		"a fraction":                     {0.5, 0, false},
		"not a number":                   {math.NaN(), 0, false},
		"infinite":                       {math.Inf(1), 0, false},
		"an infinite string":             {"Inf", 0, false},
		"a word":                         {"many", 0, false},
		"a boolean":                      {true, 0, false},
		"a string that overflows":        {"99999999999999999999999", 0, false},
		"hexadecimal is no token count":  {"0x10", 0, false},
		"underscores are no token count": {"1_000", 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v := pcommon.NewValueEmpty()
			require.NoError(t, v.FromRaw(test.value))
			got, ok := Count(v)
			assert.Equal(t, test.ok, ok)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestIsUnset(t *testing.T) {
	for _, raw := range []any{nil, "", "  ", int64(-1), math.NaN()} {
		v := pcommon.NewValueEmpty()
		require.NoError(t, v.FromRaw(raw))
		assert.True(t, IsUnset(v), "%v", raw)
	}
	for _, raw := range []any{int64(0), "0", "many", int64(-2), false} {
		v := pcommon.NewValueEmpty()
		require.NoError(t, v.FromRaw(raw))
		assert.False(t, IsUnset(v), "%v", raw)
	}
}
