// Package genailogconnector writes one log record for each model call: which
// session, provider and model, tokens by class, cost, latency, why it stopped,
// what failed, which tools were called, and the prompt and response as far as the
// content policy of genai_redaction left them on the span.
//
// It reads spans behind genai_redaction and decides nothing about what may be seen.
package genailogconnector
