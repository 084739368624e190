package runbook

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

var defined = definition.File{
	Thresholds: map[string]definition.Threshold{"dear": {Value: "10", Unit: definition.USD, Is: "too dear"}},
	Alerts: []definition.Alert{{
		Name: "GenAIDear", Layer: "cost", Severity: definition.Critical, For: "5m", Expr: "cost > 10", Uses: []string{"dear"},
		Queries: []definition.Query{{Title: "What it costs", Expr: "cost"}},
	}},
}

func TestWhatPeopleWroteStays(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "monitoring", "runbooks", "GenAIDear.md")
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
	require.NoError(t, os.WriteFile(path, []byte("# GenAIDear\n"+begin+"old\n"+end+"\nEnd it.\n"), 0o600))
	files, err := Files(root, &defined)
	require.NoError(t, err)
	assert.Equal(t, "# GenAIDear\n"+begin+`
**critical**, layer cost, when it has held for 5m.

| threshold | value | meaning |
|---|---|---|
| `+"`dear`"+` | 10 USD | too dear |

Fires on

`+"```promql\ncost > 10\n```"+`

What it costs

`+"```promql\ncost\n```\n"+end+"\nEnd it.\n", string(files["monitoring/runbooks/GenAIDear.md"]))
}

func TestEachAlertHasToHaveAPage(t *testing.T) {
	root := t.TempDir()
	_, err := Files(root, &defined)
	require.ErrorContains(t, err, "each alert has a runbook that people write")
	path := filepath.Join(root, "monitoring", "runbooks", "GenAIDear.md")
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
	require.NoError(t, os.WriteFile(path, []byte("# GenAIDear\n"), 0o600))
	_, err = Files(root, &defined)
	assert.ErrorContains(t, err, "monitoring/runbooks/GenAIDear.md: there must be the lines <!-- from monitoring/alerts.yaml")
}
