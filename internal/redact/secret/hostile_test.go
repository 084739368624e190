//go:build unix

package secret_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostile are the units of texts that make a careless detector read again and
// again what it has read.
var hostile = []string{
	"redis://", "postgres://a:", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nMIIE ", "password=", "password='", `password="`,
	"token=a=", "a=", ":", "password: ", "api_key:x ", "eyJ", "eyJ-", "eyJ.", "-eyJhbGciOi", "eyJhbGciOiJIUzI1NiJ9.", "sk-", "sk-proj-", "sk-ant-api03-", "xoxb-", "xoxb-1",
	"Bearer ", "bearer a1", "Basic dXNl", "Authorization: ", "cookie: a=b; ", "set-cookie: a=", "</token", "</password>", "<password>", `"token","`, `","`, `"password",'`,
	`" == password`, `"a1b2c3" != token `, "--token ", "--password=", "-u a:b1 ", "curl -u ", "data:\n", "data:\n  a: YWJj\n", "kind: Secret\ndata:\n  a: YWJjZGVm\n", "otpauth://", "otpauth://a?secret=",
	"?sig=", "AKIA", "AKIA-", "hvs.", "pypi-AgEIcHlwaS5vcmc-", "glpat-", "glpat-a1", ":A", "1234567:A", "~", "Q~", "1Q~", "-us", "_mmk", "a_mmk", ".atlasv1.", "password is ", "password is a1B",
	"MTk4.", "MTk4NjIyNDgzNDcxOTI1MjQ4.", "SG.", "t1.", "ya29.", "ghs_", "ghs_-", "ops_eyJ", "fm2_", "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t", `"auth":"`, "\\", `password\":\"`, "pass\\\"",
	"mysql ", "mysql -p ", "machine h login b password ", "key is ", "api key is a1", "value: ", "name: TOKEN\nvalue: ", "token: Optional[str] = ", "ENV TOKEN ", "set -gx TOKEN ", "BUNDLE_A__B=", "BUNDLE_A__B=a:b1 ",
	"+ASt", "a+ASt", "123456789012345|a", ".webhook.office.com/webhookb2/", "X-Amz-Signature=", "cloudflare: aB1aB1aB1aB1aB1aB1aB1aB1aB1aB1aB1aB1 ", "cookie: a=a1; b=b1; ", "data:\n a\n", "kind: Secret\n---\ndata:\n a: b\n", "TOKEN==",
	"secret[1]=", "a.b.c.token=", "token token ", strings.Repeat("a", 70) + "=", "TOKEN=" + strings.Repeat("x1", 40) + "=",
}

// What is read again from every trigger takes 16 times the time a byte in a text
// 16 times as long; the machine's other work is why that is not asked for exactly.
func TestHostileTextTakesLinearTime(t *testing.T) {
	const short, long = 16 << 10, 1 << 18
	s := newScanner()
	for _, unit := range hostile {
		one := perByte(t, s, strings.Repeat(unit, short/len(unit)), 3)
		many := perByte(t, s, strings.Repeat(unit, long/len(unit)), 1)
		for tries := 0; many > 8*one && tries < 4; tries++ {
			many = min(many, perByte(t, s, strings.Repeat(unit, long/len(unit)), 1))
		}
		t.Logf("%8.1f ns/byte %q", many, unit[:min(len(unit), 40)])
		assert.Less(t, many, 8*one, "%q", unit)
	}
}

// perByte is the least of some times of one scan, in nanoseconds of the processor a byte.
func perByte(t *testing.T, s *scanner, text string, times int) float64 {
	t.Helper()
	count, best := 0, time.Duration(0)
	for range times {
		start := cpuTime(t)
		s.each(text, func(finding) { count++ })
		if took := cpuTime(t) - start; best == 0 || took < best {
			best = took
		}
	}
	return float64(max(best, time.Microsecond).Nanoseconds()) / float64(len(text))
}

// cpuTime is what the process has computed: unlike the clock, it does not run
// while other processes do.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func TestFindingAllocatesNothing(t *testing.T) {
	s := newScanner()
	var text strings.Builder
	for _, p := range s.patterns {
		for _, hit := range append(p.Hits(), p.Misses()...) {
			text.WriteString(strings.NewReplacer("«", "", "»", "").Replace(hit) + "\n")
		}
	}
	count := 0
	visit := func(finding) { count++ }
	assert.Zero(t, testing.AllocsPerRun(3, func() { s.each(text.String(), visit) }))
	assert.Positive(t, count)
}

func BenchmarkHarmlessDocuments(b *testing.B) {
	s := newScanner()
	text := strings.Repeat("func (s *Server) Serve(l net.Listener) error { key := r.Header.Get(\"X-Key\"); log: \"a, b\" }\n", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.each(text, func(finding) {})
	}
}
