// Package e2e runs the collector that was built, as a user would: it starts
// bin/otelcol-genai, sends it telemetry over OTLP and looks at what comes out.
//
// `make test` builds the binary first. Ports are free ones of the loopback
// interface, so the tests run beside a collector that is already there.
package e2e
