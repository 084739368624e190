package e2e

import (
	"bufio"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// series is one sample line of a Prometheus page.
type series struct {
	name   string
	labels map[string]string
	value  *big.Rat // exactly as printed
}

// parsePage reads an OpenMetrics page; exemplars are left out.
func parsePage(t *testing.T, page string) []series {
	t.Helper()
	var found []series
	scanner := bufio.NewScanner(strings.NewReader(page))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line, _, _ := strings.Cut(scanner.Text(), " # ")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s := series{labels: map[string]string{}}
		var rest string
		if name, labels, ok := strings.Cut(line, "{"); ok {
			s.name = name
			var body string
			body, rest, ok = strings.Cut(labels, "} ")
			require.True(t, ok, line)
			for pair := range strings.SplitSeq(body, `",`) {
				key, value, ok := strings.Cut(pair, `="`)
				require.True(t, ok, line)
				s.labels[key] = strings.TrimSuffix(value, `"`)
			}
		} else {
			s.name, rest, _ = strings.Cut(line, " ")
		}
		text, _, _ := strings.Cut(rest, " ")
		if text == "NaN" || strings.HasSuffix(text, "Inf") {
			continue
		}
		value, ok := new(big.Rat).SetString(text)
		require.True(t, ok, line)
		s.value = value
		found = append(found, s)
	}
	require.NoError(t, scanner.Err())
	return found
}

// sum adds the series of a name whose labels are the given ones, exactly.
func sum(all []series, name string, labels ...string) *big.Rat {
	total := new(big.Rat)
	for _, s := range all {
		if s.name == name && matches(s.labels, labels) {
			total.Add(total, s.value)
		}
	}
	return total
}

func matches(labels map[string]string, wanted []string) bool {
	for i := 0; i+1 < len(wanted); i += 2 {
		if labels[wanted[i]] != wanted[i+1] {
			return false
		}
	}
	return true
}

// pageWhen reads the page until a sum on it reaches what is awaited.
func (c *collector) pageWhen(t *testing.T, awaited int64, name string, labels ...string) []series {
	t.Helper()
	var all []series
	require.Eventually(t, func() bool {
		all = parsePage(t, c.page(t))
		return sum(all, name, labels...).Cmp(big.NewRat(awaited, 1)) >= 0
	}, 15*time.Second, 50*time.Millisecond, "%s never reaches %d", name, awaited)
	return all
}

// requireDecimal compares a sum with a decimal, to the last digit a double carries.
func requireDecimal(t *testing.T, want string, got *big.Rat, what ...any) {
	t.Helper()
	gotDouble, _ := got.Float64()
	require.InDelta(t, decimal(t, want), gotDouble, 0, what...)
}

// decimal is the double nearest to a decimal.
func decimal(t *testing.T, s string) float64 {
	t.Helper()
	exact, ok := new(big.Rat).SetString(s)
	require.True(t, ok, s)
	f, _ := exact.Float64()
	return f
}
