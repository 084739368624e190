package pii_test

import (
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/pii"
)

func defaults(tb testing.TB) *redact.Redactor {
	tb.Helper()
	engine, err := redact.New(redact.Options{Codes: pii.Codes(), Patterns: pii.Patterns(), CacheEntries: -1})
	if err != nil {
		tb.Fatal(err)
	}
	return engine
}

type document struct {
	ID, Text, Kind string
}

func TestNothingInHarmlessDocuments(t *testing.T) {
	engine := defaults(t)
	for _, d := range lines[document](t, "negatives.jsonl") {
		for _, f := range engine.Text(d.Text, redact.Context{}).Findings {
			assert.Fail(t, "false alarm", "%s %s: %s %q in %q", d.ID, d.Kind, f.Entity, d.Text[f.Start:f.End], d.Text[max(0, f.Start-30):min(len(d.Text), f.End+10)])
		}
	}
}

// TestNothingInRandomIdentifiers: ids, hashes, times and vectors, a million in all,
// as text and each as if it were a code of its length.
func TestNothingInRandomIdentifiers(t *testing.T) {
	each := 100_000
	if testing.Short() {
		each = 5_000
	}
	engine := defaults(t)
	rng := rand.New(rand.NewPCG(1, 2))
	hexOf := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		return hex.EncodeToString(b)
	}
	kinds := map[string]func() string{
		"uuid": func() string {
			h := hexOf(16)
			return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
		},
		"upper uuid": func() string {
			h := strings.ToUpper(hexOf(16))
			return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-A" + h[17:20] + "-" + h[20:]
		},
		"trace id":     func() string { return hexOf(16) },
		"span id":      func() string { return hexOf(8) },
		"sha1":         func() string { return hexOf(20) },
		"sha256":       func() string { return hexOf(32) },
		"seconds":      func() string { return strconv.FormatInt(1_500_000_000+rng.Int64N(500_000_000), 10) },
		"milliseconds": func() string { return strconv.FormatInt(1_500_000_000_000+rng.Int64N(500_000_000_000), 10) },
		"nanoseconds": func() string {
			return strconv.FormatInt(1_500_000_000_000_000_000+rng.Int64N(500_000_000_000_000_000), 10)
		},
		"float":   func() string { return strconv.FormatFloat(rng.NormFloat64(), 'g', -1, 64) },
		"version": func() string { return fmt.Sprintf("%d.%d.%d", rng.IntN(20), rng.IntN(100), rng.IntN(1000)) },
		"time": func() string {
			return fmt.Sprintf("2026-%02d-%02dT%02d:%02d:%02d.%03dZ", 1+rng.IntN(12), 1+rng.IntN(28), rng.IntN(24), rng.IntN(60), rng.IntN(60), rng.IntN(1000))
		},
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		t.Run(kind, func(t *testing.T) {
			found := map[detect.Entity]int{}
			example := ""
			key := ""
			if kind == "span id" { // one in 40,000 looks just like a card
				key = "span_id"
			}
			for range each {
				v := kinds[kind]()
				for _, f := range engine.Text("got "+v+" back", redact.Context{Key: key}).Findings {
					found[f.Entity]++
					example = v
				}
			}
			assert.Empty(t, found, example)
		})
	}
}
