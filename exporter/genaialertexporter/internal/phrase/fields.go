package phrase

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// What is told of an incident at most: lengths in characters, of a URL in bytes. They are the
// smallest of what vendors take, or ours where no vendor has one.
const (
	MaxSummary    = 1024 // PagerDuty's
	MaxText       = 8192
	MaxFields     = 32
	MaxFieldName  = 128
	MaxFieldValue = 512
	MaxLinks      = 10
	maxURL        = 2048
)

// Fields are names and values that are ready to be sent, in order, each name once.
type Fields []alert.Label

// FieldsOf are the first of several lists of labels. Those without a name or a value are left
// out; of two with the same name the first is kept.
func FieldsOf(lists ...[]alert.Label) (fields Fields) {
	seen := make(map[string]bool)
	for _, list := range lists {
		for _, l := range list {
			name, value := Line(l.Name, MaxFieldName), Text(l.Value, MaxFieldValue)
			if name == "" || value == "" || seen[name] {
				continue
			}
			if len(fields) == MaxFields {
				return fields
			}
			seen[name] = true
			fields = append(fields, alert.Label{Name: name, Value: value})
		}
	}
	return fields
}

// Value is that of the first name that is there, "" without one.
func (f Fields) Value(names ...string) string {
	for _, name := range names {
		for _, l := range f {
			if l.Name == name {
				return l.Value
			}
		}
	}
	return ""
}

// MarshalJSON is an object in the order of the fields.
func (f Fields) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, l := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		for _, part := range []struct{ text, end string }{{l.Name, ":"}, {l.Value, ""}} {
			encoded, err := JSON(part.text)
			if err != nil {
				return nil, err
			}
			b.Write(encoded)
			b.WriteString(part.end)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// JSON encodes without the escapes that only a page of HTML needs, which make a text up to six times as long.
func JSON(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Links are those of an incident that lead to a page by http or https, at most [MaxLinks].
func Links(links []alert.Link) (fit []alert.Link) {
	for _, link := range links {
		address, ok := address(link.URL)
		if !ok {
			continue
		}
		text := Line(link.Text, MaxFieldName)
		if text == "" {
			text = "Link"
		}
		fit = append(fit, alert.Link{Text: text, URL: address})
		if len(fit) == MaxLinks {
			break
		}
	}
	return fit
}

// address is a URL with all escaped that a mark-up or a header could take for its own.
func address(text string) (string, bool) {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" || strings.ContainsAny(parsed.Host, `<>"|`) {
		return "", false
	}
	escaped := escapeURL.Replace(strings.ToValidUTF8(parsed.String(), "%EF%BF%BD"))
	return escaped, len(escaped) <= maxURL
}

var escapeURL = strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22", "|", "%7C", " ", "%20", "`", "%60")
