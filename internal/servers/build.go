package servers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Path is the built program. The first call builds it, which takes minutes; calls
// at the same time, of other processes too, wait for that one build.
func Path(ctx context.Context, name Name) (string, error) {
	p, known := programs[name]
	if !known {
		return "", fmt.Errorf("no server %q: there are %v", name, Names)
	}
	tools, err := toolsFolder(ctx)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return p.path(ctx, name, tools, filepath.Join(cache, "otelcol-genai"))
}

func (p program) path(ctx context.Context, name Name, tools, cache string) (string, error) {
	version, err := p.version(tools)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, filepath.Base(p.module)+"-"+version)
	path := filepath.Join(folder, string(name))
	if exists(path) {
		return path, nil
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", err
	}
	unlock, err := lock(path + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if exists(path) { // somebody built it while we waited
		return path, nil
	}
	if err := p.build(ctx, tools, path); err != nil {
		return "", err
	}
	return path, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// toolsFolder is where the module files are: the tests that need a server run in
// the folder of their package, anywhere in the repository.
func toolsFolder(ctx context.Context) (string, error) {
	output, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	return filepath.Join(filepath.Dir(strings.TrimSpace(string(output))), "internal", "tools"), nil
}

// build compiles into a file of its own and moves that, so that a build which was
// cut off leaves nothing that looks whole.
func (p program) build(ctx context.Context, tools, path string) error {
	unfinished := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	defer os.Remove(unfinished)
	args := []string{"build", "-modfile=" + p.pins, "-ldflags=-s -w", "-tags=" + p.tags, "-o", unfinished, p.module + "/" + p.pkg}
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the programs are a list in this package
	cmd.Dir = tools
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath", "GOWORK=off")
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		return errors.Join(fmt.Errorf("go %s: %w", strings.Join(args, " "), err), errors.New(output.String()))
	}
	return os.Rename(unfinished, path)
}
