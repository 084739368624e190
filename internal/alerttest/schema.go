package alerttest

import (
	"embed"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

//go:embed schema/*.json
var schemas embed.FS

// uri is what Alertmanager's generated code takes for one: what may follow the method in a request.
var uri = &jsonschema.Format{Name: "uri", Validate: func(value any) error {
	text, ok := value.(string)
	if !ok {
		return nil
	}
	_, err := url.ParseRequestURI(text)
	return err
}}

func compiled(name string) *jsonschema.Schema { return standin.Schema(schemas, name, uri) }

// fault is a place in a body and the keyword of the schema that it breaks.
type fault struct{ place, keyword string }

// faults are all that is wrong with a body, innermost ones only.
func faults(schema *jsonschema.Schema, body any) (found []fault) {
	var invalid *jsonschema.ValidationError
	if !errors.As(schema.Validate(body), &invalid) {
		return nil
	}
	var collect func(*jsonschema.ValidationError)
	collect = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			place := "/" + strings.Join(e.InstanceLocation, "/")
			if missing, ok := e.ErrorKind.(*kind.Required); ok {
				place = strings.TrimSuffix(place, "/") + "/" + strings.Join(missing.Missing, ",")
			}
			found = append(found, fault{place: place, keyword: strings.Join(e.ErrorKind.KeywordPath(), "/")})
		}
		for _, cause := range e.Causes {
			collect(cause)
		}
	}
	collect(invalid)
	slices.SortFunc(found, func(a, b fault) int { return strings.Compare(a.place+a.keyword, b.place+b.keyword) })
	return slices.Compact(found)
}
