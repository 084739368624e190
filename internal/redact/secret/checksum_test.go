package secret_test

import (
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// signed makes a token with the checksum of GitHub and npm.
func signed(prefix, body string) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum, n := "", crc32.ChecksumIEEE([]byte(body))
	for range 6 {
		sum = string(digits[n%62]) + sum
		n /= 62
	}
	return prefix + body + sum
}

func TestAChecksumMakesATokenCertain(t *testing.T) {
	s := newScanner()
	body := "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0"
	for _, prefix := range []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"} {
		good := s.scan(signed(prefix, body))
		if assert.Len(t, good, 1, prefix) {
			assert.Equal(t, detect.Certain, good[0].confidence)
		}
		// Its own tokens aside, a vendor's prefix on so long a run is still a key.
		bad := s.scan(prefix + body + "aaaaaa")
		if assert.Len(t, bad, 1, prefix) {
			assert.Less(t, bad[0].confidence, detect.Certain)
		}
	}
}
