package dialect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEveryDialectHasAPlaceOfItsOwn(t *testing.T) {
	assert.Len(t, Names(), registrations)
}

func TestFieldsHaveTheShapeTheirCodeExpects(t *testing.T) {
	for f := fieldInput; f <= fieldTotal; f++ {
		assert.Equal(t, shapeCount, shapeOf(f))
	}
	for _, f := range []field{fieldOperation, fieldProvider, fieldErrorType, fieldOutputType, fieldKind, fieldProduct, fieldLevel} {
		assert.Equal(t, shapeText, shapeOf(f))
	}
	for _, f := range []field{fieldToolArguments, fieldInputMessages, fieldSystemInstructions, fieldInputs, fieldMetadata, fieldUsageJSON} {
		assert.Equal(t, shapePayload, shapeOf(f))
	}
	for _, f := range []field{fieldSeed, fieldFingerprint, fieldTimeToFirstChunk, fieldFinishReasons} {
		assert.Equal(t, shapeAny, shapeOf(f))
	}
}
