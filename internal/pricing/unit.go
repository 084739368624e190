package pricing

// Unit is what a provider counts to bill a call. The set is closed: it is the
// unit registry of genai-prices 0.1.8.
//
// Token totals are inclusive and the other token units are subsets of them:
// InputTokens contains CacheReadTokens, which contains CacheAudioReadTokens,
// which is contained in InputAudioTokens as well.
type Unit uint8

// The units. Durations are seconds, tool calls and requests are counts.
const (
	InputTokens Unit = iota
	InputTextTokens
	InputAudioTokens
	InputImageTokens
	InputVideoTokens
	CacheReadTokens
	CacheTextReadTokens
	CacheAudioReadTokens
	CacheImageReadTokens
	CacheVideoReadTokens
	CacheWriteTokens
	CacheTextWriteTokens
	CacheAudioWriteTokens
	CacheImageWriteTokens
	CacheVideoWriteTokens
	CacheWrite1hTokens
	CacheTextWrite1hTokens
	CacheAudioWrite1hTokens
	CacheImageWrite1hTokens
	CacheVideoWrite1hTokens
	CacheWrite5mTokens
	CacheTextWrite5mTokens
	CacheAudioWrite5mTokens
	CacheImageWrite5mTokens
	CacheVideoWrite5mTokens
	InputToolTokens
	InputTextToolTokens
	InputAudioToolTokens
	InputImageToolTokens
	InputVideoToolTokens
	OutputTokens
	OutputTextTokens
	OutputAudioTokens
	OutputImageTokens
	OutputVideoTokens
	OutputReasoningTokens
	OutputTextReasoningTokens
	OutputAudioReasoningTokens
	OutputImageReasoningTokens
	OutputVideoReasoningTokens
	OutputCitationTokens
	OutputTextCitationTokens
	OutputAudioCitationTokens
	OutputImageCitationTokens
	OutputVideoCitationTokens

	InputCharacters

	InputTextMessages

	InputPixels

	InputAudioSeconds
	OutputAudioSeconds
	AudioSeconds

	InputAnnotatedDocumentPages
	InputDocumentPages

	Requests

	RerankSearches

	CodeExecutions
	SocialSearches
	StorageSearches
	WebSearches

	// NumUnits is the number of units, the length of a [Usage].
	NumUnits = iota
)

// Usage is how much of each unit a call used, indexed by [Unit].
type Usage [NumUnits]int64

// String returns the name of the unit, such as "cache_read_tokens".
func (u Unit) String() string {
	if int(u) >= len(units) {
		return "unknown"
	}
	return units[u].name
}

// PriceKey returns the key under which a price file states the price of the
// unit, such as "cache_read_mtok".
func (u Unit) PriceKey() string {
	if int(u) >= len(units) {
		return "unknown"
	}
	return units[u].priceKey
}

// ParseUnit finds a unit by its name.
func ParseUnit(name string) (Unit, bool) {
	u, ok := unitByName[name]
	return u, ok
}
