// Package render writes planned spans as OTLP, in the GenAI semantic
// conventions 1.41.1 of package genai.
package render
