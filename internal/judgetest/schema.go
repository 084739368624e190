package judgetest

import (
	"embed"
	"fmt"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

//go:embed schema/*.json
var schemas embed.FS

func compiled(name string) *jsonschema.Schema { return standin.Schema(schemas, name) }

// check is what is wrong with a body.
func check(schema *jsonschema.Schema, body []byte) error {
	document, err := standin.Decode(body)
	if err != nil {
		return err
	}
	return schema.Validate(document)
}

// strict is what is wrong with a schema of strict output that a schema cannot say: every
// property is required.
func strict(schema any) error {
	object, ok := schema.(map[string]any)
	if !ok {
		return nil
	}
	properties, _ := object["properties"].(map[string]any)
	required, _ := object["required"].([]any)
	for name, property := range properties {
		if !slices.Contains(required, any(name)) {
			return fmt.Errorf("'required' is required to be supplied and to be an array including every key in properties. Missing '%s'", name)
		}
		if err := strict(property); err != nil {
			return err
		}
	}
	return nil
}
