package storetest

import (
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
)

// WitnessName is the name of the client that the witness of a store is in.
const WitnessName = "witness"

// Open opens the store in a storage, with its witness.
func Open(m *Memory) store.Store { return store.Open(m.Client(), m.Named(WitnessName).Client()) }

// MemoryDisk is a [Disk] of storages that Each returns, the same or the same files again.
type MemoryDisk struct {
	Each func() *Memory
	// Wrap, if set, is put around the client of the journal.
	Wrap func(storage.Client) storage.Client

	last *Memory
}

// Open opens the store.
func (d *MemoryDisk) Open() store.Store {
	d.last = d.Each()
	client := d.last.Client()
	if d.Wrap != nil {
		client = d.Wrap(client)
	}
	return store.Open(client, d.last.Named(WitnessName).Client())
}

// Journal is the storage of the journal that was opened last.
func (d *MemoryDisk) Journal() Place { return d.last }

// Witness is that of the witness.
func (d *MemoryDisk) Witness() Place { return d.last.Named(WitnessName) }
