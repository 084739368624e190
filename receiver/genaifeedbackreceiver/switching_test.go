package genaifeedbackreceiver

import (
	"context"

	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
)

// switching takes logs while it has no error.
type switching struct {
	*consumertest.LogsSink
	err error
}

func (s *switching) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	if s.err != nil {
		return s.err
	}
	return s.LogsSink.ConsumeLogs(ctx, logs)
}
