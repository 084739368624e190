package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
)

// witnessTests are what a store must notice that its records do not show.
var witnessTests = map[string]func(t *testing.T, disk Disk){
	"a journal that lost its last write is told":   testLostWrite,
	"a journal ahead of its witness lost nothing":  testAhead,
	"a journal that is gone is told":               testLostJournal,
	"a witness that is gone is told":               testLostWitness,
	"what was compacted is not missing":            testWitnessOfSnapshot,
	"after a reset the witness knows of no record": testResetWitness,
}

func written(t *testing.T, disk Disk) {
	t.Helper()
	s := disk.Open()
	require.NoError(t, Read(t, s).Image.Doubt)
	appendTo(t, s, 1, "a")
	appendTo(t, s, 2, "b", "c")
}

func testLostWrite(t *testing.T, disk Disk) {
	t.Helper()
	written(t, disk)
	require.NoError(t, disk.Journal().Undo())
	for range 2 { // a start that is refused does not hide it from the next
		kept := Read(t, disk.Open())
		require.ErrorIs(t, kept.Image.Doubt, store.ErrCorrupt)
		require.ErrorContains(t, kept.Image.Doubt, "the journal ends at record 1, and 3 were acknowledged: the last 2 are missing")
		assert.EqualValues(t, 2, kept.Image.Missing)
		assert.EqualValues(t, 1, kept.Image.Last)
		assert.Equal(t, []string{"a"}, kept.Records, "what is there is whole")
	}
	s := disk.Open()
	Read(t, s)
	appendTo(t, s, 2, "new")
	kept := Read(t, disk.Open())
	require.NoError(t, kept.Image.Doubt, "who went on knows of it")
	assert.Equal(t, []string{"a", "new"}, kept.Records)
}

func testAhead(t *testing.T, disk Disk) {
	t.Helper()
	written(t, disk)
	require.NoError(t, disk.Witness().Undo())
	kept := Read(t, disk.Open())
	require.NoError(t, kept.Image.Doubt, "the process ended between the two writes")
	assert.Equal(t, []string{"a", "b", "c"}, kept.Records)
}

func testLostJournal(t *testing.T, disk Disk) {
	t.Helper()
	written(t, disk)
	require.NoError(t, disk.Journal().Lose())
	for range 2 {
		kept := Read(t, disk.Open())
		require.ErrorIs(t, kept.Image.Doubt, store.ErrCorrupt)
		assert.EqualValues(t, 3, kept.Image.Missing)
		assert.Empty(t, kept.Records)
	}
}

func testLostWitness(t *testing.T, disk Disk) {
	t.Helper()
	written(t, disk)
	require.NoError(t, disk.Witness().Lose())
	for range 2 {
		kept := Read(t, disk.Open())
		require.ErrorIs(t, kept.Image.Doubt, store.ErrCorrupt)
		assert.Equal(t, []string{"a", "b", "c"}, kept.Records)
		assert.Zero(t, kept.Image.Missing)
	}
	s := disk.Open()
	Read(t, s)
	appendTo(t, s, 4, "d")
	require.NoError(t, Read(t, disk.Open()).Image.Doubt)
}

func testWitnessOfSnapshot(t *testing.T, disk Disk) {
	t.Helper()
	written(t, disk)
	s := disk.Open()
	Read(t, s)
	require.NoError(t, s.PutChunk(t.Context(), 1, 0, []byte("x")))
	require.NoError(t, s.Compact(t.Context(), store.Snapshot{Generation: 1, Chunks: 1, Through: 3}))
	kept := Read(t, disk.Open())
	require.NoError(t, kept.Image.Doubt)
	require.NoError(t, disk.Journal().Undo())
	require.NoError(t, Read(t, disk.Open()).Image.Doubt, "nothing acknowledged was in the write that is gone")
}

func testResetWitness(t *testing.T, disk Disk) {
	t.Helper()
	written(t, disk)
	s := disk.Open()
	require.NoError(t, s.Reset(t.Context()))
	kept := Read(t, disk.Open())
	require.NoError(t, kept.Image.Doubt)
	assert.True(t, kept.Image.Empty())
}
