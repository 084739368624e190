package genaialertexporter

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/metadata"
)

// NewFactory returns the factory of genai_alert.
func NewFactory() exporter.Factory {
	return exporter.NewFactory(metadata.Type, createDefaultConfig, exporter.WithLogs(createLogs, metadata.LogsStability))
}

func createLogs(ctx context.Context, set exporter.Settings, cfg component.Config) (exporter.Logs, error) {
	config, ok := cfg.(*Config)
	if !ok {
		return nil, fmt.Errorf("unexpected config type %T", cfg)
	}
	e, err := newAlertExporter(set, config)
	if err != nil {
		return nil, err
	}
	return e.logs(ctx, set)
}

// logs has exporterhelper count what comes and bound its time. Its queue is not used: see docs/adr/009.
func (e *alertExporter) logs(ctx context.Context, set exporter.Settings) (exporter.Logs, error) {
	return exporterhelper.NewLogs(ctx, set, e.config, e.consumeLogs,
		exporterhelper.WithTimeout(exporterhelper.TimeoutConfig{Timeout: e.config.Timeout}),
		exporterhelper.WithStart(e.start), exporterhelper.WithShutdown(e.shutdown))
}
