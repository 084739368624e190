package pii_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/pii"
)

func codes() []detect.Code       { return pii.Codes() }
func patterns() []detect.Pattern { return pii.Patterns() }

func TestDetectorsAreComplete(t *testing.T) {
	names := map[string]bool{}
	for _, c := range codes() {
		assert.NotNil(t, c.Check, c.Entity)
		assert.Positive(t, c.Min, c.Entity)
		assert.LessOrEqual(t, c.Min, c.Max, c.Entity)
		assert.LessOrEqual(t, c.Max, 40, c.Entity)
		if c.NeedsContext {
			assert.NotEmpty(t, c.Context, c.Entity)
		}
	}
	for _, p := range patterns() {
		assert.False(t, names[p.Name], p.Name)
		names[p.Name] = true
		assert.NotNil(t, p.Find, p.Name)
		assert.True(t, p.Anchor != 0 || len(p.Prefixes) > 0, p.Name)
		for _, prefix := range p.Prefixes {
			if p.Fold {
				assert.Equal(t, strings.ToLower(prefix), prefix, p.Name)
			}
		}
	}
	for alias, entity := range pii.Aliases() {
		assert.True(t, known()[entity], "%s: %s", alias, entity)
		assert.False(t, known()[detect.Entity(alias)], alias)
	}
}

func TestThirtyCountries(t *testing.T) {
	regions := map[string]bool{}
	for _, c := range codes() {
		if c.Region != "" {
			regions[c.Region] = true
		}
	}
	assert.GreaterOrEqual(t, len(regions), 50)
}

// samples are codes of a length: of its proof, and random ones.
func samples(c *detect.Code) (list []string) {
	rng := rand.New(rand.NewPCG(3, uint64(c.Min)))
	alphabet := "0123456789"
	if c.Letters {
		alphabet += "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	}
	for n := c.Min; n <= c.Max; n++ {
		for range 20 {
			b := make([]byte, n)
			for i := range b {
				b[i] = alphabet[rng.IntN(len(alphabet))]
			}
			list = append(list, string(b))
		}
	}
	for _, hit := range c.Hits() {
		_, values := marked(hit)
		for _, v := range values {
			list = append(list, compacted(v))
		}
	}
	return list
}

func TestNothingAllocates(t *testing.T) {
	for _, c := range codes() {
		list := samples(&c)
		assert.Zero(t, testing.AllocsPerRun(2, func() {
			for _, s := range list {
				c.Check(s, s)
			}
		}), c.Entity)
	}
	for _, p := range patterns() {
		var list []string
		for _, s := range append(p.Hits(), p.Misses()...) {
			text, _ := marked(s)
			list = append(list, text)
		}
		assert.Zero(t, testing.AllocsPerRun(2, func() {
			for _, s := range list {
				everywhere(&p, s, func(int, int, detect.Confidence) {})
			}
		}), p.Name)
	}
}

// everywhere calls Find where the engine would.
func everywhere(p *detect.Pattern, text string, found func(start, end int, c detect.Confidence)) {
	for i := range len(text) {
		due := p.Anchor != 0 && text[i] == p.Anchor
		for _, prefix := range p.Prefixes {
			if len(prefix) <= len(text)-i {
				head := text[i : i+len(prefix)]
				due = due || head == prefix || p.Fold && strings.EqualFold(head, prefix)
			}
		}
		if due {
			if start, end, c := p.Find(text, i); c > detect.None {
				found(start, end, c)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, p := range patterns() {
		for _, s := range append(p.Hits(), p.Misses()...) {
			text, _ := marked(s)
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range patterns() {
			everywhere(&p, text, func(start, end int, _ detect.Confidence) {
				require.True(t, 0 <= start && start < end && end <= len(text), "%s: %d to %d of %q", p.Name, start, end, text)
			})
		}
	})
}

func FuzzCheck(f *testing.F) {
	for _, c := range codes() {
		for _, hit := range c.Hits() {
			_, values := marked(hit)
			f.Add(values[0])
		}
	}
	f.Fuzz(func(_ *testing.T, printed string) {
		compact := compacted(printed)
		for _, c := range codes() {
			if len(compact) >= c.Min && len(compact) <= c.Max && (c.Letters || digitsOnly(compact)) {
				c.Check(compact, printed)
			}
		}
	})
}

// FuzzValidCardIsFound: whatever number an issuer may give out is found, however
// it is grouped.
func FuzzValidCardIsFound(f *testing.F) {
	f.Add(uint64(4111111111111), byte(0))
	f.Add(uint64(5555555555554), byte('-'))
	engine := defaults(f)
	f.Fuzz(func(t *testing.T, n uint64, sep byte) {
		number := fmt.Sprintf("4%014d", n%100_000_000_000_000)
		for d := byte('0'); ; d++ {
			if s := number + string(d); checksum.Luhn(s) {
				number = s
				break
			}
		}
		if strings.Trim(number, "4") == "" {
			return
		}
		if sep == ' ' || sep == '-' || sep == '.' {
			s := string(sep)
			number = number[:4] + s + number[4:8] + s + number[8:12] + s + number[12:]
		}
		text := "pay with " + number + " today"
		found := engine.Text(text, redact.Context{}).Findings
		require.Len(t, found, 1, text)
		require.Equal(t, number, text[found[0].Start:found[0].End])
	})
}

func BenchmarkCheck(b *testing.B) {
	for _, c := range codes() {
		list := samples(&c)[:20]
		b.Run(string(c.Entity), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, s := range list {
					c.Check(s, s)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/check")
		})
	}
}

func BenchmarkFind(b *testing.B) {
	prose := strings.Repeat("The light, that is (as we said in Part 1.) red: 12:30 - or 45.5, user@host; see + and {\"a\":1}. ", 40)
	for _, p := range patterns() {
		b.Run(p.Name, func(b *testing.B) {
			b.SetBytes(int64(len(prose)))
			for b.Loop() {
				if p.Anchor == 0 {
					p.Find(prose, 40)
					continue
				}
				for i := range len(prose) {
					if prose[i] == p.Anchor {
						p.Find(prose, i)
					}
				}
			}
		})
	}
}
