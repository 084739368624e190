// Package genaimetricsconnector turns GenAI spans, normalised and priced, into
// metrics: tokens, cost, calls, latency, tools and agents per service and model.
//
// What a span means is read with internal/genai; what is emitted is declared in
// families.go; how measurements become series is the work of internal/aggregate.
package genaimetricsconnector
