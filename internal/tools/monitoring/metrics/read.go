package metrics

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Read collects the metrics of the repository in a folder.
func Read(root string) (Table, error) {
	table, err := readPage(root)
	if err != nil {
		return nil, err
	}
	meanings, err := readMeanings(root)
	if err != nil {
		return nil, err
	}
	for i := range table {
		m := &table[i]
		if m.Meaning = meanings[m.Name]; m.Meaning == "" {
			return nil, fmt.Errorf("%s is in docs/telemetry.md, but no component describes it", m.Name)
		}
	}
	health, err := readHealth(root)
	if err != nil {
		return nil, err
	}
	others, err := readOthers(filepath.Join(root, "monitoring", "metrics.yaml"))
	if err != nil {
		return nil, err
	}
	table = slices.Concat(table, health, others)
	return table, table.check()
}

func (t Table) check() error {
	seen := map[string]bool{}
	for i := range t {
		name := t[i].Prometheus()
		if seen[name] {
			return fmt.Errorf("%s is declared twice; is it still in monitoring/metrics.yaml?", name)
		}
		seen[name] = true
	}
	return nil
}

var (
	pageRow  = regexp.MustCompile("(?m)^\\| `([a-z0-9_.]+)` \\| (counter|histogram|gauge|sum) \\| ([^|]+) \\| ([^|]+) \\|$")
	inParens = regexp.MustCompile(`\([^)]*\)`)
)

// readPage reads the tables of docs/telemetry.md, which tests compare with what is emitted.
func readPage(root string) (Table, error) {
	text, err := os.ReadFile(filepath.Join(root, "docs", "telemetry.md")) //nolint:gosec // of the repository
	if err != nil {
		return nil, err
	}
	budgets := bytes.Index(text, []byte("From the genai_budget receiver, on the resource"))
	if budgets < 0 {
		return nil, errors.New("docs/telemetry.md does not say where the metrics of the genai_budget receiver begin")
	}
	var table Table
	for _, row := range pageRow.FindAllSubmatchIndex(text, -1) {
		cell := func(i int) string { return string(text[row[2*i]:row[2*i+1]]) }
		m := Metric{Name: cell(1), Kind: Kind(cell(2)), Unit: cell(3), Source: Agents}
		if row[0] > budgets {
			m.Source = Budgets
		}
		for attribute := range strings.SplitSeq(inParens.ReplaceAllString(cell(4), ""), ",") {
			if attribute = strings.TrimSpace(attribute); attribute != "-" {
				m.Attributes = append(m.Attributes, attribute)
			}
		}
		table = append(table, m)
	}
	return table, nil
}

// readOthers reads monitoring/metrics.yaml.
func readOthers(path string) (Table, error) {
	text, err := os.ReadFile(path) //nolint:gosec // of the repository
	if err != nil {
		return nil, err
	}
	var lists map[Source]Table
	if err := yaml.Unmarshal(text, &lists); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var table Table
	for _, source := range []Source{Collector, Prometheus} {
		for _, m := range lists[source] {
			m.Source = source
			table = append(table, m)
		}
	}
	return table, nil
}
