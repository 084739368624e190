//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genainormalizerprocessor brings GenAI spans and log records of every
// dialect into the current conventions, so that whatever stands behind it has
// one vocabulary to read. What a record says is decided in internal/genai/dialect;
// here it meets batches and telemetry.
package genainormalizerprocessor
