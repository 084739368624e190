// Package genai is the vocabulary of GenAI telemetry over pdata: what a model
// call, a tool call and an agent run look like once genai_normalizer has
// written them in the current conventions (semantic conventions 1.41.1).
//
// It reads attributes and never decides what a call costs, who may see it or
// whether it is too much: those are domain rooms. Every component reads records
// through [Read], so that they all agree on what counts as a call.
package genai
