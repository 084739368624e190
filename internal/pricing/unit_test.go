package pricing_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

func TestUnitsAreTheRegistryOfTheCatalogue(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "units.json"))
	require.NoError(t, err)
	var registry map[string]struct {
		Dimensions map[string]string `json:"dimensions"`
		Per        int64             `json:"per"`
		PriceKey   string            `json:"price_key"`
	}
	require.NoError(t, json.Unmarshal(data, &registry))
	assert.Len(t, registry, pricing.NumUnits)
	for name, want := range registry {
		unit, ok := pricing.ParseUnit(name)
		if !assert.True(t, ok, name) {
			continue
		}
		priceKey, per, dimensions := pricing.UnitsOf(unit)
		assert.Equal(t, want.PriceKey, priceKey, name)
		assert.Equal(t, want.Per, per, name)
		assert.Equal(t, want.Dimensions, dimensions, name)
		assert.Equal(t, name, unit.String())
		assert.Equal(t, want.PriceKey, unit.PriceKey())
	}
	assert.Equal(t, "unknown", pricing.Unit(200).String())
}
