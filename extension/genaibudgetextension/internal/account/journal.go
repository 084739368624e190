package account

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
)

// Errors of postings that were not kept; what was posted is to be sent again.
var (
	// ErrOverloaded: the store is slower than what comes in, or away.
	ErrOverloaded = errors.New("too much waits for the store")
	// ErrClosed: the owner was shut down.
	ErrClosed = errors.New("the ledger is closed")
)

const (
	// recordBytes is from where a record is closed and another begun.
	recordBytes = 1 << 20
	// writeBytes bounds one write to the store.
	writeBytes = 8 << 20
)

// journal writes what it is given to a store, in that order, everything that is
// waiting in one write. What could not be written goes on waiting, before all
// that comes after it.
type journal struct {
	store    store.Store
	timeout  time.Duration
	observer Observer
	// kept is called after each write with the mark of the last entry in it.
	kept func(mark uint64)

	wake    chan struct{}
	writing sync.Mutex // held by who writes

	mu sync.Mutex
	// sealed are whole records with their numbers, open is the one entries are added to.
	sealed  []record
	open    record
	next    uint64 // number of the next record to be sealed
	pending int64  // bytes of sealed and open
	round   *round // of those who wait for what is open or sealed
	spare   [][]byte

	// written since the last snapshot
	bytes, records int64
}

type record struct {
	number uint64
	bytes  []byte
	mark   uint64 // see journal.kept
}

// round is one write and all who wait for it.
type round struct {
	done chan struct{}
	err  error // set before done is closed
}

func newRound() *round { return &round{done: make(chan struct{})} }

func newJournal(s store.Store, last uint64, timeout time.Duration, observer Observer, kept func(mark uint64)) *journal {
	return &journal{
		store: s, timeout: timeout, observer: observer, kept: kept,
		wake: make(chan struct{}, 1), next: last + 1, round: newRound(),
	}
}

// add appends an entry and returns the round that will write it; hurry makes it
// now. mark is the last event that there is after it.
func (j *journal) add(mark uint64, entry func(dst []byte) []byte) *round {
	j.mu.Lock()
	defer j.mu.Unlock()
	before := len(j.open.bytes)
	j.open.bytes = entry(j.open.bytes)
	j.open.mark = mark
	j.pending += int64(len(j.open.bytes) - before)
	if len(j.open.bytes) >= recordBytes {
		j.seal()
	}
	return j.round
}

// hurry has all that waits written.
func (j *journal) hurry() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// seal closes the open record.
func (j *journal) seal() {
	if len(j.open.bytes) == 0 {
		return
	}
	j.open.number = j.next
	j.next++
	j.sealed = append(j.sealed, j.open)
	j.open = record{mark: j.open.mark}
	if n := len(j.spare); n > 0 {
		j.open.bytes, j.spare = j.spare[n-1], j.spare[:n-1]
	}
}

// cut closes the open record and returns its number: a snapshot that is begun now
// stands for all up to it.
func (j *journal) cut() (through uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seal()
	return j.next - 1
}

func (j *journal) waiting() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.pending
}

// grown is what was written since the last call of compacted.
func (j *journal) grown() (bytes, records int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bytes, j.records
}

func (j *journal) compacted(bytes, records int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.bytes -= bytes
	j.records -= records
}

// run writes until ctx is done.
func (j *journal) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-j.wake:
			j.commit(ctx) //nolint:errcheck,gosec // those who wait get the error
		}
	}
}

// commit writes all that waits. Its error is that of all who wait for it.
func (j *journal) commit(ctx context.Context) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	j.mu.Lock()
	j.seal()
	records, now := j.sealed, j.round
	j.round = newRound()
	j.mu.Unlock()
	for len(records) > 0 && now.err == nil {
		n := prefix(records)
		if now.err = j.write(ctx, records[:n]); now.err == nil {
			records = records[n:]
		}
	}
	close(now.done)
	return now.err
}

// prefix is how many records one write takes.
func prefix(records []record) (n int) {
	size := 0
	for n < len(records) && (n == 0 || size+len(records[n].bytes) <= writeBytes) {
		size += len(records[n].bytes)
		n++
	}
	return n
}

func (j *journal) write(ctx context.Context, records []record) error {
	values := make([][]byte, len(records))
	size := 0
	for i := range records {
		values[i] = records[i].bytes
		size += len(values[i])
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), j.timeout)
	defer cancel()
	began := time.Now()
	err := j.store.Append(ctx, records[0].number, values)
	j.observer.Committed(size, time.Since(began), err)
	if err != nil {
		return err
	}
	j.written(records, int64(size))
	j.kept(records[len(records)-1].mark)
	return nil
}

// written forgets records that are in the store.
func (j *journal) written(records []record, size int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.sealed = j.sealed[len(records):]
	if len(j.sealed) == 0 {
		j.sealed = nil
	}
	j.pending -= size
	j.bytes += size
	j.records += int64(len(records))
	for i := range records {
		if b := records[i].bytes; len(j.spare) < 4 && cap(b) <= 2*recordBytes {
			j.spare = append(j.spare, b[:0])
		}
	}
}

// has reports whether the records up to a number are written.
func (j *journal) has(through uint64) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.sealed) == 0 || j.sealed[0].number > through
}
