package secret_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// testCase is a record of the case files beside package redact.
type testCase struct {
	Text, Rule, Plugin, Kind, Filename string
	Expect                             bool
	Secrets                            []caseSpan
	ExpectedSpans                      []caseSpan `json:"expected_spans"`
}

type caseSpan struct {
	Start, End int
	Value      string
}

// caseDir holds the case files; REDACT_CASES names another directory, for a
// larger set of them.
func caseDir() string {
	if dir := os.Getenv("REDACT_CASES"); dir != "" {
		return dir
	}
	return filepath.Join("..", "testdata")
}

// readCases reads a case file; lines with "b64" hold base64 of the record.
func readCases(t *testing.T, name string) (cases []testCase) {
	t.Helper()
	file, err := os.Open(filepath.Join(caseDir(), name))
	if os.IsNotExist(err) {
		t.Skipf("%s is not in %s", name, caseDir())
	}
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var wrapped struct{ B64 string }
		line := lines.Bytes()
		require.NoError(t, json.Unmarshal(line, &wrapped))
		if wrapped.B64 != "" {
			line, err = base64.StdEncoding.DecodeString(wrapped.B64)
			require.NoError(t, err)
		}
		var c testCase
		require.NoError(t, json.Unmarshal(line, &c))
		cases = append(cases, c)
	}
	require.NoError(t, lines.Err())
	return cases
}
