// Package judgetest has servers that stand in for those that models are asked through:
// OpenAI's chat completions, Anthropic's messages, Ollama's chat. Each refuses what the real
// one refuses by its published schema (schema/README.md), keeps what it was sent, and
// answers, or fails, as it is told. For tests only.
package judgetest
