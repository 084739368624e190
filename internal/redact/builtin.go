package redact

import (
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/person"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/pii"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// builtin are the detectors of this product. Their order is that of priority,
// where two are as long and as sure.
func builtin() ([]detect.Code, []detect.Pattern) {
	return pii.Codes(), slices.Concat(secret.Patterns(), pii.Patterns(), person.Patterns())
}
