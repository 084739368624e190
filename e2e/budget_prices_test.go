package e2e

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// priceFile has a price for every recorded model. Several of them end in half a
// nano-dollar a token, so that the rounding of a call shows.
const priceFile = "testdata/prices.json"

const ownPrices = "processors::genai_cost::catalog::files: [" + priceFile + "]\n"

// rates are pico-dollars a token.
type rates struct{ read, written, out int64 }

// priceBook is this test's own reading of the price file.
type priceBook map[string]rates

func readPrices(t *testing.T) priceBook {
	t.Helper()
	var providers []struct {
		Models []struct {
			ID     string
			Prices map[string]json.Number
		}
	}
	require.NoError(t, json.Unmarshal(readFile(t, priceFile), &providers))
	book := priceBook{}
	for _, model := range providers[0].Models {
		rate := func(key string) int64 { return picos(t, model.Prices[key]) }
		book[model.ID] = rates{rate("cache_read_mtok"), rate("cache_write_mtok"), rate("output_mtok")}
	}
	return book
}

// picos is a price in dollars a million tokens as pico-dollars a token.
func picos(t *testing.T, dollars json.Number) int64 {
	t.Helper()
	whole, fraction, _ := strings.Cut(dollars.String(), ".")
	require.LessOrEqual(t, len(fraction), 6)
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", 6-len(fraction)), 10, 64)
	require.NoError(t, err)
	require.Positive(t, n)
	return n
}

// cost is what a call costs in nano-dollars, rounded once, half to even. All input
// that was not read from the cache was written to it.
func (b priceBook) cost(t *testing.T, call *recordedCall) int64 {
	t.Helper()
	r, ok := b[call.Model]
	require.True(t, ok, "no price for %s", call.Model)
	sum := call.Cached*r.read + (call.Input-call.Cached)*r.written + call.Output*r.out
	nano, rest := sum/1000, sum%1000
	if rest > 500 || rest == 500 && nano%2 == 1 {
		nano++
	}
	return nano
}
