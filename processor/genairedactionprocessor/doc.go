//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genairedactionprocessor masks personal data and secrets in spans, log
// records and metrics, and cuts prompts and completions to what the content
// policy lets pass.
//
// What is sensitive, and what becomes of it, is decided in internal/redact;
// where text can hide in a record is known to internal/pdatawalk. Here both meet
// configuration, the optional remote analyzer and telemetry. Original text is
// never logged, counted or put in an error.
package genairedactionprocessor
