package store_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
)

func TestContract(t *testing.T) {
	disks := map[string]func(t *testing.T) *storetest.MemoryDisk{
		"memory": func(*testing.T) *storetest.MemoryDisk {
			memory := storetest.NewMemory()
			return &storetest.MemoryDisk{Each: func() *storetest.Memory { return memory }}
		},
		"file": func(t *testing.T) *storetest.MemoryDisk {
			t.Helper()
			path := filepath.Join(t.TempDir(), "store")
			return &storetest.MemoryDisk{Each: func() *storetest.Memory { return storetest.OpenFile(t, path) }}
		},
		"a client that cannot walk": func(*testing.T) *storetest.MemoryDisk {
			memory := storetest.NewMemory()
			return &storetest.MemoryDisk{
				Each: func() *storetest.Memory { return memory },
				Wrap: func(client storage.Client) storage.Client { return storetest.NewFaulty(client) },
			}
		},
	}
	for name, disk := range disks {
		t.Run(name, func(t *testing.T) { storetest.Run(t, func(t *testing.T) storetest.Disk { t.Helper(); return disk(t) }) })
	}
}

// Whatever call fails, and however, what was acknowledged is there and in order,
// and the store goes on once the storage does.
func TestFaultsLoseNothing(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Before, storetest.After, storetest.Partial, storetest.Panic} {
		for failing := range 12 {
			memory := storetest.NewMemory()
			faulty := storetest.NewFaulty(memory.Client())
			s := store.Open(faulty, memory.Named(storetest.WitnessName).Client())
			_, err := s.Load(t.Context())
			require.NoError(t, err)
			calls := 0
			faulty.Break(func(operations []*storage.Operation) storetest.Fault {
				if calls++; storetest.Writes(operations) && calls == failing {
					return fault
				}
				return storetest.None
			})
			try := func(call func() error) bool {
				first := store.Swept(call())
				return first || store.Swept(call())
			}
			require.True(t, try(func() error { return s.Append(t.Context(), 1, [][]byte{[]byte("a"), []byte("b")}) }))
			require.True(t, try(func() error { return s.Append(t.Context(), 3, [][]byte{[]byte("c")}) }))
			require.True(t, try(func() error { return s.PutChunk(t.Context(), 1, 0, []byte("ab")) }))
			require.True(t, try(func() error { return s.Compact(t.Context(), store.Snapshot{Generation: 1, Chunks: 1, Through: 2}) }))
			require.True(t, try(func() error { return s.Append(t.Context(), 4, [][]byte{[]byte("d")}) }))
			kept := storetest.Read(t, storetest.Open(memory))
			assert.Equal(t, []string{"ab"}, kept.Chunks)
			assert.Equal(t, []string{"c", "d"}, kept.Records)
			assertClean(t, memory, 8)
		}
	}
}

// assertClean: format, last, manifest, chunks, records, and nothing that is not pointed to.
func assertClean(t *testing.T, memory *storetest.Memory, most int) {
	t.Helper()
	_, err := storetest.Open(memory).Load(t.Context())
	require.NoError(t, err)
	dump := memory.Dump()
	assert.LessOrEqual(t, len(dump), most)
	assert.NotContains(t, dump, "journal/0000000000000001")
	assert.NotContains(t, dump, "journal/0000000000000002")
}

func TestDamageIsNoticed(t *testing.T) {
	write := func(t *testing.T) *storetest.Memory {
		t.Helper()
		memory := storetest.NewMemory()
		s := storetest.Open(memory)
		_, err := s.Load(t.Context())
		require.NoError(t, err)
		require.NoError(t, s.Append(t.Context(), 1, [][]byte{[]byte("one"), []byte("two"), []byte("three"), []byte("four")}))
		require.NoError(t, s.PutChunk(t.Context(), 1, 0, []byte("first")))
		require.NoError(t, s.PutChunk(t.Context(), 1, 1, []byte("second")))
		require.NoError(t, s.PutChunk(t.Context(), 1, 2, []byte("third")))
		require.NoError(t, s.Compact(t.Context(), store.Snapshot{Generation: 1, Chunks: 3, Through: 1}))
		return memory
	}
	read := func(t *testing.T, memory *storetest.Memory) error {
		t.Helper()
		image, err := storetest.Open(memory).Load(t.Context())
		if err != nil {
			return err
		}
		for _, err := range image.Chunks {
			if err != nil {
				return err
			}
		}
		for _, err := range image.Journal {
			if err != nil {
				return err
			}
		}
		return nil
	}
	require.NoError(t, read(t, write(t)))
	for key := range write(t).Dump() {
		damages := map[string]func(values map[string][]byte){
			"missing":     func(values map[string][]byte) { delete(values, key) },
			"cut off":     func(values map[string][]byte) { values[key] = values[key][:len(values[key])-1] },
			"first byte":  func(values map[string][]byte) { values[key][0] ^= 1 },
			"last byte":   func(values map[string][]byte) { values[key][len(values[key])-1] ^= 0x40 },
			"empty":       func(values map[string][]byte) { values[key] = []byte{} },
			"another one": func(values map[string][]byte) { values[key] = values[other(key)] },
		}
		for name, damage := range damages {
			t.Run(key+" "+name, func(t *testing.T) {
				memory := write(t)
				memory.Damage(damage)
				require.ErrorIs(t, read(t, memory), store.ErrCorrupt)
			})
		}
	}
}

func other(key string) string {
	if key == "journal/0000000000000003" {
		return "journal/0000000000000004"
	}
	return "journal/0000000000000003"
}

func TestAPanicOfTheStorageIsAnError(t *testing.T) {
	faulty := storetest.NewFaulty(storetest.NewMemory().Client())
	faulty.Break(func([]*storage.Operation) storetest.Fault { return storetest.Panic })
	_, err := store.Open(faulty, storetest.NewMemory().Client()).Load(t.Context())
	require.ErrorIs(t, err, store.ErrCorrupt)
}

// A batch that the witness does not know of is not acknowledged, and its sender's next
// try is.
func TestAFaultOfTheWitnessIsNoLoss(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Before, storetest.After, storetest.Panic} {
		memory := storetest.NewMemory()
		faulty := storetest.NewFaulty(memory.Named(storetest.WitnessName).Client())
		s := store.Open(memory.Client(), faulty)
		_, err := s.Load(t.Context())
		require.NoError(t, err)
		faulty.Break(func([]*storage.Operation) storetest.Fault { return fault })
		require.Error(t, s.Append(t.Context(), 1, [][]byte{[]byte("a")}))
		faulty.Break(nil)
		require.NoError(t, storetest.Read(t, storetest.Open(memory)).Image.Doubt)
		require.NoError(t, s.Append(t.Context(), 1, [][]byte{[]byte("a")}))
		kept := storetest.Read(t, storetest.Open(memory))
		require.NoError(t, kept.Image.Doubt)
		assert.Equal(t, []string{"a"}, kept.Records)
	}
}

// What the witness says is under a checksum, as all else.
func TestADamagedWitnessIsNoticed(t *testing.T) {
	memory := storetest.NewMemory()
	s := storetest.Open(memory)
	storetest.Read(t, s)
	require.NoError(t, s.Append(t.Context(), 1, [][]byte{[]byte("a")}))
	memory.Named(storetest.WitnessName).Damage(func(values map[string][]byte) { values["last"][5] ^= 1 })
	kept := storetest.Read(t, storetest.Open(memory))
	require.ErrorIs(t, kept.Image.Doubt, store.ErrCorrupt)
	assert.Equal(t, []string{"a"}, kept.Records)
}

// A store of a version without a witness gets one, and is not in doubt.
func TestAStoreWithoutAWitnessGetsOne(t *testing.T) {
	memory := storetest.NewMemory()
	s := storetest.Open(memory)
	storetest.Read(t, s)
	require.NoError(t, s.Append(t.Context(), 1, [][]byte{[]byte("a")}))
	memory.Damage(func(values map[string][]byte) { values["format"] = earlierFormat })
	require.NoError(t, memory.Named(storetest.WitnessName).Lose())
	kept := storetest.Read(t, storetest.Open(memory))
	require.NoError(t, kept.Image.Doubt)
	assert.Equal(t, []string{"a"}, kept.Records)
	require.NoError(t, memory.Named(storetest.WitnessName).Lose())
	require.Error(t, storetest.Read(t, storetest.Open(memory)).Image.Doubt, "from then on it is missed")
}

// earlierFormat is what such a version wrote: version 1, a value, the numbers 0 and 0,
// CRC-32C of these.
var earlierFormat = []byte{1, 'v', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x8c, 0x53, 0x87, 0x85}
