package redact

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// idMakers make what agents' telemetry is full of and is nobody's.
var idMakers = []struct {
	name string
	make func(r *rand.Rand) string
}{
	{"uuid", func(r *rand.Rand) string {
		return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), 0x8000|r.IntN(1<<14), r.Uint64()>>16)
	}},
	{"upper uuid", func(r *rand.Rand) string {
		return fmt.Sprintf("%08X-%04X-7%03X-%04X-%012X", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), 0x8000|r.IntN(1<<14), r.Uint64()>>16)
	}},
	{"bare uuid", func(r *rand.Rand) string { return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()) }},
	{"trace", func(r *rand.Rand) string {
		return fmt.Sprintf("00-%016x%016x-%016x-01", r.Uint64(), r.Uint64(), r.Uint64())
	}},
	{"sha1", func(r *rand.Rand) string { return fmt.Sprintf("%016x%016x%08x", r.Uint64(), r.Uint64(), r.Uint32()) }},
	{"sha256", func(r *rand.Rand) string {
		return fmt.Sprintf("sha256:%016x%016x%016x%016x", r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64())
	}},
	{"short commit", func(r *rand.Rand) string { return fmt.Sprintf("commit %07x", r.IntN(1<<28)) }},
	{"integrity", func(r *rand.Rand) string {
		b := make([]byte, 64)
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		return "sha512-" + base64.StdEncoding.EncodeToString(b)
	}},
	{"seconds", func(r *rand.Rand) string { return strconv.FormatInt(1_600_000_000+r.Int64N(3e8), 10) }},
	{"milliseconds", func(r *rand.Rand) string { return strconv.FormatInt(1_600_000_000_000+r.Int64N(3e11), 10) }},
	{"microseconds", func(r *rand.Rand) string { return strconv.FormatInt(1_600_000_000_000_000+r.Int64N(3e14), 10) }},
	{"nanoseconds", func(r *rand.Rand) string {
		return strconv.FormatInt(1_600_000_000_000_000_000+r.Int64N(3e17), 10)
	}},
	{"time", func(r *rand.Rand) string {
		return time.Unix(1_600_000_000+r.Int64N(3e8), r.Int64N(1e9)).UTC().Format(time.RFC3339Nano)
	}},
	{"date and time", func(r *rand.Rand) string {
		return time.Unix(1_600_000_000+r.Int64N(3e8), 0).UTC().Format("2006-01-02 15:04:05")
	}},
	{"compact time", func(r *rand.Rand) string {
		return time.Unix(1_600_000_000+r.Int64N(3e8), 0).UTC().Format("20060102150405")
	}},
	{"float", func(r *rand.Rand) string { return strconv.FormatFloat(r.NormFloat64(), 'g', -1, 64) }},
	{"big float", func(r *rand.Rand) string { return strconv.FormatFloat(r.ExpFloat64()*1e6, 'f', 10, 64) }},
	{"vector", func(r *rand.Rand) string {
		return fmt.Sprintf("[%v, %v, %v]", r.NormFloat64(), r.NormFloat64(), r.Float32())
	}},
	{"model", func(r *rand.Rand) string {
		models := []string{
			"gpt-4o-2024-08-06", "claude-3-5-sonnet-20241022", "claude-sonnet-4-5-20250929", "gemini-2.5-pro-preview-06-05", "o3-mini-2025-01-31",
			"mistral-large-2411", "llama-3.3-70b-instruct", "text-embedding-3-large", "anthropic.claude-3-haiku-20240307-v1:0", "deepseek-r1-0528",
			"accounts/fireworks/models/qwen2p5-72b-instruct", "ft:gpt-4o-mini-2024-07-18:acme::9ZxKq3Lm",
		}
		return models[r.IntN(len(models))]
	}},
	{"response", func(r *rand.Rand) string {
		return fmt.Sprintf("resp_%016x%016x%016x", r.Uint64(), r.Uint64(), r.Uint64())
	}},
	{"call", func(r *rand.Rand) string { return "call_" + letters(r, 24) }},
	{"message", func(r *rand.Rand) string { return "msg_01" + letters(r, 22) }},
	{"completion", func(r *rand.Rand) string { return "chatcmpl-" + letters(r, 29) }},
	{"version", func(r *rand.Rand) string { return fmt.Sprintf("v%d.%d.%d", r.IntN(200), r.IntN(100), r.IntN(10000)) }},
	{"session key", func(r *rand.Rand) string { return fmt.Sprintf(`{"session_id":"%d","seed":%d}`, r.Int64(), r.Int64()) }},
}

func letters(r *rand.Rand, n int) string {
	const all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	var b strings.Builder
	for range n {
		b.WriteByte(all[r.IntN(len(all))])
	}
	return b.String()
}

// TestIDsSurvive makes a million ids; none may be taken for anything.
func TestIDsSurvive(t *testing.T) {
	n := 1_000_000 / len(idMakers)
	if testing.Short() {
		n /= 20
	}
	r := newRedactor(t, Options{})
	for k, m := range idMakers {
		source := rand.New(rand.NewPCG(uint64(k), 7))
		bad := 0
		for range n {
			id := m.make(source)
			for _, f := range r.Text(id, Context{}).Findings {
				if bad++; bad <= 3 {
					assert.Fail(t, "masked", "%s: %s %s in %q", m.name, f.Entity, f.Name, id)
				}
			}
		}
		assert.Zero(t, bad, "%s: of %d", m.name, n)
	}
}

// A UUID is an id, unless its name says that it is a secret.
func TestUUIDsAreSecretsByNameOnly(t *testing.T) {
	r := newRedactor(t, Options{})
	const id = "0854f959-5b86-5dd4-9188-cdada669ce9a"
	for name, secret := range map[string]bool{
		"heroku_token": true, "api_key": true, "client_secret": true, "session_token": true,
		"idempotency_key": false, "cache_key": false, "page_token": false, "token_id": false, "request_id": false,
	} {
		for _, text := range []string{name + "=" + id, name + `: "` + id + `"`, `{"` + name + `":"` + id + `"}`} {
			assert.Equal(t, secret, r.Text(text, Context{}).Changed, text)
		}
		assert.Equal(t, secret, r.Text(id, Context{Key: name}).Changed, name)
	}
	assert.False(t, r.Text("call it "+id+" or "+strings.ToUpper(id), Context{}).Changed)
}

// Under a key of ids a UUID or a hash is left as it is, whatever its digits are, so that who asks only
// for those need not. Not so under a key that makes a value personal, or a secret.
func TestIDsThatAreSkippedAreLeft(t *testing.T) {
	strict := newRedactor(t, Options{Entities: []string{"all"}, MinConfidence: 1})
	for key, skips := range map[string]bool{"session.id": true, "": true, "api_key": false, "patient_name": false, "gen_ai.agent.name": false} {
		assert.Equal(t, skips, strict.SkipsIDs(key), key)
	}
	ruled := newRedactor(t, Options{Rules: []Rule{{Name: "CASE", Pattern: `[0-9a-f]{8}`}}})
	assert.False(t, ruled.SkipsIDs("session.id"), "a rule of the user's own may be about them")

	random := rand.New(rand.NewPCG(1, 2))
	for _, digits := range []string{"0123456789", "0123456789abcdef", "0123456789abcdefABCDEF", "19"} {
		for range 20_000 {
			text := make([]byte, []int{32, 36, 40, 64}[random.IntN(4)])
			for i := range text {
				text[i] = digits[random.IntN(len(digits))]
				if len(text) == 36 && (i == 8 || i == 13 || i == 18 || i == 23) {
					text[i] = '-'
				}
			}
			if IsID(string(text)) {
				require.Equal(t, string(text), strict.Text(string(text), Context{Key: "session.id", Join: true}).Text)
			}
		}
	}
	for text, is := range map[string]bool{
		"0f8fad5b-d9cb-469f-a165-70867728950e": true, "0AF7651916CD43DD8448EB211C80319C": false, "0af7651916cd43dd8448eb211c80319c": true,
		"12345678901234567890123456789012": false, "session": false, "": false, "0f8fad5b-d9cb-469f-a165-70867728950e ": false,
	} {
		assert.Equal(t, is, IsID(text), text)
	}
}
