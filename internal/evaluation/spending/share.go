package spending

// Share is the part of one of n that pay for a call together: all parts add up to the
// whole, and none is more than one unit larger than another.
func (a Amount) Share(i, n int) Amount {
	return Amount{NanoUSD: share(a.NanoUSD, i, n), Tokens: share(a.Tokens, i, n)}
}

func share(whole int64, i, n int) int64 {
	part := whole / int64(n)
	if int64(i) < whole%int64(n) {
		part++
	}
	return part
}
