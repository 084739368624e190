package genaifeedbackreceiver

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/shelf"
)

// keptIDs keeps the ids that were taken in a storage, each under the number of a place. There are as many
// places as ids are remembered; past the last the first is next.
type keptIDs struct {
	shelf  *shelf.Shelf
	places uint64

	mu   sync.Mutex
	next uint64 // how many were kept, ever
	sick bool   // it was told that nothing can be stored
}

const (
	// nextKey is where the number of all that was kept is.
	nextKey = "next"
	// idBytes are the id's, and the Unix milliseconds at which it was taken.
	idBytes = len(idKey{}) + 8
	// placesARead bounds one call of the storage.
	placesARead = 1000
)

func placeKey(place uint64) string { return "id/" + strconv.FormatUint(place, 16) }

// openIDs goes on with the ids that were taken before.
func (r *feedbackReceiver) openIDs(ctx context.Context, host component.Host) error {
	kept, err := shelf.Open(ctx, r.config.Storage, shelf.Owner{Kind: component.KindReceiver, ID: r.settings.ID}, host)
	if err != nil {
		return err
	}
	if kept == nil {
		r.logger.Warn("no storage is configured: the ids of feedback are forgotten when the process ends, and what is sent again is taken again")
		return nil
	}
	r.kept = &keptIDs{shelf: kept, places: uint64(r.config.Idempotency.MaxIDs)}
	before, err := r.kept.load(ctx)
	if err != nil {
		return fmt.Errorf("read the ids of feedback back from %q: %w", r.config.Storage, err)
	}
	r.ids.restore(before, time.Now())
	return nil
}

// load reads what was kept, the oldest first. What is no id is left out: it costs a duplicate.
func (k *keptIDs) load(ctx context.Context) (ids []idEntry, err error) {
	values, err := k.shelf.Read(ctx, nextKey)
	if err != nil {
		return nil, err
	}
	if len(values[0]) == 8 {
		k.next = binary.BigEndian.Uint64(values[0])
	}
	var keys []string
	for place := range min(k.next, k.places) {
		keys = append(keys, placeKey(place))
	}
	for some := range slices.Chunk(keys, placesARead) {
		values, err := k.shelf.Read(ctx, some...)
		if err != nil {
			return nil, err
		}
		for _, value := range values {
			if len(value) == idBytes {
				at := int64(binary.BigEndian.Uint64(value[len(idKey{}):]))
				ids = append(ids, idEntry{key: idKey(value[:len(idKey{})]), at: time.UnixMilli(at)})
			}
		}
	}
	slices.SortStableFunc(ids, func(a, b idEntry) int { return a.at.Compare(b.at) })
	return ids, nil
}

// keep stores ids before what they are of is acknowledged.
func (k *keptIDs) keep(ctx context.Context, ids []idEntry) error {
	if k == nil || len(ids) == 0 {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	var changes []shelf.Change
	next := k.next
	for _, id := range ids {
		value := binary.BigEndian.AppendUint64(slices.Clone(id.key[:]), uint64(id.at.UnixMilli()))
		changes = append(changes, shelf.Change{Key: placeKey(next % k.places), Value: value})
		next++
	}
	changes = append(changes, shelf.Change{Key: nextKey, Value: binary.BigEndian.AppendUint64(nil, next)})
	if err := k.shelf.Write(ctx, changes...); err != nil {
		return err
	}
	k.next = next
	return nil
}

// keepIDs keeps ids as well as it can: the feedback was handed on, and is acknowledged.
func (r *feedbackReceiver) keepIDs(ctx context.Context, ids []idEntry) {
	err := r.kept.keep(context.WithoutCancel(ctx), ids)
	if r.kept == nil {
		return
	}
	r.kept.mu.Lock()
	defer r.kept.mu.Unlock()
	if err != nil && !r.kept.sick {
		r.logger.Error("the ids of feedback cannot be stored: after a restart what is sent again is taken again", zap.Error(err))
	}
	r.kept.sick = err != nil
}

func (k *keptIDs) close(ctx context.Context) error {
	if k == nil {
		return nil
	}
	return k.shelf.Close(ctx)
}
