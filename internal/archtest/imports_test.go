package archtest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The rings, inner first. A room may import what is inside of it, never what is outside.
var (
	domainRooms     = []string{"internal/pricing", "internal/redact", "internal/session", "internal/budget", "internal/evaluation", "internal/alert"}
	vocabularyRooms = []string{"internal/genai", "internal/pdatawalk"}
)

// What vocabulary rooms may import from outside.
var vocabularyImports = []string{"go.opentelemetry.io/collector/pdata", "go.opentelemetry.io/otel/semconv"}

// wall says why a file may not import a path, or "" where it may.
type wall func(file source, imported string) string

func TestRingsHold(t *testing.T) {
	walls := []wall{domainIsPure, vocabularyKnowsOnlyPdata, shellsDoNotMeet, componentsUseCoreOnly}
	for _, file := range sources(t) {
		for _, imported := range file.imports {
			for _, w := range walls {
				if why := w(file, imported); why != "" {
					assert.Fail(t, "wall broken", "%s imports %s: %s", file.path, imported, why)
				}
			}
		}
	}
}

func domainIsPure(file source, imported string) string {
	if file.test || !under(file.dir(), domainRooms...) {
		return ""
	}
	if pkg, mine := ours(imported); mine {
		if under(pkg, domainRooms...) {
			return ""
		}
		return "a domain room imports only other domain rooms"
	}
	for _, banned := range []string{"go.opentelemetry.io", "go.uber.org/zap", "net/http"} {
		if imported == banned || strings.HasPrefix(imported, banned+"/") {
			return "a domain room takes and returns plain values; the component adapts, logs and sends"
		}
	}
	return ""
}

func vocabularyKnowsOnlyPdata(file source, imported string) string {
	if file.test || !under(file.dir(), vocabularyRooms...) || isStandard(imported) {
		return ""
	}
	if pkg, mine := ours(imported); mine && under(pkg, vocabularyRooms...) {
		return ""
	}
	for _, allowed := range vocabularyImports {
		if strings.HasPrefix(imported, allowed) {
			return ""
		}
	}
	return "a vocabulary room imports only " + strings.Join(vocabularyImports, ", ")
}

// shellsDoNotMeet keeps a component from importing another one; its own subpackages are its own.
func shellsDoNotMeet(file source, imported string) string {
	pkg, mine := ours(imported)
	if !mine || !under(pkg, componentRooms...) {
		return ""
	}
	if under(file.dir(), componentRooms...) && component(pkg) == component(file.dir()) {
		return ""
	}
	if under(file.dir(), "e2e") {
		return ""
	}
	return "components meet through an interface in internal/, found on the host at Start"
}

// componentsUseCoreOnly keeps contrib out of our components, so that a newer core is one version bump.
func componentsUseCoreOnly(file source, imported string) string {
	if !file.test && strings.HasPrefix(imported, "github.com/open-telemetry/opentelemetry-collector-contrib/") {
		return "components import core modules only; contrib is for tests"
	}
	return ""
}

// component is the folder of the component a package belongs to: kind and name.
func component(pkg string) string {
	parts := strings.SplitN(pkg, "/", 3)
	if len(parts) < 2 {
		return pkg
	}
	return parts[0] + "/" + parts[1]
}

// A wall that cannot fall is no wall: each is shown a file that breaks it.
func TestWallsCanFall(t *testing.T) {
	tests := map[string]struct {
		wall     wall
		file     string
		imported string
		broken   bool
	}{
		"pdata in the domain":          {domainIsPure, "internal/pricing/book.go", "go.opentelemetry.io/collector/pdata/ptrace", true},
		"HTTP in the domain":           {domainIsPure, "internal/alert/send.go", "net/http", true},
		"vocabulary in the domain":     {domainIsPure, "internal/pricing/book.go", module + "/internal/genai", true},
		"one domain room in another":   {domainIsPure, "internal/budget/budget.go", module + "/internal/pricing", false},
		"zap in the vocabulary":        {vocabularyKnowsOnlyPdata, "internal/genai/dialect/otel.go", "go.uber.org/zap", true},
		"pdata in the vocabulary":      {vocabularyKnowsOnlyPdata, "internal/genai/dialect/otel.go", "go.opentelemetry.io/collector/pdata/ptrace", false},
		"the domain in the vocabulary": {vocabularyKnowsOnlyPdata, "internal/genai/usage.go", module + "/internal/pricing", true},
		"one component in another":     {shellsDoNotMeet, "processor/genaicostprocessor/processor.go", module + "/connector/genaimetricsconnector", true},
		"a component's own subpackage": {shellsDoNotMeet, "processor/genaicostprocessor/batch.go", module + "/processor/genaicostprocessor/internal/samecall", false},
		"a component in a command":     {shellsDoNotMeet, "cmd/genai-replay/main.go", module + "/processor/genaicostprocessor", true},
		"contrib in a component":       {componentsUseCoreOnly, "processor/genaicostprocessor/processor.go", "github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := test.wall(source{path: test.file}, test.imported)
			assert.Equal(t, test.broken, got != "", got)
		})
	}
}
