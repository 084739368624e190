package storetest

import (
	"encoding/gob"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// OpenFile returns a storage in a file, which is written whole on each change and
// read when it is opened; that of the witness is in another file beside it.
func OpenFile(t *testing.T, path string) *Memory {
	t.Helper()
	m := openOne(t, path)
	m.named = map[string]*Memory{WitnessName: openOne(t, path+"."+WitnessName)}
	return m
}

func openOne(t *testing.T, path string) *Memory {
	t.Helper()
	m := NewMemory()
	if file, err := os.Open(path); err == nil { //nolint:gosec // the test names the file
		err = gob.NewDecoder(file).Decode(&m.values)
		require.NoError(t, err)
		require.NoError(t, file.Close())
	}
	m.commit = func(values map[string][]byte) error { return writeWhole(path, values) }
	return m
}

func writeWhole(path string, values map[string][]byte) error {
	file, err := os.CreateTemp("", "store")
	if err != nil {
		return err
	}
	if err := gob.NewEncoder(file).Encode(values); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
