package archtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

type manifest struct {
	Dist       map[string]any   `yaml:"dist"`
	Receivers  []manifestModule `yaml:"receivers"`
	Processors []manifestModule `yaml:"processors"`
	Exporters  []manifestModule `yaml:"exporters"`
	Connectors []manifestModule `yaml:"connectors"`
	Extensions []manifestModule `yaml:"extensions"`
}

type manifestModule struct {
	GoMod  string `yaml:"gomod"`
	Import string `yaml:"import"`
	Path   string `yaml:"path"`
}

func (m *manifest) byRoom() map[string][]manifestModule {
	return map[string][]manifestModule{
		"connector": m.Connectors, "exporter": m.Exporters, "extension": m.Extensions, "processor": m.Processors, "receiver": m.Receivers,
	}
}

func readManifest(t *testing.T) *manifest {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "builder-config.yaml"))
	require.NoError(t, err)
	var m manifest
	require.NoError(t, yaml.Unmarshal(data, &m))
	return &m
}

func TestManifestListsTheComponentsThereAre(t *testing.T) {
	var listed []string
	for room, modules := range readManifest(t).byRoom() {
		for _, m := range modules {
			pkg, mine := ours(m.Import)
			if !mine {
				continue
			}
			assert.True(t, under(pkg, room), "%s is listed under %ss", pkg, room)
			assert.Equal(t, ".", m.Path, "%s is built from this tree", pkg)
			listed = append(listed, pkg)
		}
	}
	slices.Sort(listed)
	assert.Equal(t, components(t), listed)
}

// Every component has the same faces.
func TestComponentsAreComplete(t *testing.T) {
	for _, folder := range components(t) {
		for _, name := range []string{"README.md", "metadata.yaml", "config.go", "factory.go", "documentation.md", "generated_component_test.go"} {
			assert.FileExists(t, filepath.Join(root, folder, name))
		}
		data, err := os.ReadFile(filepath.Join(root, folder, "metadata.yaml"))
		require.NoError(t, err)
		var meta struct {
			Type   string `yaml:"type"`
			Status struct {
				Class string `yaml:"class"`
			} `yaml:"status"`
		}
		require.NoError(t, yaml.Unmarshal(data, &meta))
		room, name, _ := strings.Cut(folder, "/")
		assert.Equal(t, room, meta.Status.Class, folder)
		assert.Equal(t, name, strings.ReplaceAll(meta.Type, "_", "")+room, "the folder is the type without underscores and the kind")
	}
}

// Core and contrib are one release; what lags behind is named here with the reason.
func TestVersionsAreOneRelease(t *testing.T) {
	behind := map[string]string{
		"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/kafkareceiver":         "v0.160.0", // v0.161.0 needs a module that cannot be had
		"github.com/open-telemetry/opentelemetry-collector-contrib/exporter/kafkaexporter":         "v0.160.0",
		"github.com/open-telemetry/opentelemetry-collector-contrib/exporter/loadbalancingexporter": "v0.160.0",
	}
	for _, modules := range readManifest(t).byRoom() {
		for _, m := range modules {
			path, version, _ := strings.Cut(m.GoMod, " ")
			if path == module {
				continue
			}
			want := "v0.161.0"
			if lagging, ok := behind[path]; ok {
				want = lagging
			}
			assert.Equal(t, want, version, path)
		}
	}
}
