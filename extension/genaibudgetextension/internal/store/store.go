package store

import (
	"context"
	"errors"
	"iter"
)

// Errors of a store. All others are trouble that may pass.
var (
	// ErrCorrupt: what was read is not what was written, or a part of it is missing.
	ErrCorrupt = errors.New("the store is corrupt")
	// ErrConflict: somebody else has written to the journal.
	ErrConflict = errors.New("the store has another writer")
)

// Store keeps a journal and its snapshots for one writer, and apart from them a
// witness: the number of the last record that was acknowledged. An engine that finds
// the newest header of its file damaged may go back to the one before without a word;
// the witness tells.
//
// Records have numbers, from 1 on without gaps. What was appended without an error
// is there after a crash of the process. Methods may be called from several
// goroutines, but only one appends and only one makes snapshots.
type Store interface {
	// Load tells what is kept. It is called once, before everything else.
	Load(ctx context.Context) (*Image, error)

	// Append writes records with the numbers first, first+1, ...: all of them or
	// none, and then has its witness know of them. Records whose numbers were written before by a call whose outcome is
	// not known are written again. It may return ErrConflict if first is not what
	// comes next.
	Append(ctx context.Context, first uint64, records [][]byte) error

	// PutChunk writes a part of a snapshot that is not valid yet. Generations
	// grow, and one that failed is not used again.
	PutChunk(ctx context.Context, generation uint64, index int, chunk []byte) error

	// Compact makes a snapshot the valid one, at once, and forgets the records it
	// stands for and all other snapshots.
	Compact(ctx context.Context, snapshot Snapshot) error

	// Reset forgets the journal, all snapshots, and what the witness knew.
	Reset(ctx context.Context) error

	// Value and SetValue keep small things beside the ledger, such as its key. A
	// value that was never set is nil, and set to nil it is forgotten.
	Value(ctx context.Context, name string) ([]byte, error)
	SetValue(ctx context.Context, name string, value []byte) error

	// Close gives the store back.
	Close(ctx context.Context) error
}

// Snapshot says what a snapshot is.
type Snapshot struct {
	// Generation is its number; 0 for no snapshot.
	Generation uint64
	// Chunks is in how many parts it is, counted from 0.
	Chunks int
	// Through is the number of the last record that it stands for.
	Through uint64
}

// Image is what a store holds.
type Image struct {
	Snapshot Snapshot
	// NextGeneration is the lowest that was not used yet.
	NextGeneration uint64
	// Last is the number of the journal's last record, those in the snapshot counted; 0 for none.
	Last uint64
	// Chunks are the parts of the snapshot in order, and Journal are the records
	// after it. They read as they are ranged over, and end with their first error.
	// What they yield is the caller's.
	Chunks, Journal iter.Seq2[[]byte, error]

	// Doubt says why not all that was acknowledged may be there, although what is
	// there is whole; nil where the witness has seen no more. It wraps ErrCorrupt, and
	// is told again until something is appended.
	Doubt error
	// Missing is how many records the witness has seen behind Last.
	Missing uint64
}

// Empty reports that nothing was ever written.
func (i *Image) Empty() bool { return i.Snapshot.Generation == 0 && i.Last == 0 }
