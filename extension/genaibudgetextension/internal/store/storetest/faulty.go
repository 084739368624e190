package storetest

import (
	"context"
	"errors"
	"sync"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// ErrFault is the error of a [Faulty] client.
var ErrFault = errors.New("the disk is on fire")

// Faulty is a client that fails when it is told to.
type Faulty struct {
	storage.Client

	mu sync.Mutex
	// fault, if set, is asked before each call, with its operations.
	fault func(operations []*storage.Operation) Fault
}

// Fault is what becomes of a call.
type Fault int

// The faults.
const (
	None    Fault = iota
	Before        // nothing is done, and an error returned
	After         // all is done, and an error returned
	Partial       // the first half is done, and an error returned
	Panic
)

// NewFaulty returns a client that passes calls on until [Faulty.Break].
func NewFaulty(client storage.Client) *Faulty { return &Faulty{Client: client} }

// Break makes f decide what becomes of each call that writes or reads; nil mends it.
func (c *Faulty) Break(f func(operations []*storage.Operation) Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = f
}

// Get is Batch with one operation, as are Set and Delete.
func (c *Faulty) Get(ctx context.Context, key string) ([]byte, error) {
	operation := storage.GetOperation(key)
	err := c.Batch(ctx, operation)
	return operation.Value, err
}

// Set is Batch with one operation.
func (c *Faulty) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, storage.SetOperation(key, value))
}

// Delete is Batch with one operation.
func (c *Faulty) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, storage.DeleteOperation(key))
}

// Batch does as it is told.
func (c *Faulty) Batch(ctx context.Context, operations ...*storage.Operation) error {
	c.mu.Lock()
	fault := c.fault
	c.mu.Unlock()
	if fault == nil {
		return c.Client.Batch(ctx, operations...)
	}
	switch fault(operations) {
	case Before:
		return ErrFault
	case After:
		return errors.Join(c.Client.Batch(ctx, operations...), ErrFault)
	case Partial:
		return errors.Join(c.Client.Batch(ctx, operations[:len(operations)/2]...), ErrFault)
	case Panic:
		panic("page 17 is damaged")
	default:
		return c.Client.Batch(ctx, operations...)
	}
}

// Writes reports whether an operation writes.
func Writes(operations []*storage.Operation) bool {
	for _, operation := range operations {
		if operation.Type != storage.Get {
			return true
		}
	}
	return false
}
