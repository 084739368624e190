package pricing

import (
	_ "embed"
	"sync"
)

//go:embed catalog/genai-prices.json
var catalogue []byte

// corrections are what we know better than the catalogue, in its own format.
//
//go:embed catalog/corrections.json
var corrections []byte

var embedded = sync.OnceValues(func() (*Book, error) {
	base, err := Load("catalog/genai-prices.json", catalogue)
	if err != nil {
		return nil, err
	}
	better, err := Load("catalog/corrections.json", corrections)
	if err != nil {
		return nil, err
	}
	return better.Over(base), nil
})

// Embedded returns the price book that is compiled in. It is always the same
// one; see catalog/SOURCE.md for where it comes from.
func Embedded() (*Book, error) { return embedded() }
