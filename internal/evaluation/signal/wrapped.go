package signal

// Shape is [ShapeOf] of what a result says: MCP, and messages of models, wrap the text of a
// tool in a list of parts, so that all results would look alike.
func (r *Reader) Shape(result string, seed uint64) Shape {
	inner, failed, ok := r.unwrap(result)
	if !ok {
		return ShapeOf(result, seed)
	}
	shape := ShapeOf(inner, seed)
	shape.failed = shape.failed || failed
	return shape
}

// unwrap takes the only text out of {"content": [{"type": "text", "text": ...}]} or of the
// list alone; failed is what isError says.
func (r *Reader) unwrap(result string) (text string, failed, ok bool) {
	if len(result) > MaxText {
		return "", false, false
	}
	s := scan{text: result}
	raw, found := "", false
	switch s.peek() {
	case '[':
		raw, found = s.onlyText()
	case '{':
		s.at++
		for first := true; s.next(&first, '}'); {
			switch s.key() {
			case "content":
				raw, found = s.onlyText()
			case "isError":
				failed = s.peek() == 't'
				s.skip(0)
			case "structuredContent", "_meta":
				s.skip(0)
			default:
				return "", false, false
			}
		}
	}
	if !found || s.bad || s.peek() != 0 || s.at < len(s.text) {
		return "", false, false
	}
	return unquote(raw, &r.text), failed, true
}

// onlyText takes a list of one part that is a text, as it is written.
func (s *scan) onlyText() (raw string, ok bool) {
	if s.peek() != '[' {
		s.fail()
		return "", false
	}
	s.at++
	parts, texts := 0, 0
	for first := true; s.next(&first, ']'); parts++ {
		if s.peek() != '{' {
			s.skip(0)
			continue
		}
		s.at++
		isText := false
		for first := true; s.next(&first, '}'); {
			switch key := s.key(); {
			case key == "type" && s.peek() == '"':
				isText = s.quoted() == "text"
			case key == "text" && s.peek() == '"':
				raw = s.quoted()
			default:
				s.skip(0)
			}
		}
		if isText {
			texts++
		}
	}
	return raw, parts == 1 && texts == 1
}
