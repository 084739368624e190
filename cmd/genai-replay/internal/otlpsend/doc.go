// Package otlpsend sends OTLP over gRPC or HTTP, tries again what the receiver
// says may be tried again, and reads what it refused.
package otlpsend
