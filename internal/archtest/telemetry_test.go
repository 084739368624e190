package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var ownName = regexp.MustCompile(`^genai\.[a-z0-9_.]+[a-z0-9_]$`)

// Every attribute and metric of ours that is named in our code is on the
// telemetry page, where users and dashboards look it up.
func TestEveryNameIsDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "telemetry.md"))
	require.NoError(t, err)
	names := ownNames(t)
	require.Greater(t, len(names), 15)
	for name, file := range names {
		whole := regexp.MustCompile(`(^|[^a-z0-9_.])` + regexp.QuoteMeta(name) + `([^a-z0-9_.]|$)`)
		assert.True(t, whole.Match(page), "%s, named in %s, is not on docs/telemetry.md", name, file)
	}
}

// ownNames finds the string literals of our components and vocabulary that are names under genai.
func ownNames(t *testing.T) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, room := range append([]string{"internal/genai"}, componentRooms...) {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, entry fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return fs.SkipDir
			}
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(entry.Name(), "generated_") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(node ast.Node) bool {
				if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					if name, err := strconv.Unquote(literal.Value); err == nil && ownName.MatchString(name) {
						names[name] = path
					}
				}
				return true
			})
			return nil
		})
		require.NoError(t, err)
	}
	return names
}
