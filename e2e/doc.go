// Package e2e runs the collector that was built, as a user would: it starts
// bin/otelcol-genai, sends it telemetry over OTLP and looks at what comes out.
//
// Prometheus, Alertmanager and Jaeger are real: internal/servers builds them. Rules and
// routes are those that are shipped. A lapse shows Prometheus days of recorded sessions in
// a minute, see lapse_test.go; what is said of minutes in a rule stays minutes.
//
// `make test` builds the binary first. Ports are free ones of the loopback
// interface, so the tests run beside a collector that is already there.
package e2e
