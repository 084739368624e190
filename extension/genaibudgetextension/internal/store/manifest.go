package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// manifest points to the valid snapshot, and remembers what is still to be
// deleted, so that nothing is left behind by a process that ends meanwhile.
type manifest struct {
	Snapshot Snapshot
	// Swept is the number up to which records are deleted.
	Swept uint64
	// Garbage are snapshots that are to be deleted.
	Garbage []Snapshot
}

func (m *manifest) seal() []byte {
	var b []byte
	for _, n := range []uint64{m.Snapshot.Generation, uint64(m.Snapshot.Chunks), m.Snapshot.Through, m.Swept, uint64(len(m.Garbage))} {
		b = binary.AppendUvarint(b, n)
	}
	for _, old := range m.Garbage {
		b = binary.AppendUvarint(b, old.Generation)
		b = binary.AppendUvarint(b, uint64(old.Chunks))
	}
	return seal(manifestFrame, 0, 0, b)
}

func readManifest(framed []byte) (m manifest, err error) {
	payload, err := unseal(framed, manifestFrame, 0, 0)
	if err != nil {
		return m, fmt.Errorf("manifest: %w", err)
	}
	short := false
	next := func() uint64 {
		n, size := binary.Uvarint(payload)
		if size <= 0 {
			short = true
			return 0
		}
		payload = payload[size:]
		return n
	}
	m.Snapshot = Snapshot{Generation: next(), Chunks: int(next()), Through: next()}
	m.Swept = next()
	for n := next(); n > 0 && !short; n-- {
		m.Garbage = append(m.Garbage, Snapshot{Generation: next(), Chunks: int(next())})
	}
	if short {
		return manifest{}, fmt.Errorf("manifest: %w: cut off", ErrCorrupt)
	}
	return m, nil
}

// sweep deletes what the valid snapshot made needless, a bounded number of keys a
// call, so that the journal is not held up. An error is of no consequence: the
// manifest knows what is left for the next time.
func (s *keyValue) sweep(ctx context.Context) error {
	var keys []string
	for number := s.manifest.Swept + 1; number <= s.manifest.Snapshot.Through; number++ {
		keys = append(keys, recordKey(number))
	}
	for _, old := range s.manifest.Garbage {
		for i := range old.Chunks {
			keys = append(keys, chunkKey(old.Generation, i))
		}
	}
	for generation, chunks := range s.written {
		if generation > s.manifest.Snapshot.Generation {
			continue // it is being written
		}
		for i := range chunks {
			keys = append(keys, chunkKey(generation, i))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	for len(keys) > 0 {
		n := min(len(keys), deletionsACall)
		operations := make([]*storage.Operation, n)
		for i, key := range keys[:n] {
			operations[i] = storage.DeleteOperation(key)
		}
		if err := s.client.Batch(ctx, operations...); err != nil {
			return &SweepError{err}
		}
		keys = keys[n:]
	}
	clean := manifest{Snapshot: s.manifest.Snapshot, Swept: s.manifest.Snapshot.Through}
	if err := s.client.Set(ctx, manifestKey, clean.seal()); err != nil {
		return &SweepError{err}
	}
	s.manifest = clean
	for generation := range s.written {
		if generation < clean.Snapshot.Generation {
			delete(s.written, generation)
		}
	}
	return nil
}

// SweepError says that a snapshot is valid, but what it made needless is not
// deleted yet. The next [Store.Compact] or [Store.Load] tries again.
type SweepError struct{ Err error }

func (e *SweepError) Error() string { return "delete what a snapshot made needless: " + e.Err.Error() }

func (e *SweepError) Unwrap() error { return e.Err }

// Swept reports whether err is nil or only says that something is left to be deleted.
func Swept(err error) bool {
	var left *SweepError
	return err == nil || errors.As(err, &left)
}

func isRecordOrChunk(key string) bool {
	return strings.HasPrefix(key, "journal/") || strings.HasPrefix(key, "snapshot/")
}
