package genairedactionprocessor

import "strings"

// carrier is an attribute that holds prompts or completions, as far as known by
// its key: who speaks in it where the text itself does not tell.
type carrier struct {
	speaker role
	// indexed is the length of the part of the key that names one message, to
	// which ".role" belongs: gen_ai.prompt.0 of gen_ai.prompt.0.content.
	indexed int
}

// carriers are the content attributes of the conventions and the dialects, by their whole key.
var carriers = map[string]role{
	"gen_ai.input.messages":        roleUser,
	"gen_ai.output.messages":       roleAssistant,
	"gen_ai.system_instructions":   roleSystem,
	"gen_ai.prompt":                roleUser,
	"gen_ai.completion":            roleAssistant,
	"gen_ai.tool.call.arguments":   roleAssistant,
	"gen_ai.tool.call.result":      roleTool,
	"gen_ai.tool.args":             roleAssistant,
	"gen_ai.retrieval.query.text":  roleUser,
	"gen_ai.retrieval.documents":   roleTool,
	"gen_ai.memory.query.text":     roleUser,
	"gen_ai.memory.records":        roleTool,
	"gen_ai.event.content":         roleUnknown,
	"input.value":                  roleUser,
	"output.value":                 roleAssistant,
	"llm.input_messages":           roleUser,
	"llm.output_messages":          roleAssistant,
	"llm.prompts":                  roleUser,
	"llm.completions":              roleAssistant,
	"llm.choices":                  roleAssistant,
	"traceloop.entity.input":       roleUser,
	"traceloop.entity.output":      roleAssistant,
	"langfuse.observation.input":   roleUser,
	"langfuse.observation.output":  roleAssistant,
	"langfuse.trace.input":         roleUser,
	"langfuse.trace.output":        roleAssistant,
	"ai.prompt":                    roleUser,
	"ai.prompt.messages":           roleUser,
	"ai.response.text":             roleAssistant,
	"ai.response.object":           roleAssistant,
	"ai.response.reasoning":        roleAssistant,
	"ai.response.toolCalls":        roleAssistant,
	"ai.result.text":               roleAssistant,
	"ai.result.object":             roleAssistant,
	"ai.result.toolCalls":          roleAssistant,
	"ai.toolCall.args":             roleAssistant,
	"ai.toolCall.result":           roleTool,
	"ai.value":                     roleUser,
	"ai.values":                    roleUser,
	"request_data":                 roleUser,
	"response_data":                roleAssistant,
	"all_messages_events":          roleUser,
	"pydantic_ai.all_messages":     roleUser,
	"final_result":                 roleAssistant,
	"tool_arguments":               roleAssistant,
	"tool_response":                roleTool,
	"system_prompt":                roleSystem,
	"gcp.vertex.agent.llm_request": roleUser, "gcp.vertex.agent.llm_response": roleAssistant,
	"gcp.vertex.agent.tool_call_args": roleAssistant, "gcp.vertex.agent.tool_response": roleTool,
	"gcp.vertex.agent.data": roleUser,
	"mastra.metadata.body":  roleAssistant,
	"genkit:input":          roleUser, "genkit:output": roleAssistant,
	"braintrust.input_json": roleUser, "braintrust.output_json": roleAssistant, "braintrust.expected": roleAssistant,
	"mlflow.spanInputs": roleUser, "mlflow.spanOutputs": roleAssistant,
	"user_prompt": roleUser, "prompt": roleUser, "response": roleAssistant, "completion": roleAssistant,
	"tool_input": roleAssistant, "tool_parameters": roleAssistant, "tool_output": roleTool, "tool_result": roleTool,
	"full_command": roleAssistant, "function_args": roleAssistant, "arguments": roleAssistant, "output": roleTool,
	"request_text": roleUser, "response_text": roleAssistant,
}

// indexedPrefix begins the keys that number messages.
type indexedPrefix struct {
	prefix  string
	speaker role
	nested  string // what stands between the number and the message's fields
}

var carrierPrefixes = []indexedPrefix{
	{prefix: "gen_ai.prompt.", speaker: roleUser},
	{prefix: "gen_ai.completion.", speaker: roleAssistant},
	{prefix: "llm.prompts.", speaker: roleUser},
	{prefix: "llm.completions.", speaker: roleAssistant},
	{prefix: "llm.choices.", speaker: roleAssistant},
	{prefix: "llm.input_messages.", speaker: roleUser, nested: "message"},
	{prefix: "llm.output_messages.", speaker: roleAssistant, nested: "message"},
	{prefix: "retrieval.documents.", speaker: roleTool},
	{prefix: "reranker.input_documents.", speaker: roleTool},
	{prefix: "reranker.output_documents.", speaker: roleTool},
	{prefix: "embedding.embeddings.", speaker: roleUser},
}

// carrierSuffixes end the keys that vendors make up around a span's type or a
// provider: mastra.agent_run.input, llm.openai.messages.
var carrierSuffixes = []struct {
	prefix, suffix string
	speaker        role
}{
	{"mastra.", ".input", roleUser},
	{"mastra.", ".output", roleAssistant},
	{"langfuse.", ".input", roleUser},
	{"langfuse.", ".output", roleAssistant},
	{"llm.", ".messages", roleUser},
	{"llm.", ".prompt", roleUser},
	{"llm.", ".input", roleUser},
	{"llm.", ".response", roleAssistant},
	{"gen_ai.prompt.variable.", "", roleUser},
}

// carrierOf says whether an attribute holds content.
func carrierOf(key string) (carrier, bool) {
	if speaker, ok := carriers[key]; ok {
		return carrier{speaker: speaker}, true
	}
	for i := range carrierPrefixes {
		p := &carrierPrefixes[i]
		if rest, ok := strings.CutPrefix(key, p.prefix); ok {
			if indexed, ok := p.message(rest); ok {
				return carrier{p.speaker, indexed}, !structural(lastSegment(key))
			}
		}
	}
	for i := range carrierSuffixes {
		s := &carrierSuffixes[i]
		if len(key) > len(s.prefix) && strings.HasPrefix(key, s.prefix) && strings.HasSuffix(key, s.suffix) {
			return carrier{speaker: s.speaker}, true
		}
	}
	return carrier{}, false
}

// message finds the end of the part of a key that names one message.
func (p *indexedPrefix) message(rest string) (end int, ok bool) {
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits < len(rest) && rest[digits] != '.' {
		return 0, false
	}
	end = len(p.prefix) + digits
	if p.nested != "" && strings.HasPrefix(rest[digits:], "."+p.nested) {
		end += 1 + len(p.nested)
	}
	return end, true
}

// contentEvents are the events, on spans or as log records, whose body or
// attributes are one message.
var contentEvents = map[string]role{
	"gen_ai.system.message": roleSystem, "gen_ai.user.message": roleUser, "gen_ai.assistant.message": roleAssistant,
	"gen_ai.tool.message": roleTool, "gen_ai.choice": roleAssistant,
	"gen_ai.content.prompt": roleUser, "gen_ai.content.completion": roleAssistant,
}

// contentBodies begin the bodies of log records that hold a conversation as text.
var contentBodies = []struct {
	prefix  string
	speaker role
}{
	{"Chat Model Prompt Content:", roleUser},
	{"Chat Model Completion:", roleAssistant},
}

// structuralKeys are the members of a message, or of a part of one, that say
// what it is rather than what was said.
var structuralKeys = map[string]bool{
	"role": true, "type": true, "id": true, "name": true, "finish_reason": true, "index": true, "tool_call_id": true,
	"call_id": true, "tool_use_id": true, "toolCallId": true, "toolName": true, "mime_type": true, "mimeType": true, "modality": true,
	"media_type": true, "mediaType": true, "file_id": true, "status": true, "finishReason": true, "stop_reason": true, "model": true,
	"object": true, "created": true, "byte_size": true, "event.name": true, "gen_ai.system": true, "gen_ai.provider.name": true,
}

// payloadKeys are the members whose inside is content, whatever it looks like.
var payloadKeys = map[string]bool{
	"arguments": true, "args": true, "response": true, "result": true, "input": true, "output": true, "parameters": true,
}

func structural(segment string) bool { return structuralKeys[segment] }

func lastSegment(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
