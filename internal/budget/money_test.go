package budget

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFromDollars(t *testing.T) {
	tests := map[string]struct {
		dollars float64
		want    int64
		ok      bool
	}{
		"nothing":                        {0, 0, true},
		"one nano":                       {0.000000001, 1, true},
		"half a nano goes to even, down": {0.0000000005, 0, true},
		"one and a half goes to even":    {0.0000000015, 2, true},
		"two and a half goes to even":    {0.0000000025, 2, true},
		"a pico more than half":          {0.000000000501, 1, true},
		"a half that has no double":      {0.0123456785, 12345678, true},
		"an odd half that has no double": {0.1234567875, 123456788, true},
		"dollars":                        {1234.5, 1234500000000, true},
		"more than picos can say":        {1e6, 1e15, true},
		"more than there is":             {1e300, 0, false},
		"a cent more than a million":     {1_000_000.01, 0, false},
		"negative":                       {-0.01, 0, false},
		"not a number":                   {math.NaN(), 0, false},
		"infinite":                       {math.Inf(1), 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			nanos, ok := FromDollars(test.dollars)
			assert.Equal(t, test.want, nanos)
			assert.Equal(t, test.ok, ok)
		})
	}
}

func TestDollarsAreTheNearestDouble(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		n := random.Int64() >> random.Int64N(63)
		want, _ := big.NewRat(n, 1_000_000_000).Float64()
		require.Equal(t, want, Dollars(n), "%d", n) //nolint:testifylint // the very double
	}
	assert.Equal(t, 0.00027, Dollars(270_000))                    //nolint:testifylint // the very double
	assert.Equal(t, 9223372036.854775807, Dollars(math.MaxInt64)) //nolint:testifylint // the very double
}
