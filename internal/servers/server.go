package servers

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Name is a program that Path builds.
type Name string

// The servers and their tools.
const (
	Prometheus   Name = "prometheus"
	Promtool     Name = "promtool"
	Alertmanager Name = "alertmanager"
	Amtool       Name = "amtool"
	Jaeger       Name = "jaeger"
)

// Names are all of them, in an order that builds what takes least first.
var Names = []Name{Alertmanager, Amtool, Promtool, Prometheus, Jaeger}

// program is where a server comes from.
type program struct {
	module string // as its module file requires it
	pkg    string // below the module
	pins   string // the module file, in internal/tools
	tags   string
}

// Our Prometheus files name their targets, so what finds targets in clouds is left
// out: that halves the build.
const withoutClouds = "remove_all_sd"

var programs = map[Name]program{
	Prometheus:   {"github.com/prometheus/prometheus", "cmd/prometheus", "prometheus.mod", withoutClouds},
	Promtool:     {"github.com/prometheus/prometheus", "cmd/promtool", "prometheus.mod", withoutClouds},
	Alertmanager: {"github.com/prometheus/alertmanager", "cmd/alertmanager", "alertmanager.mod", ""},
	Amtool:       {"github.com/prometheus/alertmanager", "cmd/amtool", "alertmanager.mod", ""},
	Jaeger:       {"github.com/jaegertracing/jaeger", "cmd/jaeger", "jaeger.mod", ""},
}

// version reads from the module file which version is pinned.
func (p program) version(tools string) (string, error) {
	path := filepath.Join(tools, p.pins)
	file, err := os.Open(path) //nolint:gosec // a file of the repository
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Fields(strings.TrimPrefix(lines.Text(), "require "))
		if len(fields) >= 2 && fields[0] == p.module && strings.HasPrefix(fields[1], "v") {
			return fields[1], nil
		}
	}
	if err := lines.Err(); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return "", fmt.Errorf("%s requires no version of %s", path, p.module)
}
