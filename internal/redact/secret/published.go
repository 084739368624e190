package secret

// published says that a key is one of the samples in public documentation
// (Firebase, Maps, a search index), which secret scanners leave alone. Only hashes are kept.
func published(key string) bool {
	h := fnv64(key)
	for _, p := range publishedKeys {
		if h == p {
			return true
		}
	}
	return false
}

func fnv64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

var publishedKeys = [...]uint64{
	0xc800bf2100a21c67, 0x6acbd824bd32bbd4, 0x29a336c7244f48dd, 0x08b545962adc7d8b,
	0xe7666dbb286c6c2e, 0x99b2726346a1e92a, 0x12113c2e6979f447, 0x828818f833257868,
	0x6835e0f288832a40, 0x816cd10fdb11ead0, 0xadbd04e3fe1b6d49, 0xdb9422f1dd332dcc,
	0xd8e13cded25333c6, 0x515cb771a4238032, 0xe754678ea2b14ef1, 0xc73f1e61952e6987, 0x294c63f8344d5df1,
}
