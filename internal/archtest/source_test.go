package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/otelcol-genai/otelcol-genai"

// root is the repository's root, seen from this package.
const root = "../.."

// componentRooms are the folders of shells.
var componentRooms = []string{"connector", "exporter", "extension", "processor", "receiver"}

// source is one Go file of ours and what it imports.
type source struct {
	path    string // from the root, with forward slashes
	test    bool
	imports []string
}

// dir is the folder of the file, which is its package's path in the module.
func (s source) dir() string { return filepath.ToSlash(filepath.Dir(s.path)) }

// sources reads all Go files. It reads them itself: the go command would answer
// from its cache, and the test would go on passing after a wall fell.
func sources(t *testing.T) []source {
	t.Helper()
	var found []source
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "bin") {
			return filepath.SkipDir
		}
		if entry.IsDir() && path != root {
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
				return filepath.SkipDir // a module of its own, of which nothing is in the product
			}
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(relative), test: strings.HasSuffix(name, "_test.go")}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		found = append(found, s)
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}

// components lists the folders that are components: those with a metadata.yaml.
func components(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, room := range componentRooms {
		entries, err := os.ReadDir(filepath.Join(root, room))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		for _, entry := range entries {
			if entry.IsDir() {
				found = append(found, room+"/"+entry.Name())
			}
		}
	}
	require.NotEmpty(t, found)
	return found
}

// ours returns the part of an import path below our module.
func ours(imported string) (string, bool) { return strings.CutPrefix(imported, module+"/") }

// under reports whether a package is one of the rooms or below one of them.
func under(pkg string, rooms ...string) bool {
	return slices.ContainsFunc(rooms, func(room string) bool {
		return pkg == room || strings.HasPrefix(pkg, room+"/")
	})
}

func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}
