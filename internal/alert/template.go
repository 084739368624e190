package alert

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
)

// Template is a text with fields to be filled from an event. It has no loops and calls no other
// template, so that it ends.
type Template struct{ parsed *template.Template }

// TextData is what a template can say.
type TextData struct {
	Alert    string
	Severity string
	Event    string
	Service  string
	Session  string
	TraceID  string
	// Default is the text that there would be without the template.
	Default string
	// Attributes are those that may be told, by name: {{index .Attributes "gen_ai.tool.name"}}.
	Attributes map[string]string
}

// maxOutput bounds what a template may write, in bytes.
const maxOutput = 8 << 10

var errTooLong = errors.New("the text is longer than 8 KiB")

// wide are formats that make much of little.
var wide = regexp.MustCompile(`\d{4}|\*`)

var functions = template.FuncMap{
	"printf": func(format string, values ...any) (string, error) {
		if wide.MatchString(format) {
			return "", errTooLong
		}
		return fmt.Sprintf(format, values...), nil
	},
	"call": func() (string, error) { return "", errors.New("there is nothing to call") },
}

// ParseTemplate reads a template and tries it, with data as of an event without attributes.
func ParseTemplate(text string) (*Template, error) {
	parsed, err := template.New("text").Funcs(functions).Option("missingkey=zero").Parse(text)
	if err != nil {
		return nil, err
	}
	if len(parsed.Templates()) > 1 {
		return nil, errors.New("must not define templates")
	}
	if parsed.Tree != nil {
		if err := finite(parsed.Root); err != nil {
			return nil, err
		}
	}
	t := &Template{parsed}
	if _, err := t.write(&TextData{Attributes: map[string]string{}}); err != nil {
		return nil, err
	}
	return t, nil
}

// finite refuses what may not end.
func finite(node parse.Node) error {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, inner := range n.Nodes {
			if err := finite(inner); err != nil {
				return err
			}
		}
	case *parse.RangeNode:
		return errors.New("must not have range")
	case *parse.TemplateNode:
		return errors.New("must not call templates")
	case *parse.IfNode:
		return errors.Join(finite(n.List), finite(n.ElseList))
	case *parse.WithNode:
		return errors.Join(finite(n.List), finite(n.ElseList))
	}
	return nil
}

// write fills the template.
func (t *Template) write(data *TextData) (string, error) {
	var out strings.Builder
	if err := t.parsed.Execute(&limited{&out, maxOutput}, data); err != nil {
		return "", err
	}
	return out.String(), nil
}

// limited fails once too much was written.
type limited struct {
	to   io.Writer
	left int
}

func (w *limited) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errTooLong
	}
	return w.to.Write(p)
}
