package genaialertexporter

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

var diskID = component.MustNewID("disk")

// disk is a storage extension in memory. It survives those that use it.
type disk struct {
	component.StartFunc
	component.ShutdownFunc

	mu      sync.Mutex
	values  map[string][]byte
	clients []*diskClient
	fails   atomic.Bool
	batches int
}

func newDisk() *disk { return &disk{values: map[string][]byte{}} }

func (d *disk) GetClient(context.Context, component.Kind, component.ID, string) (storage.Client, error) {
	c := &diskClient{disk: d}
	d.clients = append(d.clients, c)
	return c, nil
}

// kill cuts off all clients there are: what they write from now on is lost, as that of a killed process is.
func (d *disk) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.clients {
		c.dead = true
	}
}

type diskClient struct {
	disk *disk
	dead bool
}

var errDisk = errors.New("the disk is on fire")

func (c *diskClient) Batch(_ context.Context, operations ...*storage.Operation) error {
	c.disk.mu.Lock()
	defer c.disk.mu.Unlock()
	if c.dead || c.disk.fails.Load() {
		return errDisk
	}
	c.disk.batches++
	for _, o := range operations {
		switch o.Type {
		case storage.Get:
			o.Value = bytes.Clone(c.disk.values[o.Key])
		case storage.Set:
			c.disk.values[o.Key] = bytes.Clone(o.Value)
		case storage.Delete:
			delete(c.disk.values, o.Key)
		}
	}
	return nil
}

func (c *diskClient) Get(ctx context.Context, key string) ([]byte, error) {
	o := storage.GetOperation(key)
	err := c.Batch(ctx, o)
	return o.Value, err
}

func (c *diskClient) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, storage.SetOperation(key, value))
}

func (c *diskClient) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, storage.DeleteOperation(key))
}

func (c *diskClient) Close(context.Context) error { return nil }
