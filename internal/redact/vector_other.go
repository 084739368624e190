//go:build !amd64 || purego

package redact

const vectorized = false

func fillVector(string, int, int, *vectorTables, uint64, []block) {}

func plainVector(string) int { return 0 }

func fillVectorBytes(*[72]byte, *vectorTables, uint64, []block) {}

func unsuspectVector(string) int { return 0 }

func quotesOf(block *[64]byte) uint64 { return quotesIn(block) }
