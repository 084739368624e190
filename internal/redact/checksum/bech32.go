package checksum

// bech32Digits holds one more than the value of each character of BIP 173's alphabet.
var bech32Digits = func() (t [256]uint8) {
	const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	for i := range len(alphabet) {
		t[alphabet[i]] = uint8(i + 1)
		if c := alphabet[i]; c >= 'a' {
			t[c-'a'+'A'] = uint8(i + 1)
		}
	}
	return t
}()

// IsBech32 reports whether c may stand after the separator of a bech32 string.
func IsBech32(c byte) bool { return bech32Digits[c] != 0 }

const (
	bech32Version0 = 1          // BIP 173
	bech32mLater   = 0x2bc830a3 // BIP 350, for witness versions above zero
)

// SegWit checks a bech32 or bech32m address with the given prefix, such as "bc",
// in one case throughout.
func SegWit(prefix, s string) bool {
	n := len(prefix)
	if len(s) < n+8 || len(s) > 90 || s[n] != '1' || mixedCase(s) {
		return false
	}
	sum := uint32(1)
	for i := range n {
		if s[i]|0x20 != prefix[i] {
			return false
		}
		sum = bech32Step(sum, prefix[i]>>5)
	}
	sum = bech32Step(sum, 0)
	for i := range n {
		sum = bech32Step(sum, prefix[i]&31)
	}
	for i := n + 1; i < len(s); i++ {
		d := bech32Digits[s[i]]
		if d == 0 {
			return false
		}
		sum = bech32Step(sum, d-1)
	}
	version := bech32Digits[s[n+1]] - 1
	if version == 0 {
		// Program of 20 or 32 bytes.
		return sum == bech32Version0 && (len(s) == n+40 || len(s) == n+60)
	}
	return sum == bech32mLater && version <= 16
}

func bech32Step(sum uint32, v uint8) uint32 {
	top := sum >> 25
	sum = sum&0x1ffffff<<5 ^ uint32(v)
	for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
		if top>>i&1 == 1 {
			sum ^= g
		}
	}
	return sum
}

func mixedCase(s string) bool {
	lower, upper := false, false
	for i := range len(s) {
		lower = lower || s[i]-'a' <= 25
		upper = upper || s[i]-'A' <= 25
	}
	return lower && upper
}
