package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// writeSets writes case files; what is not given is empty.
func writeSets(t *testing.T, files map[string][]string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{
		"adversarial.jsonl", "presidio-research-synth_v2.jsonl", "presidio-recognizers.jsonl", "negatives.jsonl", "gitleaks.b64.jsonl", "detect-secrets.b64.jsonl",
	} {
		lines := files[name]
		if strings.HasSuffix(name, ".b64.jsonl") {
			for i, line := range lines {
				lines[i] = `{"b64":"` + base64.StdEncoding.EncodeToString([]byte(line)) + `"}`
			}
		}
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(strings.Join(lines, "\n")), 0o600))
	}
	return folder
}

func TestFiguresOfASmallSet(t *testing.T) {
	folder := writeSets(t, map[string][]string{
		"adversarial.jsonl": {
			`{"text":"mail jane@example.com","expected_spans":[{"type":"EMAIL_ADDRESS","start":5,"end":21}]}`,
			`{"text":"bob at the example dot com","expected_spans":[{"type":"EMAIL_ADDRESS","start":0,"end":26}]}`,
			// Said to be harmless, and taken for an address twice.
			`{"text":"a@example.com b a@example.com","must_not_flag":["a@example.com",""]}`,
			`{"text":"password=hunter2-Long","expected_spans":[{"type":"PASSWORD","start":9,"end":21}]}`,
		},
		"presidio-research-synth_v2.jsonl": {
			`{"text":"card 4111 1111 1111 1111","expected_spans":[{"type":"CREDIT_CARD","start":5,"end":24}]}`,
			`{"text":"in Rome","expected_spans":[{"type":"GPE","start":3,"end":7}]}`,
		},
		"presidio-recognizers.jsonl": {
			`{"text":"536-90-4399","entity":"US_SSN","expected_count":1,"max_score":0.5,"expected_spans":[{"type":"US_SSN","start":0,"end":11}]}`,
			`{"text":"536904399","entity":"US_SSN","expected_count":1,"max_score":0.05,"expected_spans":[{"type":"US_SSN","start":0,"end":9}]}`,
			`{"text":"+905321234567","entity":"TR_PHONE_NUMBER","expected_count":1,"max_score":0.4,"expected_spans":[{"type":"TR_PHONE_NUMBER","start":0,"end":13}]}`,
			`{"text":"+14155550132","entity":"TR_PHONE_NUMBER","expected_count":0,"max_score":0}`,
			`{"text":"2001:db8::1","entity":"EMAIL_ADDRESS","expected_count":0,"max_score":0}`,
		},
		"negatives.jsonl": {`{"text":"nothing"}`, `{"text":"www.example.com"}`, `{"text":"who@example.com"}`},
		"gitleaks.b64.jsonl": {
			`{"rule":"github-pat","text":"t = ` + "ghp_" + `wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx","secrets":[{"start":4,"end":44}]}`,
			`{"rule":"github-pat","text":"` + "ghp_" + `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}`,
			`{"rule":"no-such-rule","text":"hidden","secrets":[{"start":0,"end":6}]}`,
		},
		"detect-secrets.b64.jsonl": {`{"plugin":"AWSKeyDetector","text":"nothing"}`},
	})
	var out strings.Builder
	require.NoError(t, run(folder, "-", &out))
	for _, line := range []string{
		"| adversarial | 4 |", "| synth_v2 | 2 |", "| Presidio | 3 |", "| negatives | 3 |",
		"| `EMAIL_ADDRESS` | 2 | 0.500 (1) | 0.250 (1) | adversarial, negatives |",
		"nothing else: `CREDIT_CARD` 1, `PHONE_NUMBER` 1, `US_SSN` 1.\n",
		"| hidden in structure and prose (adversarial) | | 1 | 1 | | | |",
		"| gitleaks: keys with a shape of their own | 1 | 1 | 1 | 1 | 0 | 0 |",
		"| gitleaks: not claimed | 1 | 1 | 0.000 (0) | 0 | - | 0 |",
		"| detect-secrets: claimed | 1 | 0 | - | 1 | 0 | 0 |",
		"- Harmless documents: 1 wrong findings in 3 documents of 0.00 MB in all, 27027.03 per MB.",
	} {
		assert.Contains(t, out.String(), line)
	}
	assert.NotContains(t, out.String(), "GPE")
}

func TestThePageIsWrittenBetweenItsComments(t *testing.T) {
	folder := writeSets(t, nil)
	readme := filepath.Join(t.TempDir(), "README.md")
	require.NoError(t, os.WriteFile(readme, []byte("# Before\n"+begin+"old figures\n"+end+"After\n"), 0o600))
	require.NoError(t, run(folder, readme, nil))
	once, err := os.ReadFile(readme)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(once), "# Before\n"+begin+"\n| set |"), string(once))
	assert.True(t, strings.HasSuffix(string(once), "\n"+end+"After\n"), string(once))
	assert.NotContains(t, string(once), "old figures")
	require.NoError(t, run(folder, readme, nil))
	twice, err := os.ReadFile(readme)
	require.NoError(t, err)
	assert.Equal(t, string(once), string(twice))
}

func TestMistakesAreNamed(t *testing.T) {
	folder := writeSets(t, nil)
	readme := filepath.Join(t.TempDir(), "README.md")
	require.NoError(t, os.WriteFile(readme, []byte("# No comments\n"), 0o600))
	require.ErrorContains(t, run(folder, readme, nil), readme+": there must be the lines <!-- accuracy:")
	require.ErrorIs(t, run(folder, filepath.Join(folder, "none.md"), nil), os.ErrNotExist)
	require.ErrorIs(t, run(t.TempDir(), "-", nil), os.ErrNotExist)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "negatives.jsonl"), []byte("{}\n{\n"), 0o600))
	require.ErrorContains(t, run(folder, "-", nil), "negatives.jsonl: line 2: ")
}
