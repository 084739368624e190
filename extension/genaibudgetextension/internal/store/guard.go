package store

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/internal/guard"
)

// guarded turns a panic of a storage into an error: an engine on a mapped file
// panics, or even faults, when the file is damaged.
type guarded struct{ client storage.Client }

func (g guarded) Get(ctx context.Context, key string) (value []byte, err error) {
	err = Guard(func() (err error) { value, err = g.client.Get(ctx, key); return err })
	return value, err
}

func (g guarded) Set(ctx context.Context, key string, value []byte) error {
	return Guard(func() error { return g.client.Set(ctx, key, value) })
}

func (g guarded) Delete(ctx context.Context, key string) error {
	return Guard(func() error { return g.client.Delete(ctx, key) })
}

func (g guarded) Batch(ctx context.Context, operations ...*storage.Operation) error {
	return Guard(func() error { return g.client.Batch(ctx, operations...) })
}

// Walk is that of the client; of one that cannot walk it deletes the pointers alone.
func (g guarded) Walk(ctx context.Context, f storage.WalkFunc) error {
	walker, ok := g.client.(storage.Walker)
	if !ok {
		return g.Batch(ctx, storage.DeleteOperation(manifestKey), storage.DeleteOperation(lastKey))
	}
	return Guard(func() error { return walker.Walk(ctx, f) })
}

func (g guarded) Close(ctx context.Context) error {
	return Guard(func() error { return g.client.Close(ctx) })
}

// Guard runs f and returns its panic as ErrCorrupt.
func Guard(f func() error) error {
	err := guard.Run(f)
	if errors.Is(err, guard.ErrPanic) {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return err
}
