package genairedactionprocessor

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// adversarialCase is one of the cases that package redact is held against; see
// SOURCES.md beside the file.
type adversarialCase struct {
	ID, Text, Mode, Level string
	ExpectedSpans         []struct {
		Value   string
		Decoded *string
	} `json:"expected_spans"`
	MustNotFlag []string `json:"must_not_flag"`
}

func adversarialCases(t *testing.T) (cases []adversarialCase) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "internal", "redact", "testdata", "adversarial.jsonl"))
	require.NoError(t, err)
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c adversarialCase
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		cases = append(cases, c)
	}
	require.NotEmpty(t, cases)
	return cases
}

// What is found in JSON text is found in the same tree as maps and slices.
func TestStructureHidesNothing(t *testing.T) {
	p := startTraces(t, defaults(), settings(), consumertest.NewNop())
	for _, c := range adversarialCases(t) {
		decoder := json.NewDecoder(bytes.NewReader([]byte(c.Text)))
		decoder.UseNumber()
		var tree any
		if c.Mode != "json" || c.Level != "must" || decoder.Decode(&tree) != nil {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			traces, span := oneSpan(t, nil)
			put(t, span.Attributes().PutEmpty("payload"), tree)
			require.NoError(t, p.ConsumeTraces(t.Context(), traces))
			out, err := json.Marshal(span.Attributes().AsRaw())
			require.NoError(t, err)
			for _, s := range c.ExpectedSpans {
				if s.Decoded == nil && len(s.Value) > 4 {
					assert.NotContains(t, string(out), s.Value)
				}
			}
		})
	}
}

// put writes a decoded JSON tree, whole numbers as integers.
func put(t *testing.T, to pcommon.Value, tree any) {
	t.Helper()
	switch tree := tree.(type) {
	case map[string]any:
		m := to.SetEmptyMap()
		for key, member := range tree {
			put(t, m.PutEmpty(key), member)
		}
	case []any:
		s := to.SetEmptySlice()
		for _, element := range tree {
			put(t, s.AppendEmpty(), element)
		}
	case json.Number:
		if n, err := tree.Int64(); err == nil {
			to.SetInt(n)
			return
		}
		f, err := tree.Float64()
		require.NoError(t, err)
		to.SetDouble(f)
	default:
		require.NoError(t, to.FromRaw(tree))
	}
}
