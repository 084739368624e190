package secret

import "hash/crc32"

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// crcBase62 is the checksum of GitHub and npm: after the prefix, the last six
// characters are the CRC-32 of the ones before, in base 62.
func crcBase62(value string) bool {
	const prefix, sum = len("ghp_"), 6
	if len(value) != prefix+36 {
		return false
	}
	body, want := value[prefix:len(value)-sum], value[len(value)-sum:]
	crc := ^uint32(0)
	for i := range len(body) { // crc32.Update would put body on the heap
		crc = crc32.IEEETable[byte(crc)^body[i]] ^ crc>>8
	}
	crc = ^crc
	for i := sum - 1; i >= 0; i-- {
		if want[i] != base62[crc%62] {
			return false
		}
		crc /= 62
	}
	return true
}
