package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// The keys. Those of records and chunks sort in the order they are written, which
// is what a tree on a disk likes best.
const (
	manifestKey = "manifest"
	lastKey     = "last"
	formatKey   = "format"
)

func recordKey(number uint64) string { return fmt.Sprintf("journal/%016x", number) }

func chunkKey(generation uint64, index int) string {
	return fmt.Sprintf("snapshot/%016x/%08x", generation, index)
}

func valueKey(name string) string { return "value/" + name }

// Bounds of one call of the client, so that none holds up the journal.
const (
	recordsARead   = 64
	chunksARead    = 4
	deletionsACall = 1000
)

// keyValue is a store over a client of a Collector storage extension. A batch of
// the client is all or nothing where the storage has transactions, as file_storage
// has. Where it has none, the order of a batch's operations makes up for it:
// what is not pointed to by "last" or "manifest" is not there.
type keyValue struct {
	client  guarded
	witness guarded

	mu       sync.Mutex
	manifest manifest
	written  map[uint64]int // chunks of snapshots that are not valid, by generation
}

// Open returns a store over a storage client, with its witness in another one, which
// shares no file with it. It closes both when it is closed.
func Open(client, witness storage.Client) Store {
	return &keyValue{client: guarded{client}, witness: guarded{witness}, written: map[uint64]int{}}
}

func (s *keyValue) Append(ctx context.Context, first uint64, records [][]byte) error {
	if len(records) == 0 {
		return nil
	}
	operations := make([]*storage.Operation, 0, len(records)+1)
	for i, record := range records {
		number := first + uint64(i)
		operations = append(operations, storage.SetOperation(recordKey(number), seal(recordFrame, number, 0, record)))
	}
	last := first + uint64(len(records)) - 1
	operations = append(operations, storage.SetOperation(lastKey, seal(lastFrame, last, 0, nil)))
	if err := s.client.Batch(ctx, operations...); err != nil {
		return fmt.Errorf("append to the journal: %w", err)
	}
	return s.testify(ctx, last)
}

func (s *keyValue) PutChunk(ctx context.Context, generation uint64, index int, chunk []byte) error {
	s.mu.Lock()
	s.written[generation] = max(s.written[generation], index+1)
	s.mu.Unlock()
	if err := s.client.Set(ctx, chunkKey(generation, index), seal(chunkFrame, generation, uint64(index), chunk)); err != nil {
		return fmt.Errorf("write a snapshot: %w", err)
	}
	return nil
}

func (s *keyValue) Compact(ctx context.Context, snapshot Snapshot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.manifest
	if next.Snapshot.Generation != 0 {
		next.Garbage = append(slices.Clone(next.Garbage), next.Snapshot)
	}
	next.Snapshot = snapshot
	if err := s.client.Set(ctx, manifestKey, next.seal()); err != nil {
		return fmt.Errorf("validate a snapshot: %w", err)
	}
	s.manifest = next
	delete(s.written, snapshot.Generation)
	return s.sweep(ctx)
}

func (s *keyValue) Reset(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manifest, s.written = manifest{}, map[uint64]int{}
	err := s.client.Walk(ctx, func(key string, _ []byte) ([]*storage.Operation, error) {
		if key == manifestKey || key == lastKey || isRecordOrChunk(key) {
			return []*storage.Operation{storage.DeleteOperation(key)}, nil
		}
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("empty the store: %w", err)
	}
	if err := s.begin(ctx, 0); err != nil {
		return err
	}
	return s.testify(ctx, 0)
}

func (s *keyValue) Value(ctx context.Context, name string) ([]byte, error) {
	framed, err := s.client.Get(ctx, valueKey(name))
	if err != nil || framed == nil {
		return nil, err
	}
	value, err := unseal(framed, valueFrame, 0, 0)
	if err != nil {
		return nil, fmt.Errorf("value %s: %w", name, err)
	}
	return value, nil
}

func (s *keyValue) SetValue(ctx context.Context, name string, value []byte) error {
	if value == nil {
		return s.client.Delete(ctx, valueKey(name))
	}
	return s.client.Set(ctx, valueKey(name), seal(valueFrame, 0, 0, value))
}

func (s *keyValue) Close(ctx context.Context) error {
	return errors.Join(s.client.Close(ctx), s.witness.Close(ctx))
}
