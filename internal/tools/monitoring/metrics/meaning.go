package metrics

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// emitters are the components that emit metrics of agents.
var emitters = []string{"connector/genaimetricsconnector", "receiver/genaibudgetreceiver"}

// readMeanings finds the descriptions that the emitters put on their metrics, by
// name: in a literal of theirs the first text after the name that is a sentence.
func readMeanings(root string) (map[string]string, error) {
	meanings := map[string]string{}
	for _, folder := range emitters {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			ast.Inspect(file, func(node ast.Node) bool {
				if literal, ok := node.(*ast.CompositeLit); ok {
					if name, meaning := describedIn(literal); meaning != "" {
						meanings[name] = meaning
					}
				}
				return true
			})
		}
	}
	return meanings, nil
}

func describedIn(literal *ast.CompositeLit) (name, meaning string) {
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			element = pair.Value
		}
		basic, ok := element.(*ast.BasicLit)
		if !ok || basic.Kind != token.STRING {
			continue
		}
		text, err := strconv.Unquote(basic.Value)
		switch {
		case err != nil:
		case strings.HasPrefix(text, "genai.") || strings.HasPrefix(text, "gen_ai."):
			name = text
		case name != "" && strings.HasSuffix(text, "."):
			return name, text
		}
	}
	return name, ""
}
