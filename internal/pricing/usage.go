package pricing

// disjoint are details of which no token is in two, with the total that they
// cannot exceed.
var disjoint = [...]struct {
	total   Unit
	details [4]Unit // filled up with the total itself where there are fewer
}{
	{InputTokens, [4]Unit{CacheReadTokens, CacheWriteTokens, InputToolTokens, InputTokens}},
	{InputTokens, [4]Unit{InputTextTokens, InputAudioTokens, InputImageTokens, InputVideoTokens}},
	{CacheReadTokens, [4]Unit{CacheTextReadTokens, CacheAudioReadTokens, CacheImageReadTokens, CacheVideoReadTokens}},
	{InputAudioTokens, [4]Unit{CacheAudioReadTokens, CacheAudioWriteTokens, InputAudioTokens, InputAudioTokens}},
	{CacheWriteTokens, [4]Unit{CacheWrite5mTokens, CacheWrite1hTokens, CacheWriteTokens, CacheWriteTokens}},
	{OutputTokens, [4]Unit{OutputReasoningTokens, OutputCitationTokens, OutputTokens, OutputTokens}},
	{OutputTokens, [4]Unit{OutputTextTokens, OutputAudioTokens, OutputImageTokens, OutputVideoTokens}},
}

// contradicts reports whether details are larger than their total or anything
// is negative. It says so even where nothing hangs on the detail's price.
func contradicts(usage *Usage) bool {
	for _, n := range usage {
		if n < 0 {
			return true
		}
	}
	for i := range disjoint {
		rest := usage[disjoint[i].total]
		for _, u := range disjoint[i].details {
			if u == disjoint[i].total {
				break
			}
			rest -= usage[u]
			if rest < 0 {
				return true
			}
		}
	}
	return false
}
