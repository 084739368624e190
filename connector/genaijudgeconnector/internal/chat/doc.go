// Package chat asks a model one question over HTTP: OpenAI's chat completions and what is
// compatible with them, Anthropic's messages, Ollama's chat. Nothing of a question, an answer or
// a server's words gets into an error.
package chat
