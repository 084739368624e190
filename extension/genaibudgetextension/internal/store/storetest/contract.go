package storetest

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
)

// Disk is where a store under test is.
type Disk interface {
	// Open opens the store, and opens it again as a process does that comes after one
	// that was killed.
	Open() store.Store
	// Journal and Witness are the two places of the store.
	Journal() Place
	Witness() Place
}

// Place is what damage can be done to.
type Place interface {
	// Undo takes the last write back.
	Undo() error
	// Lose takes everything.
	Lose() error
}

// Run holds a store against the contract.
func Run(t *testing.T, newDisk func(t *testing.T) Disk) {
	t.Helper()
	for name, test := range witnessTests {
		t.Run(name, func(t *testing.T) { test(t, newDisk(t)) })
	}
	tests := map[string]func(t *testing.T, open func() store.Store){
		"a new store is empty":                  testEmpty,
		"what was appended is there":            testAppend,
		"a record can be written again":         testAppendAgain,
		"a snapshot stands for its records":     testCompact,
		"an unfinished snapshot is not there":   testUnfinished,
		"snapshots follow each other":           testGenerations,
		"an empty record and chunk are kept":    testEmptyValues,
		"values are kept beside the ledger":     testValues,
		"after a reset it is empty but usable":  testReset,
		"ten thousand records keep their order": testMany,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, newDisk(t).Open) })
	}
}

// Kept is what a store holds, read whole.
type Kept struct {
	Image   *store.Image
	Chunks  []string
	Records []string
}

// Read reads all that a store holds.
func Read(t *testing.T, s store.Store) Kept {
	t.Helper()
	image, err := s.Load(t.Context())
	require.NoError(t, err)
	kept := Kept{Image: image}
	for chunk, err := range image.Chunks {
		require.NoError(t, err)
		kept.Chunks = append(kept.Chunks, string(chunk))
	}
	for record, err := range image.Journal {
		require.NoError(t, err)
		kept.Records = append(kept.Records, string(record))
	}
	return kept
}

func appendTo(t *testing.T, s store.Store, first uint64, records ...string) {
	t.Helper()
	values := make([][]byte, len(records))
	for i, record := range records {
		values[i] = []byte(record)
	}
	require.NoError(t, s.Append(t.Context(), first, values))
}

func testEmpty(t *testing.T, open func() store.Store) {
	t.Helper()
	for range 2 {
		kept := Read(t, open())
		assert.True(t, kept.Image.Empty())
		assert.Empty(t, kept.Chunks)
		assert.Empty(t, kept.Records)
		assert.EqualValues(t, 1, kept.Image.NextGeneration)
	}
}

func testAppend(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	appendTo(t, s, 1, "a")
	appendTo(t, s, 2, "b", "c")
	require.NoError(t, s.Append(t.Context(), 4, nil))
	kept := Read(t, open())
	assert.Equal(t, []string{"a", "b", "c"}, kept.Records)
	assert.EqualValues(t, 3, kept.Image.Last)
	assert.False(t, kept.Image.Empty())
}

func testAppendAgain(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	appendTo(t, s, 1, "a", "b")
	appendTo(t, s, 1, "a", "b", "c")
	assert.Equal(t, []string{"a", "b", "c"}, Read(t, open()).Records)
}

func testCompact(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	appendTo(t, s, 1, "a", "b", "c")
	require.NoError(t, s.PutChunk(t.Context(), 1, 0, []byte("x")))
	require.NoError(t, s.PutChunk(t.Context(), 1, 1, []byte("y")))
	appendTo(t, s, 4, "d")
	require.NoError(t, s.Compact(t.Context(), store.Snapshot{Generation: 1, Chunks: 2, Through: 2}))
	appendTo(t, s, 5, "e")
	kept := Read(t, open())
	assert.Equal(t, []string{"x", "y"}, kept.Chunks)
	assert.Equal(t, []string{"c", "d", "e"}, kept.Records)
	assert.Equal(t, store.Snapshot{Generation: 1, Chunks: 2, Through: 2}, kept.Image.Snapshot)
	assert.EqualValues(t, 2, kept.Image.NextGeneration)
}

func testUnfinished(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	appendTo(t, s, 1, "a")
	require.NoError(t, s.PutChunk(t.Context(), 1, 0, []byte("x")))
	kept := Read(t, open())
	assert.Empty(t, kept.Chunks)
	assert.Equal(t, []string{"a"}, kept.Records)
	assert.EqualValues(t, 2, kept.Image.NextGeneration, "a generation is used once")
}

func testGenerations(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	number := uint64(1)
	for generation := uint64(1); generation <= 5; generation++ {
		for range 3 {
			appendTo(t, s, number, strconv.FormatUint(number, 10))
			number++
		}
		if generation == 3 { // begun and given up
			require.NoError(t, s.PutChunk(t.Context(), generation, 0, []byte("lost")))
			continue
		}
		chunks := int(6 - generation)
		for i := range chunks {
			require.NoError(t, s.PutChunk(t.Context(), generation, i, fmt.Append(nil, generation, i)))
		}
		require.NoError(t, s.Compact(t.Context(), store.Snapshot{Generation: generation, Chunks: chunks, Through: number - 2}))
	}
	kept := Read(t, open())
	assert.Equal(t, []string{"5 0"}, kept.Chunks)
	assert.Equal(t, []string{"15"}, kept.Records)
}

func testEmptyValues(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	appendTo(t, s, 1, "", "b")
	require.NoError(t, s.PutChunk(t.Context(), 1, 0, nil))
	require.NoError(t, s.Compact(t.Context(), store.Snapshot{Generation: 1, Chunks: 1}))
	kept := Read(t, open())
	assert.Equal(t, []string{""}, kept.Chunks)
	assert.Equal(t, []string{"", "b"}, kept.Records)
}

func testValues(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	value, err := s.Value(t.Context(), "key")
	require.NoError(t, err)
	assert.Nil(t, value)
	require.NoError(t, s.SetValue(t.Context(), "key", []byte("secret")))
	value, err = open().Value(t.Context(), "key")
	require.NoError(t, err)
	assert.Equal(t, "secret", string(value))
	require.NoError(t, s.SetValue(t.Context(), "key", []byte{}))
	value, err = open().Value(t.Context(), "key")
	require.NoError(t, err)
	assert.Equal(t, []byte{}, value, "empty, but there")
	require.NoError(t, s.SetValue(t.Context(), "key", nil))
	require.NoError(t, s.SetValue(t.Context(), "key", nil))
	value, err = open().Value(t.Context(), "key")
	require.NoError(t, err)
	assert.Nil(t, value)
	assert.True(t, Read(t, open()).Image.Empty(), "a value is no account")
}

func testReset(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	appendTo(t, s, 1, "a", "b")
	require.NoError(t, s.PutChunk(t.Context(), 1, 0, []byte("x")))
	require.NoError(t, s.Compact(t.Context(), store.Snapshot{Generation: 1, Chunks: 1, Through: 1}))
	require.NoError(t, s.SetValue(t.Context(), "key", []byte("secret")))
	s = open()
	require.NoError(t, s.Reset(t.Context()))
	assert.True(t, Read(t, s).Image.Empty())
	appendTo(t, s, 1, "new")
	kept := Read(t, open())
	assert.Equal(t, []string{"new"}, kept.Records)
	assert.Empty(t, kept.Chunks)
	value, err := s.Value(t.Context(), "key")
	require.NoError(t, err)
	assert.Equal(t, "secret", string(value), "values stay")
}

func testMany(t *testing.T, open func() store.Store) {
	t.Helper()
	s := open()
	Read(t, s)
	var want []string
	for i := range 100 {
		batch := make([]string, 100)
		for j := range batch {
			batch[j] = strconv.Itoa(i*100 + j)
		}
		appendTo(t, s, uint64(i*100+1), batch...)
		want = append(want, batch...)
	}
	assert.Equal(t, want, Read(t, open()).Records)
	require.NoError(t, s.PutChunk(t.Context(), 1, 0, []byte("x")))
	require.NoError(t, s.Compact(t.Context(), store.Snapshot{Generation: 1, Chunks: 1, Through: 9_999}))
	kept := Read(t, open())
	assert.Equal(t, []string{"9999"}, kept.Records)
}
