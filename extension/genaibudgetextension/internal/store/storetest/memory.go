package storetest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// Memory is a storage in memory. It survives the clients that are taken of it, as
// a disk survives a process. It is a storage extension, too.
type Memory struct {
	component.StartFunc
	component.ShutdownFunc

	mu     sync.Mutex
	values map[string][]byte
	before map[string][]byte // what the last change replaced; nil for what was not there
	named  map[string]*Memory
	// commit, if set, is called with the lock held after each change.
	commit func(values map[string][]byte) error
}

// NewMemory returns an empty storage.
func NewMemory() *Memory { return &Memory{values: map[string][]byte{}} }

// GetClient returns a client; all clients of one name see the same values.
func (m *Memory) GetClient(_ context.Context, _ component.Kind, _ component.ID, name string) (storage.Client, error) {
	if name != "" {
		return m.Named(name).Client(), nil
	}
	return m.Client(), nil
}

// Named is the storage of clients with a name, apart from all others.
func (m *Memory) Named(name string) *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.named == nil {
		m.named = map[string]*Memory{}
	}
	if m.named[name] == nil {
		m.named[name] = NewMemory()
	}
	return m.named[name]
}

// Undo takes the last change back, as an engine does that finds the newest header of
// its file damaged.
func (m *Memory) Undo() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, value := range m.before {
		if value == nil {
			delete(m.values, key)
		} else {
			m.values[key] = value
		}
	}
	m.before = nil
	if m.commit != nil {
		return m.commit(m.values)
	}
	return nil
}

// Client returns a client.
func (m *Memory) Client() storage.Client { return &memoryClient{memory: m} }

// Dump is a copy of all that is kept.
func (m *Memory) Dump() map[string][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	copied := map[string][]byte{}
	for key, value := range m.values {
		copied[key] = bytes.Clone(value)
	}
	return copied
}

// Damage changes the stored values behind the back of their clients.
func (m *Memory) Damage(f func(values map[string][]byte)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(m.values)
}

// Lose forgets everything.
func (m *Memory) Lose() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.values)
	if m.commit != nil {
		return m.commit(m.values)
	}
	return nil
}

type memoryClient struct {
	memory *Memory
	closed bool
}

var errClosed = errors.New("the client is closed")

func (c *memoryClient) Get(ctx context.Context, key string) ([]byte, error) {
	operation := storage.GetOperation(key)
	err := c.Batch(ctx, operation)
	return operation.Value, err
}

func (c *memoryClient) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, storage.SetOperation(key, value))
}

func (c *memoryClient) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, storage.DeleteOperation(key))
}

func (c *memoryClient) Batch(_ context.Context, operations ...*storage.Operation) error {
	c.memory.mu.Lock()
	defer c.memory.mu.Unlock()
	if c.closed {
		return errClosed
	}
	return c.memory.apply(operations)
}

func (m *Memory) apply(operations []*storage.Operation) error {
	before := map[string][]byte{}
	keep := func(key string) {
		if _, kept := before[key]; !kept {
			before[key] = m.values[key]
		}
	}
	for _, operation := range operations {
		switch operation.Type {
		case storage.Get:
			operation.Value = bytes.Clone(m.values[operation.Key])
		case storage.Set:
			keep(operation.Key)
			m.values[operation.Key] = append([]byte{}, operation.Value...)
		case storage.Delete:
			keep(operation.Key)
			delete(m.values, operation.Key)
		}
	}
	if len(before) == 0 {
		return nil
	}
	m.before = before
	if m.commit != nil {
		return m.commit(m.values)
	}
	return nil
}

func (c *memoryClient) Walk(_ context.Context, f storage.WalkFunc) error {
	c.memory.mu.Lock()
	defer c.memory.mu.Unlock()
	var collected []*storage.Operation
	for _, key := range slices.Sorted(maps.Keys(c.memory.values)) {
		operations, err := f(key, c.memory.values[key])
		if err != nil && !errors.Is(err, storage.SkipAll) {
			return err
		}
		collected = append(collected, operations...)
		if err != nil {
			break
		}
	}
	return c.memory.apply(collected)
}

func (c *memoryClient) Close(context.Context) error {
	c.memory.mu.Lock()
	defer c.memory.mu.Unlock()
	c.closed = true
	return nil
}
