package account

import (
	"context"
	"time"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const (
	chunkBytes = 128 << 10
	// retryAfter is how long a snapshot that failed is not tried again.
	retryAfter = 30 * time.Second
)

// compact makes snapshots as the journal grows: to the bytes of the configuration, and
// to as many as the last snapshot has, so that writing those of many sessions never takes
// more than writing the journal does.
func (o *Owner) compact(ctx context.Context) {
	ticker := time.NewTicker(tickInterval)
	defer ticker.Stop()
	due, notBefore := time.Now().Add(o.config.SnapshotInterval), time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			bytes, records := o.journal.grown()
			full := bytes >= max(o.config.SnapshotBytes, o.imageBytes) || records >= o.config.SnapshotRecords
			if records == 0 || now.Before(notBefore) || !full && now.Before(due) {
				continue
			}
			if err := o.snapshot(ctx); err != nil {
				notBefore = time.Now().Add(min(retryAfter, o.config.SnapshotInterval))
				continue
			}
			due = time.Now().Add(o.config.SnapshotInterval)
		}
	}
}

// snapshot writes an image of the ledger, and forgets the journal up to it. The
// ledger goes on meanwhile: only each chunk is made with the lock held.
func (o *Owner) snapshot(ctx context.Context) (err error) {
	began, size := time.Now(), int64(0)
	defer func() { o.observer.Snapshotted(size, time.Since(began), err) }()
	generation := o.generation
	o.generation++

	image, through, begun := o.cut()
	defer o.abandon(image)
	bytes, records := o.journal.grown()

	chunks := 0
	var buffer []byte
	for more := true; more; chunks++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		buffer, more = o.next(image, buffer[:0])
		size += int64(len(buffer))
		if err := o.store.PutChunk(ctx, generation, chunks, buffer); err != nil {
			return err
		}
	}
	if err := o.flush(ctx, through); err != nil {
		return err
	}
	if o.config.Compacting != nil {
		if err := o.config.Compacting(ctx, begun); err != nil {
			return err
		}
	}
	err = o.store.Compact(ctx, store.Snapshot{Generation: generation, Chunks: chunks, Through: through})
	if !store.Swept(err) {
		return err
	}
	o.journal.compacted(bytes, records)
	o.imageBytes = size
	return nil
}

// cut begins an image, which takes the place of the journal up to a number. Of that part
// Booked was told: nobody is between the ledger and it.
func (o *Owner) cut() (image *session.Snapshot, through uint64, begun uint32) {
	o.telling.Lock()
	defer o.telling.Unlock()
	o.lock.lockNow()
	defer o.lock.unlockNow()
	return o.ledger.Snapshot(), o.journal.cut(), o.ledger.Begun()
}

func (o *Owner) next(image *session.Snapshot, dst []byte) (chunk []byte, more bool) {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	return image.Next(dst, chunkBytes)
}

func (o *Owner) abandon(image *session.Snapshot) {
	o.lock.lockNow()
	defer o.lock.unlockNow()
	image.Close()
}

// flush waits until the records up to a number are written: a snapshot must not
// be valid before them.
func (o *Owner) flush(ctx context.Context, through uint64) error {
	if o.journal.has(through) {
		return nil
	}
	return o.journal.commit(ctx)
}
