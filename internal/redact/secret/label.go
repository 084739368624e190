package secret

import "strings"

// namedBefore is the name that stands before a key called value: in the same tag
// of XML, or in the field before, as Kubernetes and JSON list variables.
func namedBefore(text string, at int) string {
	if name := attributeName(text, at); name != "" {
		return name
	}
	end := at
	for end > 0 && at-end < 48 && strings.IndexByte(" \t\r\n,-\\\"'", text[end-1]) >= 0 {
		end--
	}
	start := (base64URL | dot).runBack(text, end, maxKey)
	label := start
	for label > 0 && start-label < 8 && strings.IndexByte(" \t\\\"'", text[label-1]) >= 0 {
		label--
	}
	if start == end || end == at || label == 0 || text[label-1] != ':' && text[label-1] != '=' {
		return ""
	}
	label--
	for n := 0; n < 4 && label > 0 && strings.IndexByte(" \\\"'", text[label-1]) >= 0; n++ {
		label--
	}
	switch text[letters.runBack(text, label, 8):label] {
	case "name", "Name", "key", "Key", "NAME":
		return text[start:end]
	default:
		return ""
	}
}

// attributeName is the name in key="name" or name="name" right before at.
func attributeName(text string, at int) string {
	end := at
	for end > 0 && at-end < 3 && blank(text[end-1]) {
		end--
	}
	if end == 0 || text[end-1] != '"' {
		return ""
	}
	end--
	start := (base64URL | dot).runBack(text, end, maxKey)
	if before := text[max(0, start-6):start]; strings.HasSuffix(before, `key="`) || strings.HasSuffix(before, `name="`) {
		return text[start:end]
	}
	return ""
}

// declared is the name before a type that stands between it and the operator:
// token: Optional[str] = "...", let key: &'static str = "...", var key string = "...".
func declared(text string, at int, typeName string) string {
	i := beforeType(text, at)
	switch {
	case i > 0 && text[i-1] == '[':
		i = beforeType(text, word.runBack(text, i-1, 16))
	case i > 0 && text[i-1] == '|' && typeName == "None":
		i = beforeType(text, word.runBack(text, skipBack(text, i-1), 16))
	case strings.HasSuffix(text[:i], "'static"):
		i = beforeType(text, i-len("'static"))
	}
	if i == at {
		return ""
	}
	return text[word.runBack(text, i, maxKey):i]
}

// beforeType passes back over what joins a name and its type.
func beforeType(text string, at int) int {
	i := at
	for i > 0 && at-i < 4 && strings.IndexByte(" \t:&", text[i-1]) >= 0 {
		i--
	}
	return i
}

func skipBack(text string, at int) int {
	for at > 0 && blank(text[at-1]) {
		at--
	}
	return at
}
