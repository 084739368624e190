package standin

import (
	"bytes"
	"embed"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema compiles schema/name, with its formats checked, those that are given before the
// usual ones. One that does not compile is a fault of the package that has it.
func Schema(files embed.FS, name string, formats ...*jsonschema.Format) *jsonschema.Schema {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	for _, format := range formats {
		compiler.RegisterFormat(format)
	}
	text, err := files.ReadFile("schema/" + name)
	if err != nil {
		panic(err)
	}
	document, err := Decode(text)
	if err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	if err := compiler.AddResource(name, document); err != nil {
		panic(err)
	}
	return compiler.MustCompile(name)
}

// Decode reads JSON as schemas are held against it.
func Decode(body []byte) (any, error) { return jsonschema.UnmarshalJSON(bytes.NewReader(body)) }
