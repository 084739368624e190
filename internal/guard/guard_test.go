package guard_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/guard"
)

func TestRun(t *testing.T) {
	trouble := errors.New("trouble")
	require.NoError(t, guard.Run(func() error { return nil }))
	assert.Equal(t, trouble, guard.Run(func() error { return trouble }))
	err := guard.Run(func() error { panic("page 17 is damaged") })
	require.ErrorIs(t, err, guard.ErrPanic)
	require.EqualError(t, err, "the storage panicked: page 17 is damaged")
	var nowhere *int
	require.ErrorIs(t, guard.Run(func() error { *nowhere = 1; return nil }), guard.ErrPanic)
}
