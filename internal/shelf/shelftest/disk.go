// Package shelftest has a storage that outlives those that use it, for tests.
package shelftest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// ID is that of the storage in configurations.
var ID = component.MustNewID("disk")

// Host has extensions.
type Host map[component.ID]component.Component

// GetExtensions returns them.
func (h Host) GetExtensions() map[component.ID]component.Component { return h }

// Disk is a storage extension in memory. It survives those that use it.
type Disk struct {
	component.StartFunc
	component.ShutdownFunc

	mu      sync.Mutex
	values  map[string][]byte
	clients []*diskClient
	// Fails has it refuse everything.
	Fails atomic.Bool
}

// NewDisk is empty.
func NewDisk() *Disk { return &Disk{values: map[string][]byte{}} }

// GetClient returns one that sees what all others wrote.
func (d *Disk) GetClient(context.Context, component.Kind, component.ID, string) (storage.Client, error) {
	c := &diskClient{disk: d}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clients = append(d.clients, c)
	return c, nil
}

// Kill cuts off all clients there are: what they write from now on is lost, as that of a killed process is.
func (d *Disk) Kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.clients {
		c.dead = true
	}
}

type diskClient struct {
	disk *Disk
	dead bool
}

var errDisk = errors.New("the disk is on fire")

func (c *diskClient) Batch(_ context.Context, operations ...*storage.Operation) error {
	c.disk.mu.Lock()
	defer c.disk.mu.Unlock()
	if c.dead || c.disk.Fails.Load() {
		return errDisk
	}
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

// Values are a copy of all that is stored.
func (d *Disk) Values() map[string][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.values)
}

// Put stores a value, as what damages a disk does.
func (d *Disk) Put(key string, value []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.values[key] = value
}
