package genaisessionprocessor

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// flakyTraces does not take the first batches.
type flakyTraces struct{ failures int }

func (*flakyTraces) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (f *flakyTraces) ConsumeTraces(context.Context, ptrace.Traces) error {
	if f.failures > 0 {
		f.failures--
		return errors.New("not now")
	}
	return nil
}
