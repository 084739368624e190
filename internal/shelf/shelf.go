// Package shelf is where components keep small things over a restart: values under keys, in
// a storage extension of the Collector.
package shelf

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/internal/guard"
)

// Shelf is one component's place in a storage.
type Shelf struct{ client storage.Client }

// Owner is whose a shelf is.
type Owner struct {
	Kind component.Kind
	ID   component.ID
}

// Open returns the shelf in a storage, or nil where none is configured.
func Open(ctx context.Context, id *component.ID, owner Owner, host component.Host) (*Shelf, error) {
	if id == nil {
		return nil, nil
	}
	backend, err := Backend(*id, host)
	if err != nil {
		return nil, err
	}
	var client storage.Client
	err = guard.Run(func() (err error) {
		client, err = backend.GetClient(ctx, owner.Kind, owner.ID, "")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open the storage %q: %w", id, err)
	}
	return &Shelf{client}, nil
}

// Backend is the storage extension with an id. Its errors name the key storage.
func Backend(id component.ID, host component.Host) (storage.Extension, error) {
	found, ok := host.GetExtensions()[id]
	if !ok {
		return nil, fmt.Errorf("storage: there is no extension %q in service.extensions", id)
	}
	backend, ok := found.(storage.Extension)
	if !ok {
		return nil, fmt.Errorf("storage: extension %q is no storage", id)
	}
	return backend, nil
}

// Read returns the values of keys, nil for none.
func (s *Shelf) Read(ctx context.Context, keys ...string) ([][]byte, error) {
	operations := make([]*storage.Operation, len(keys))
	for i, key := range keys {
		operations[i] = storage.GetOperation(key)
	}
	if err := s.batch(ctx, operations); err != nil {
		return nil, err
	}
	values := make([][]byte, len(keys))
	for i, operation := range operations {
		values[i] = operation.Value
	}
	return values, nil
}

// Change is a value that is to be kept under a key, or deleted where it is nil.
type Change struct {
	Key   string
	Value []byte
}

// Write makes all changes, or none where the storage has transactions.
func (s *Shelf) Write(ctx context.Context, changes ...Change) error {
	operations := make([]*storage.Operation, len(changes))
	for i, change := range changes {
		if change.Value == nil {
			operations[i] = storage.DeleteOperation(change.Key)
		} else {
			operations[i] = storage.SetOperation(change.Key, change.Value)
		}
	}
	return s.batch(ctx, operations)
}

func (s *Shelf) batch(ctx context.Context, operations []*storage.Operation) error {
	return guard.Run(func() error { return s.client.Batch(ctx, operations...) })
}

// Close gives the place back.
func (s *Shelf) Close(ctx context.Context) error {
	return guard.Run(func() error { return s.client.Close(ctx) })
}
