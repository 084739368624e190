package redacted_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/redacted"
)

func TestTheProofIsInTheContext(t *testing.T) {
	var proven bool
	next, err := consumer.NewTraces(func(ctx context.Context, _ ptrace.Traces) error {
		proven = redacted.Is(ctx)
		return nil
	})
	require.NoError(t, err)
	require.NoError(t, next.ConsumeTraces(t.Context(), ptrace.NewTraces()))
	assert.False(t, proven)
	require.NoError(t, redacted.Traces(next).ConsumeTraces(t.Context(), ptrace.NewTraces()))
	assert.True(t, proven)
}
