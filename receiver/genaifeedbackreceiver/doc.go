//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genaifeedbackreceiver takes what people think of an answer over HTTP and makes
// evaluation events of it, on the span that gave the answer.
package genaifeedbackreceiver
