// Package redact finds personal data and secrets in the text of agents'
// telemetry and puts something harmless in their place.
//
// It works inside structure: a string that holds JSON is iterated in place at
// its string leaves, keys and number leaves, JSON in JSON included, and is never
// parsed and written again, so every byte that is not part of a finding is the
// byte that came in. Escapes, percent-encoding and look-alike characters are
// undone in a view beside the text; findings are mapped back to the bytes.
//
// The detectors are data of package detect, from redact/pii, redact/secret and
// redact/person. This package decides where they look, which context words and
// keys speak for a finding, which of two overlapping findings counts, and what
// becomes of it. It fails closed: what could not be processed is replaced.
//
// It knows nothing of pdata, configuration files or metrics: the
// genai_redaction processor walks records and counts what is found here.
package redact
