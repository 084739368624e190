package genaialertexporter

import (
	"context"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// dryRun stands for a destination, and logs what it would be sent. Texts and labels may be
// personal and are left out.
type dryRun struct {
	destination.Destination
	logger *zap.Logger
}

// Send logs.
func (d *dryRun) Send(_ context.Context, notices []alert.Notice) error {
	for i := range notices {
		n := &notices[i]
		d.logger.Info("dry run: would tell", zap.Stringer("action", n.Action), zap.String("alert", n.Incident.Name),
			zap.Stringer("severity", n.Incident.Severity), zap.String("key", n.Incident.Key), zap.Time("began", n.Incident.Began))
	}
	return nil
}

// Close closes what it stands for.
func (d *dryRun) Close() {
	if closer, ok := d.Destination.(interface{ Close() }); ok {
		closer.Close()
	}
}
