//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genaicostprocessor writes on each model call what it cost: what the
// record itself reports, else what the price book says for its provider, model,
// usage and time. A call that has no price is marked and counted, never guessed.
//
// What a usage costs is decided in internal/pricing; which spans record the same
// call in internal/samecall. Here both meet telemetry.
package genaicostprocessor
