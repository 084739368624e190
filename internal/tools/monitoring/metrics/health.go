package metrics

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// metadata is the part of a component's metadata.yaml that is about its own metrics.
type metadata struct {
	Attributes map[string]struct {
		NameOverride string `yaml:"name_override"`
	} `yaml:"attributes"`
	Telemetry struct {
		Metrics map[string]struct {
			Description string   `yaml:"description"`
			Unit        string   `yaml:"unit"`
			Attributes  []string `yaml:"attributes"`
			Gauge       *any     `yaml:"gauge"`
			Histogram   *any     `yaml:"histogram"`
			Sum         *struct {
				Monotonic bool `yaml:"monotonic"`
			} `yaml:"sum"`
		} `yaml:"metrics"`
	} `yaml:"telemetry"`
}

// readHealth reads what our components tell of themselves.
func readHealth(root string) (Table, error) {
	var table Table
	for _, kind := range []string{"receiver", "processor", "connector", "exporter", "extension"} {
		files, err := filepath.Glob(filepath.Join(root, kind, "*", "metadata.yaml"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			found, err := readMetadata(file)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			table = append(table, found...)
		}
	}
	slices.SortFunc(table, func(a, b Metric) int { return strings.Compare(a.Name, b.Name) })
	return table, nil
}

func readMetadata(file string) (Table, error) {
	text, err := os.ReadFile(file) //nolint:gosec // of the repository
	if err != nil {
		return nil, err
	}
	var data metadata
	if err := yaml.Unmarshal(text, &data); err != nil {
		return nil, err
	}
	var table Table
	for name, declared := range data.Telemetry.Metrics {
		m := Metric{Name: name, Unit: declared.Unit, Meaning: declared.Description, Source: Health}
		switch {
		case declared.Histogram != nil:
			m.Kind = Histogram
		case declared.Gauge != nil:
			m.Kind = Gauge
		case declared.Sum != nil && declared.Sum.Monotonic:
			m.Kind = Counter
		default:
			m.Kind = Sum
		}
		for _, attribute := range declared.Attributes {
			if override := data.Attributes[attribute].NameOverride; override != "" {
				attribute = override
			}
			m.Attributes = append(m.Attributes, attribute)
		}
		table = append(table, m)
	}
	return table, nil
}
