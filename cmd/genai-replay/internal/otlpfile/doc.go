// Package otlpfile reads files of OTLP JSON: one export request per file, one
// per line, or several after each other, as the Collector's file exporter and
// most test fixtures have them.
package otlpfile
