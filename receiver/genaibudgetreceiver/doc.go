//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genaibudgetreceiver turns the state of the ledger into telemetry: metrics
// of sessions and budgets on an interval, and the events of the ledger as log records
// at once. Its metrics and its logs come from one instance, so that each event is
// counted and delivered once.
//
// What is worth an event is decided in internal/session, behind the extension that
// owns the ledger. Here events become log records and measurements.
package genaibudgetreceiver
