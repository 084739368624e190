package recorded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Fixture is one folder of recordings.
type Fixture struct {
	Name string
	// Traces and Logs are the files with spans and with log records, by their
	// path in the folder.
	Traces, Logs []string

	path string
}

// Files in a folder that are no recordings.
var notRecordings = map[string]bool{"expected.json": true, "cases.json": true, "metrics.json": true}

// notSpans are folders without spans: schemas.
var notSpans = map[string]bool{"otel_json_schemas": true}

// Root finds the testdata folder from wherever a test runs in the module.
func Root() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return filepath.Join(at, "testdata"), nil
		}
		parent := filepath.Dir(at)
		if parent == at {
			return "", errors.New("find testdata: not inside of the module")
		}
		at = parent
	}
}

// Fixtures lists the folders of recordings, sorted by name.
func Fixtures() ([]Fixture, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var fixtures []Fixture
	for _, entry := range entries {
		f := Fixture{Name: entry.Name(), path: filepath.Join(root, entry.Name())}
		if _, err := os.Stat(filepath.Join(f.path, "SOURCE")); err != nil || notSpans[f.Name] {
			continue
		}
		if err := f.list(); err != nil {
			return nil, err
		}
		fixtures = append(fixtures, f)
	}
	return fixtures, nil
}

func (f *Fixture) list() error {
	return filepath.WalkDir(f.path, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".json" || notRecordings[entry.Name()] {
			return err
		}
		name, err := filepath.Rel(f.path, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if strings.HasSuffix(name, "logs.json") {
			f.Logs = append(f.Logs, name)
		} else {
			f.Traces = append(f.Traces, name)
		}
		return nil
	})
}

func (f *Fixture) read(file string) ([]byte, error) {
	return os.ReadFile(filepath.Join(f.path, filepath.FromSlash(file)))
}

// ReadTraces reads the spans of a file.
func (f *Fixture) ReadTraces(file string) (ptrace.Traces, error) {
	data, err := f.OTLP(file)
	if err != nil {
		return ptrace.Traces{}, err
	}
	traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data)
	if err != nil {
		return ptrace.Traces{}, fmt.Errorf("read %s/%s: %w", f.Name, file, err)
	}
	return traces, nil
}

// ReadLogs reads the log records of a file.
func (f *Fixture) ReadLogs(file string) (plog.Logs, error) {
	data, err := f.OTLP(file)
	if err != nil {
		return plog.Logs{}, err
	}
	logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(data)
	if err != nil {
		return plog.Logs{}, fmt.Errorf("read %s/%s: %w", f.Name, file, err)
	}
	return logs, nil
}
