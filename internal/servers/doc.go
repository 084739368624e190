// Package servers builds the servers that tests run for real: Prometheus,
// Alertmanager and Jaeger, with their tools. Each is built once from its Go
// module, at the version and checksums of internal/tools/*.mod, and kept under
// the user's cache folder by name and version.
package servers
