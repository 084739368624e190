// Command monitoring writes what is in monitoring/ and docs/metrics.md from
// monitoring/alerts.yaml and the metrics that the components declare.
//
//	go run . [-root DIR] [-definitions FILE] [-out DIR]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/datadog"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/grafana"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/metrics"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/prometheus"
	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/runbook"
)

func main() {
	root := flag.String("root", "../../..", "folder of the repository")
	definitions := flag.String("definitions", "", "file of definitions (default monitoring/alerts.yaml of the repository)")
	out := flag.String("out", "", "folder to write into (default the repository)")
	flag.Parse()
	if err := run(*root, *definitions, *out); err != nil {
		fmt.Fprintln(os.Stderr, "monitoring:", err)
		os.Exit(1)
	}
}

func run(root, definitions, out string) error {
	if definitions == "" {
		definitions = filepath.Join(root, "monitoring", "alerts.yaml")
	}
	if out == "" {
		out = root
	}
	defined, err := definition.Read(definitions)
	if err != nil {
		return err
	}
	for _, output := range outputs {
		files, err := output(root, defined)
		if err != nil {
			return err
		}
		if err := write(out, files); err != nil {
			return err
		}
	}
	return nil
}

// outputs make files, by their path in the repository, from the definitions.
var outputs = []func(root string, f *definition.File) (map[string][]byte, error){
	prometheus.Files,
	metrics.Files,
	runbook.Files,
	grafana.Files,
	datadog.Files,
}

func write(folder string, files map[string][]byte) error {
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // they are files to be read
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil { //nolint:gosec // as above
			return err
		}
	}
	return nil
}
