package secret_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// Agents read and write code that handles secrets, all day. The snippets are
// written for this test, a line of four hyphens between them.
func TestCodeAboutSecretsHoldsNone(t *testing.T) {
	file, err := os.ReadFile("testdata/harmless.txt")
	require.NoError(t, err)
	secrets := map[detect.Entity]bool{}
	for _, p := range secret.Patterns() {
		secrets[p.Entity] = true
	}
	engine, err := redact.New(redact.Options{CacheEntries: -1})
	require.NoError(t, err)
	snippets := strings.Split(strings.TrimSpace(string(file)), "\n----\n")
	require.Greater(t, len(snippets), 400)
	for _, snippet := range snippets {
		for _, text := range []string{snippet, "It says: " + snippet + " and so on.", inJSON(t, snippet), inJSON(t, inJSON(t, snippet))} {
			for _, f := range engine.Text(text, redact.Context{}).Findings {
				assert.False(t, secrets[f.Entity], "%s found %q in %q", f.Name, text[f.Start:f.End], text)
			}
		}
	}
}

func inJSON(t *testing.T, text string) string {
	t.Helper()
	encoded, err := json.Marshal(map[string]string{"content": text})
	require.NoError(t, err)
	return string(encoded)
}
