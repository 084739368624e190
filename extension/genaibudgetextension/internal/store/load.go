package store

import (
	"context"
	"fmt"
	"iter"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// abandonedGenerations is how many snapshots behind the valid one are looked for
// that a process left half written.
const abandonedGenerations = 16

func (s *keyValue) Load(ctx context.Context) (*Image, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, layout, err := s.readPointers(ctx)
	if err != nil {
		return nil, err
	}
	missing, doubt, err := s.question(ctx, last, layout)
	if err != nil {
		return nil, err
	}
	valid := s.manifest.Snapshot
	if last < valid.Through {
		return nil, fmt.Errorf("%w: the journal ends at record %d, before the snapshot's %d", ErrCorrupt, last, valid.Through)
	}
	if err := s.checkEnds(ctx, valid, last); err != nil {
		return nil, err
	}
	if err := s.findAbandoned(ctx); err != nil {
		return nil, err
	}
	if err := s.sweep(ctx); !Swept(err) {
		return nil, err
	}
	next := valid.Generation + 1
	for generation := range s.written {
		next = max(next, generation+1)
	}
	return &Image{
		Snapshot: valid, Last: last, NextGeneration: next,
		Chunks:  s.chunks(ctx, valid),
		Journal: s.journal(ctx, valid.Through+1, last),
		Doubt:   doubt, Missing: missing,
	}, nil
}

// readPointers reads the manifest, the number of the last record and that of the
// store's layout, which is 0 for a new one and for one without a witness.
func (s *keyValue) readPointers(ctx context.Context) (last, layout uint64, err error) {
	format, manifestValue, lastValue := storage.GetOperation(formatKey), storage.GetOperation(manifestKey), storage.GetOperation(lastKey)
	if err := s.client.Batch(ctx, format, manifestValue, lastValue); err != nil {
		return 0, 0, fmt.Errorf("read the store: %w", err)
	}
	switch {
	case format.Value == nil && manifestValue.Value == nil && lastValue.Value == nil:
		return 0, 0, nil
	case format.Value == nil:
		return 0, 0, fmt.Errorf("%w: %s is missing", ErrCorrupt, formatKey)
	case lastValue.Value == nil:
		return 0, 0, fmt.Errorf("%w: %s is missing", ErrCorrupt, lastKey)
	}
	layout, _, _, err = open(format.Value, valueFrame)
	if err == nil && layout > witnessedLayout {
		err = fmt.Errorf("%w: layout %d", ErrCorrupt, layout)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", formatKey, err)
	}
	if manifestValue.Value != nil {
		if s.manifest, err = readManifest(manifestValue.Value); err != nil {
			return 0, 0, err
		}
	}
	if last, _, _, err = open(lastValue.Value, lastFrame); err != nil {
		return 0, 0, fmt.Errorf("%s: %w", lastKey, err)
	}
	return last, layout, nil
}

// begin writes what a store has from the start, so that losing it is noticed. It is
// called once its witness is there.
func (s *keyValue) begin(ctx context.Context, last uint64) error {
	err := s.client.Batch(ctx, storage.SetOperation(lastKey, seal(lastFrame, last, 0, nil)),
		storage.SetOperation(formatKey, seal(valueFrame, witnessedLayout, 0, nil)))
	if err != nil {
		return fmt.Errorf("begin a store: %w", err)
	}
	return nil
}

// checkEnds notices a journal or snapshot that lost its first or last part before
// hours of others are read.
func (s *keyValue) checkEnds(ctx context.Context, valid Snapshot, last uint64) error {
	var want []string
	if last > valid.Through {
		want = append(want, recordKey(valid.Through+1), recordKey(last))
	}
	if valid.Chunks > 0 {
		want = append(want, chunkKey(valid.Generation, 0), chunkKey(valid.Generation, valid.Chunks-1))
	}
	operations := make([]*storage.Operation, len(want))
	for i, key := range want {
		operations[i] = storage.GetOperation(key)
	}
	if err := s.client.Batch(ctx, operations...); err != nil {
		return fmt.Errorf("read the store: %w", err)
	}
	for _, operation := range operations {
		if operation.Value == nil {
			return fmt.Errorf("%w: %s is missing", ErrCorrupt, operation.Key)
		}
	}
	return nil
}

// findAbandoned counts the chunks of snapshots that were never finished, which
// are deleted with the next one.
func (s *keyValue) findAbandoned(ctx context.Context) error {
	for generation := s.manifest.Snapshot.Generation + 1; generation <= s.manifest.Snapshot.Generation+abandonedGenerations; generation++ {
		for index := 0; ; index++ {
			value, err := s.client.Get(ctx, chunkKey(generation, index))
			if err != nil {
				return fmt.Errorf("read the store: %w", err)
			}
			if value == nil {
				break
			}
			s.written[generation] = index + 1
		}
	}
	return nil
}

func (s *keyValue) chunks(ctx context.Context, snapshot Snapshot) iter.Seq2[[]byte, error] {
	return s.values(ctx, uint64(snapshot.Chunks), chunksARead,
		func(i uint64) string { return chunkKey(snapshot.Generation, int(i)) },
		func(i uint64, framed []byte) ([]byte, error) {
			return unseal(framed, chunkFrame, snapshot.Generation, i)
		})
}

func (s *keyValue) journal(ctx context.Context, first, last uint64) iter.Seq2[[]byte, error] {
	return s.values(ctx, last+1-first, recordsARead,
		func(i uint64) string { return recordKey(first + i) },
		func(i uint64, framed []byte) ([]byte, error) { return unseal(framed, recordFrame, first+i, 0) })
}

// values reads n values in order, some at a time.
func (s *keyValue) values(ctx context.Context, n, atOnce uint64, key func(uint64) string, payload func(uint64, []byte) ([]byte, error)) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for at := uint64(0); at < n; at += atOnce {
			operations := make([]*storage.Operation, 0, atOnce)
			for i := at; i < min(at+atOnce, n); i++ {
				operations = append(operations, storage.GetOperation(key(i)))
			}
			if err := s.client.Batch(ctx, operations...); err != nil {
				yield(nil, fmt.Errorf("read the store: %w", err))
				return
			}
			for i, operation := range operations {
				value, err := read(operation, at+uint64(i), payload)
				if !yield(value, err) || err != nil {
					return
				}
			}
		}
	}
}

func read(operation *storage.Operation, i uint64, payload func(uint64, []byte) ([]byte, error)) ([]byte, error) {
	if operation.Value == nil {
		return nil, fmt.Errorf("%w: %s is missing", ErrCorrupt, operation.Key)
	}
	value, err := payload(i, operation.Value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation.Key, err)
	}
	return value, nil
}
