package dialect

import "strings"

// partOf reads one piece of a message. What has no counterpart in the
// conventions keeps its own form, which their schema allows.
func partOf(object map[string]any) part {
	switch kind := str(object, "type"); kind {
	case "text", "input_text", "output_text", "refusal", "summary_text":
		return textPart(str(object, "text", "content", "refusal"))
	case "reasoning", "thinking", "redacted_thinking":
		return part{kind: partReasoning, text: reasoningText(object)}
	case "tool_call", "tool-call", "tool_use", "function_call", "function":
		return toolCallOf(object)
	case "tool_call_response", "tool-result", "tool_result", "function_call_output":
		return part{
			kind:  partToolResponse,
			id:    str(object, "id", "toolCallId", "tool_use_id", "call_id", "tool_call_id"),
			value: responseOf(member(object, "response", "result", "output", "content")),
		}
	case "image", "image_url", "input_image", "file", "input_file", "input_audio", "audio", "document", "video", "media":
		if p, ok := mediaOf(kind, object); ok {
			return p
		}
	case "":
		return untypedPart(object)
	}
	return part{kind: partOther, value: object}
}

// toolCallOf reads a call in the form of OpenAI (wrapped in function), of
// Anthropic, of the Vercel AI SDK or of the conventions.
func toolCallOf(object map[string]any) part {
	p := part{
		kind:  partToolCall,
		id:    str(object, "call_id", "toolCallId", "id"),
		name:  str(object, "name", "toolName"),
		value: member(object, "arguments", "args", "input"),
	}
	if function := inside(object, "function"); function != nil {
		p.name = str(function, "name")
		p.value = member(function, "arguments")
	}
	return p
}

// responseOf takes the wrapping of the Vercel AI SDK ({type: json, value: ...})
// and a list of one text off a tool's result.
func responseOf(value any) any {
	switch value := value.(type) {
	case map[string]any:
		switch str(value, "type") {
		case "json", "text", "error-text", "error-json":
			if inner, ok := value["value"]; ok {
				return inner
			}
		}
	case []any:
		if len(value) != 1 {
			break
		}
		if only, ok := value[0].(map[string]any); ok && str(only, "type") == "text" && only["text"] != nil {
			return only["text"]
		}
	}
	return value
}

func reasoningText(object map[string]any) string {
	if text := str(object, "content", "text", "thinking"); text != "" {
		return text
	}
	var all []string
	for _, name := range []string{"summary", "content"} {
		list, _ := object[name].([]any)
		for _, element := range list {
			if inner, ok := element.(map[string]any); ok {
				all = append(all, str(inner, "text"))
			}
		}
	}
	return strings.Join(all, "\n")
}

// untypedPart reads a part of Gemini, whose member says what it is.
func untypedPart(object map[string]any) part {
	if call := inside(object, "functionCall"); call != nil {
		return part{kind: partToolCall, id: str(call, "id"), name: str(call, "name"), value: member(call, "args")}
	}
	if response := inside(object, "functionResponse"); response != nil {
		return part{kind: partToolResponse, id: str(response, "id"), value: member(response, "response")}
	}
	if data := inside(object, "inlineData"); data != nil {
		return part{kind: partBlob, text: str(data, "data"), mimeType: str(data, "mimeType"), modality: modalityOf(str(data, "mimeType"))}
	}
	if file := inside(object, "fileData"); file != nil {
		return part{kind: partURI, text: str(file, "fileUri"), mimeType: str(file, "mimeType"), modality: modalityOf(str(file, "mimeType"))}
	}
	if text, ok := object["text"].(string); ok {
		if thought, _ := object["thought"].(bool); thought {
			return part{kind: partReasoning, text: text}
		}
		return textPart(text)
	}
	return part{kind: partOther, value: map[string]any{"type": "unknown", "value": object}}
}

// mediaOf reads images, sound and files.
func mediaOf(kind string, object map[string]any) (part, bool) {
	p := part{mimeType: str(object, "mime_type", "mimeType", "mediaType", "media_type")}
	if source := inside(object, "source"); source != nil { // Anthropic
		object = source
		p.mimeType = str(source, "media_type")
	}
	if sound := inside(object, "input_audio"); sound != nil {
		p.mimeType = "audio/" + str(sound, "format")
		object = sound
	}
	location := str(object, "uri", "url", "image_url", "file_url", "image", "audio")
	if location == "" {
		location = str(inside(object, "image_url"), "url")
	}
	switch {
	case str(object, "file_id") != "":
		p.kind, p.text = partFile, str(object, "file_id")
	case str(object, "data", "file_data") != "":
		p.kind, p.text = partBlob, str(object, "data", "file_data")
	case str(object, "content") != "" && kind != "document":
		p.kind, p.text = partBlob, str(object, "content")
	case location != "":
		p.kind, p.text = partURI, location
	default:
		return p, false
	}
	p.fromDataURI()
	p.modality = str(object, "modality")
	if p.modality == "" {
		p.modality = modalityOf(p.mimeType)
	}
	if p.modality == "" {
		p.modality = kindModality(kind)
	}
	return p, true
}

// fromDataURI takes data:image/png;base64,... apart.
func (p *part) fromDataURI() {
	rest, ok := strings.CutPrefix(p.text, "data:")
	if !ok {
		return
	}
	head, data, ok := strings.Cut(rest, ",")
	if !ok {
		return
	}
	mimeType, _, _ := strings.Cut(head, ";")
	p.kind, p.text, p.mimeType = partBlob, data, mimeType
}

func modalityOf(mimeType string) string {
	major, _, _ := strings.Cut(mimeType, "/")
	switch major {
	case "image", "audio", "video":
		return major
	case "":
		return ""
	default:
		return "document"
	}
}

func kindModality(kind string) string {
	switch {
	case strings.Contains(kind, "image"):
		return "image"
	case strings.Contains(kind, "audio"):
		return "audio"
	case kind == "video":
		return kind
	default:
		return "document"
	}
}
