package secret_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Ids, digests and numbers are what telemetry is made of; none is a secret.
func TestRandomIDsAreNoSecrets(t *testing.T) {
	s := newScanner()
	source := rand.NewChaCha8([32]byte{1})
	random := rand.New(source)
	bytes := make([]byte, 64)
	for range 20_000 {
		_, _ = source.Read(bytes)
		h := hex.EncodeToString(bytes)
		for _, text := range []string{
			h[:32], h[:16], h[:40], h[:64], "sha256:" + h[:64], `"trace_id": "` + h[:32] + `"`, "call_" + h[:24], "chatcmpl-" + base64.RawURLEncoding.EncodeToString(bytes[:20]),
			fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:32]), base64.StdEncoding.EncodeToString(bytes[:33]), base64.RawURLEncoding.EncodeToString(bytes),
			fmt.Sprint(random.Float64()), strconv.FormatInt(random.Int64(), 10), fmt.Sprintf("{\"span_id\":%q,\"model\":\"gpt-4o-2024-08-06\",\"tokens\":%d}", h[:16], random.IntN(9999)),
		} {
			for _, f := range counted(s.scan(text)) {
				assert.Fail(t, "found", "%s in %q", f.pattern.Name, text)
			}
		}
	}
}
