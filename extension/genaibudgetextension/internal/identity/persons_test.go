package identity_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nameKeys are those under which agents, tools and tenants have their names.
var nameKeys = []string{"gen_ai.agent.name", "gen_ai.tool.name", "tenant"}

func linesOf(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

func TestTheNameOfAPersonIsATokenWhereverItStands(t *testing.T) {
	i, _ := newIdentity(t, keyA, 1000)
	names := linesOf(t, "testdata/persons.txt")
	require.Greater(t, len(names), 40)
	for _, key := range nameKeys {
		for _, name := range names {
			private := i.Private(key, name, "")
			assert.NotEqual(t, name, private, key)
			for word := range strings.FieldsSeq(name) {
				assert.NotContains(t, private, word)
			}
		}
	}
}

func TestNamesOfAgentsStay(t *testing.T) {
	i, redacted := newIdentity(t, keyA, 1000)
	names := linesOf(t, "testdata/stay.txt")
	require.Greater(t, len(names), 100)
	for _, key := range nameKeys {
		for _, name := range names {
			assert.Equal(t, name, i.Private(key, name, ""), key)
		}
	}
	assert.Zero(t, *redacted)
	assert.Equal(t, "Maria Schmidt", i.Private("gen_ai.request.model", "Maria Schmidt", ""), "a model is nobody")
}

var nameKey = regexp.MustCompile(`(?i)(agent|tool|tenant|service|function|executor|operation)[._]?(name|id)?$`)

// Not one name of an agent, tool, tenant or service in the recorded telemetry is a token.
func TestRecordedNamesStay(t *testing.T) {
	i, _ := newIdentity(t, keyA, 10_000)
	found := map[string]bool{}
	root := "../../../../testdata"
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".json", ".jsonl"}, filepath.Ext(path)) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		collect(data, found)
		return nil
	}))
	assert.Greater(t, len(found), 100)
	taken := 0
	for name := range found {
		if private := i.Private("gen_ai.agent.name", name, ""); strings.HasPrefix(private, "[PERSON") {
			taken++
			t.Errorf("%q is taken for a person", name)
		}
	}
	t.Logf("%d of %d names of the recordings are taken for a person", taken, len(found))
}

// collect gathers the names in a file of JSON, or of a JSON text a line.
func collect(data []byte, found map[string]bool) {
	var whole any
	if json.Unmarshal(data, &whole) == nil {
		gather(whole, found)
		return
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if json.Unmarshal(lines.Bytes(), &whole) == nil {
			gather(whole, found)
		}
	}
}

func gather(value any, found map[string]bool) {
	switch value := value.(type) {
	case []any:
		for _, one := range value {
			gather(one, found)
		}
	case map[string]any:
		if key, ok := value["key"].(string); ok && nameKey.MatchString(key) { // an attribute in OTLP
			if typed, ok := value["value"].(map[string]any); ok {
				if text, ok := typed["stringValue"].(string); ok {
					found[text] = true
				}
			}
		}
		for key, one := range value {
			if text, ok := one.(string); ok && nameKey.MatchString(key) {
				found[text] = true
			}
			gather(one, found)
		}
	}
}
