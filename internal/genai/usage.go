package genai

// Usage is what one model call used, in tokens, in the normal form: the totals
// include everything, the others are subsets of them. A nil-like zero value
// with Known false means that the record said nothing.
type Usage struct {
	Input  int64 // includes CacheRead and CacheWrite
	Output int64 // includes Reasoning

	CacheRead    int64 // subset of Input
	CacheWrite   int64 // subset of Input; includes CacheWrite5m and CacheWrite1h
	CacheWrite5m int64
	CacheWrite1h int64
	Reasoning    int64 // subset of Output

	InputAudio     int64 // subset of Input
	CacheReadAudio int64 // subset of CacheRead and of InputAudio
	OutputAudio    int64 // subset of Output

	Known bool // the record carried an input or output total
}

// Classes splits usage into the disjoint classes of the genai.tokens metric;
// their sum is Input + Output.
func (u Usage) Classes() (input, cacheRead, cacheWrite, output, reasoning int64) {
	cacheRead = min(u.CacheRead, u.Input)
	cacheWrite = min(u.CacheWrite, u.Input-cacheRead)
	reasoning = min(u.Reasoning, u.Output)
	return u.Input - cacheRead - cacheWrite, cacheRead, cacheWrite, u.Output - reasoning, reasoning
}
