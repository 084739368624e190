package genaimetricsconnector

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
)

// A row of the README is a metric of families.go, and the other way round.
func TestReadmeListsTheEmittedMetrics(t *testing.T) {
	var declared []string
	for _, metric := range EmittedMetrics() {
		attributes := "none"
		if len(metric.Attributes) > 0 {
			attributes = "`" + strings.Join(metric.Attributes, "`, `") + "`"
		}
		declared = append(declared, strings.Join([]string{"`" + metric.Name + "`", metric.Kind, "`" + metric.Unit + "`", attributes}, " | "))
	}
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`gen_?ai\\.[^|]+\\| (?:counter|histogram|gauge) \\|.*) \\|$").FindAllStringSubmatch(string(readme), -1) {
		listed = append(listed, row[1])
	}
	assert.Equal(t, declared, listed)
}

func TestFamiliesAreComplete(t *testing.T) {
	names := map[string]bool{}
	for i, family := range families {
		assert.NotEmpty(t, family.Name, i)
		assert.False(t, names[family.Name], family.Name)
		names[family.Name] = true
		assert.NotEmpty(t, family.Description, family.Name)
		assert.NotEmpty(t, family.Unit, family.Name)
		assert.LessOrEqual(t, len(family.Attributes), aggregate.MaxAttributes, family.Name)
		assert.Equal(t, family.Kind == aggregate.Histogram, len(family.Bounds) > 0, family.Name)
		assert.IsIncreasing(t, append([]float64{-1}, family.Bounds...), family.Name)
		for _, attribute := range family.Attributes {
			assert.NotContains(t, []string{"session.id", "user.id", "gen_ai.conversation.id", "trace_id"}, attribute, family.Name)
		}
	}
}
