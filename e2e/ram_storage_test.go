package e2e

import (
	"context"
	"maps"
	"slices"
	"sync"

	"go.opentelemetry.io/collector/component"
	xstorage "go.opentelemetry.io/collector/extension/xextension/storage"
)

// ramStorage is a storage extension without a disk: what the ledger does to keep itself is
// measured, not what a disk does. Each client has values of its own.
type ramStorage struct {
	component.StartFunc
	component.ShutdownFunc
}

func (*ramStorage) GetClient(context.Context, component.Kind, component.ID, string) (xstorage.Client, error) {
	return &ramClient{values: map[string][]byte{}}, nil
}

type ramClient struct {
	mu     sync.Mutex
	values map[string][]byte
}

func (c *ramClient) Get(_ context.Context, key string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.values[key], nil
}

func (c *ramClient) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, xstorage.SetOperation(key, value))
}

func (c *ramClient) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, xstorage.DeleteOperation(key))
}

func (c *ramClient) Batch(_ context.Context, operations ...*xstorage.Operation) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range operations {
		switch o.Type {
		case xstorage.Get:
			o.Value = c.values[o.Key]
		case xstorage.Set:
			c.values[o.Key] = slices.Clone(o.Value)
		case xstorage.Delete:
			delete(c.values, o.Key)
		}
	}
	return nil
}

// Walk gives every key; what is asked for is done behind it.
func (c *ramClient) Walk(ctx context.Context, each xstorage.WalkFunc) error {
	c.mu.Lock()
	values := maps.Clone(c.values)
	c.mu.Unlock()
	for key, value := range values {
		operations, err := each(key, value)
		if err != nil {
			return err
		}
		if err := c.Batch(ctx, operations...); err != nil {
			return err
		}
	}
	return nil
}

func (*ramClient) Close(context.Context) error { return nil }
