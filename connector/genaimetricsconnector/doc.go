// Package genaimetricsconnector turns GenAI spans, normalised and priced, into
// metrics: tokens, cost, calls, latency, tools and agents per service and model; and
// verdicts, on spans or as log records, into metrics of quality.
//
// What a span or a verdict means is read with internal/genai, what a score is worth with
// internal/evaluation; what is emitted is declared in families.go; how measurements become
// series is the work of internal/aggregate. The instances of one component share an engine.
package genaimetricsconnector
