package dialect

// appendDefinitions writes the tools a model was offered, as the conventions
// have them: {type, name, description, parameters}.
func appendDefinitions(buf []byte, tools []any) []byte {
	buf = append(buf, '[')
	var written int
	for _, tool := range tools {
		object, ok := tool.(map[string]any)
		if !ok {
			continue
		}
		buf = appendSeparator(buf, written)
		buf = appendDefinition(buf, object)
		written++
	}
	return append(buf, ']')
}

// appendDefinition takes the function out of its wrapping (OpenAI chat), and
// the schema from whatever member an SDK has it in.
func appendDefinition(buf []byte, tool map[string]any) []byte {
	kind := str(tool, "type")
	if function := inside(tool, "function"); function != nil {
		tool = function
	}
	if kind == "" || kind == "custom" && tool["input_schema"] != nil { // Anthropic's custom tools are functions
		kind = "function"
	}
	name := str(tool, "name")
	if name == "" {
		name = kind // a tool of the provider: web_search, file_search
	}
	buf = append(buf, `{"type":`...)
	buf = appendString(buf, kind)
	buf = appendMember(buf, "name", name)
	buf = appendOptional(buf, "description", str(tool, "description"))
	if schema := member(tool, "parameters", "input_schema", "inputSchema"); schema != nil {
		buf = append(buf, `,"parameters":`...)
		buf = appendValue(buf, schema)
	}
	return append(buf, '}')
}
