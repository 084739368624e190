package pricing_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// costCase is a line of testdata/cost-cases; its README says where they come from.
type costCase struct {
	id string // of the line, so that an exception can name it

	SourcePath    string                 `json:"source_path"`
	Provider      string                 `json:"provider"`
	Model         *string                `json:"model"`
	Usage         map[string]json.Number `json:"usage"`
	At            *time.Time             `json:"at"`
	Notes         string                 `json:"notes"`
	Rates         map[string]any         `json:"rates"`
	UpstreamBug   string                 `json:"upstream_bug"`
	UpstreamStale string                 `json:"upstream_stale"`
	Expected      *struct {
		Input  string `json:"input_usd"`
		Output string `json:"output_usd"`
		Total  string `json:"total_usd"`
		Error  string `json:"error"`
	} `json:"expected"`

	// Of the model-matching file.
	ExpectedInTest []string `json:"expected_in_test"`
	Engine         []string `json:"engine_with_0_1_8_data"`
	Todo           bool     `json:"upstream_marks_xfail_todo"`
}

func (c *costCase) model() string {
	if c.Model == nil {
		return ""
	}
	return *c.Model
}

// when is the time of the call. Cases without one were recorded by their authors on this day.
func (c *costCase) when() time.Time {
	if c.At == nil {
		return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	}
	return *c.At
}

func readCases(t *testing.T, file string) []costCase {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cost-cases", file))
	require.NoError(t, err)
	var cases []costCase
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.UseNumber()
		var c costCase
		require.NoError(t, decoder.Decode(&c))
		c.id = fmt.Sprintf("%x", sha256.Sum256(lines.Bytes()))[:8]
		cases = append(cases, c)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, cases)
	return cases
}

// usage reads the usage of a case; it reports false for one that is not whole.
func (c *costCase) usage(t *testing.T) (usage pricing.Usage, whole bool) {
	t.Helper()
	for name, number := range c.Usage {
		unit, ok := pricing.ParseUnit(name)
		require.True(t, ok, "unit %s", name)
		n, err := number.Int64()
		if err != nil {
			return usage, false
		}
		usage[unit] = n
	}
	return usage, true
}

// check compares a cost with what the case expects, to the last of twelve decimals.
func (c *costCase) check(cost pricing.Cost) error {
	input := cost.Input + cost.CacheRead + cost.CacheWrite
	output := cost.Output + cost.Reasoning
	fees := cost.Fees + cost.Tools
	if sum := input + output + fees; sum != cost.Total {
		return fmt.Errorf("parts sum to %s, total is %s", sum, cost.Total)
	}
	for name := range c.Usage {
		// The authors count what goes in as input even if it is not counted in tokens.
		if strings.HasPrefix(name, "input_") && !strings.HasSuffix(name, "_tokens") {
			input += fees
			break
		}
	}
	var errs []error
	for _, figure := range []struct {
		name, want string
		got        pricing.PicoUSD
	}{{"input", c.Expected.Input, input}, {"output", c.Expected.Output, output}, {"total", c.Expected.Total, cost.Total}} {
		if want := pico(figure.want); want != figure.got {
			errs = append(errs, fmt.Errorf("%s: want %s, got %s", figure.name, figure.want, figure.got))
		}
	}
	return errors.Join(errs...)
}

// pico reads a decimal and rounds it to twelve decimals, halves to even.
func pico(text string) pricing.PicoUSD {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("not a decimal: " + text)
	}
	r.Mul(r, big.NewRat(1_000_000_000_000, 1))
	quotient, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	switch rest.Lsh(rest, 1).Cmp(r.Denom()) {
	case 1:
		quotient.Add(quotient, big.NewInt(1))
	case 0:
		quotient.Add(quotient, big.NewInt(int64(quotient.Bit(0))))
	}
	return pricing.PicoUSD(quotient.Int64())
}
