package lane

// Rules say when something is worth telling. They are shared by all lanes; the
// zero value tells nothing, [Defaults] are what is documented.
type Rules struct {
	// Repeats of one tool call, or of one answer, that are a loop: at Warn and
	// again at Critical. 0 is never.
	Warn, Critical int
	// Failures of tools in a row that are a cascade. 0 is never.
	Failures int
	// ContextTokens and CostRise are a context that grew dear: at least so many
	// tokens of input, and the last calls so many times as dear as early ones.
	ContextTokens int64
	CostRise      float64
	// CacheLow and CacheWas are a broken prompt cache: the share of input that the
	// last calls read from the cache fell below CacheLow after it was above CacheWas.
	CacheLow, CacheWas float64
}

// Defaults are the rules that recorded sessions speak for.
func Defaults() Rules {
	return Rules{
		Warn: 3, Critical: 8, Failures: 3,
		ContextTokens: 200_000, CostRise: 5,
		CacheLow: 0.5, CacheWas: 0.9,
	}
}
