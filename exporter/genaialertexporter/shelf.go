package genaialertexporter

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/guard"
)

// shelf keeps a desk's state in a storage extension.
type shelf struct{ client storage.Client }

// openShelf returns the shelf in a storage, or nil for memory.
func openShelf(ctx context.Context, id *component.ID, own component.ID, host component.Host) (*shelf, error) {
	if id == nil {
		return nil, nil
	}
	found, ok := host.GetExtensions()[*id]
	if !ok {
		return nil, fmt.Errorf("storage: there is no extension %q in service.extensions", id)
	}
	backend, ok := found.(storage.Extension)
	if !ok {
		return nil, fmt.Errorf("storage: extension %q is no storage", id)
	}
	var client storage.Client
	err := guard.Run(func() (err error) {
		client, err = backend.GetClient(ctx, component.KindExporter, own, "")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open the storage %q: %w", id, err)
	}
	return &shelf{client}, nil
}

// read returns the values of keys, nil for none.
func (s *shelf) read(ctx context.Context, keys []string) ([][]byte, error) {
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

// write makes all changes, or none where the storage has transactions.
func (s *shelf) write(ctx context.Context, changes []alert.Change) error {
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

func (s *shelf) batch(ctx context.Context, operations []*storage.Operation) error {
	return guard.Run(func() error { return s.client.Batch(ctx, operations...) })
}

func (s *shelf) close(ctx context.Context) error {
	return guard.Run(func() error { return s.client.Close(ctx) })
}
