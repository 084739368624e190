package e2e

import (
	"context"
	bin "encoding/binary"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Where a bbolt file has its two headers: in its first two pages, each with the number
// of its transaction and a checksum.
const (
	boltPage     = 4096
	boltMagicAt  = 16
	boltMagic    = 0xED0CDAED
	boltNumberAt = 64
	boltSumAt    = 72
)

// which header of a file.
type which int

const (
	older which = iota
	newer
)

// damageHeader makes a header of a bbolt file one that bbolt takes no more.
func damageHeader(t *testing.T, file string, header which) {
	t.Helper()
	data := readFile(t, file)
	number := func(page int) uint64 {
		require.EqualValues(t, boltMagic, bin.LittleEndian.Uint32(data[page*boltPage+boltMagicAt:]), "%s is not of the layout that the test knows", file)
		return bin.LittleEndian.Uint64(data[page*boltPage+boltNumberAt:])
	}
	page := 0
	if (number(1) > number(0)) == (header == newer) {
		page = 1
	}
	data[page*boltPage+boltSumAt] ^= 0xff
	require.NoError(t, os.WriteFile(file, data, 0o600))
}

func (c *collector) storeHealth(t *testing.T) (began string, missing int) {
	t.Helper()
	status, body, err := get(t.Context(), "http://"+c.budget+"/v1/health")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, body)
	var health struct {
		Began   string `json:"began"`
		Missing int    `json:"missing_records"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &health), body)
	return health.Began, health.Missing
}

// refusal is what the collector says that does not start.
func (c *collector) refusal(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
	defer cancel()
	output, err := exec.CommandContext(ctx, binary(t), c.args...).CombinedOutput()
	require.NoError(t, ctx.Err(), "it started: %s", output)
	require.Error(t, err, "%s", output)
	return string(output)
}

// A collector is killed, and a header of its store is damaged. bbolt goes back to the
// write before where it is the newer one, and says nothing.
func TestAWriteThatTheStoreForgotIsReported(t *testing.T) {
	c := startCollector(t)
	runReplay(t, c, "--sessions", "3")
	want := c.spends(t)
	c.kill(t)
	killed := filepath.Join(t.TempDir(), "killed")
	require.NoError(t, os.CopyFS(killed, os.DirFS(c.ledger)))
	journal := filepath.Join(c.ledger, "extension_genai_budget_")
	witness := filepath.Join(c.ledger, "extension_genai_budget__witness")
	for name, test := range map[string]struct {
		newer, older []string // files whose header is damaged
		refused      string   // what the collector says when it does not start; empty where all is there
	}{
		"the journal's newer header": {newer: []string{journal}, refused: "are missing"},
		"the journal's older header": {older: []string{journal}},
		"both of the journal":        {newer: []string{journal}, older: []string{journal}, refused: "open the storage"},
		"the witness's newer header": {newer: []string{witness}},
		"the witness's older header": {older: []string{witness}},
		"both of the witness":        {newer: []string{witness}, older: []string{witness}, refused: "witness"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.RemoveAll(c.ledger))
			require.NoError(t, os.CopyFS(c.ledger, os.DirFS(killed)))
			for _, file := range test.newer {
				damageHeader(t, file, newer)
			}
			for _, file := range test.older {
				damageHeader(t, file, older)
			}
			if test.refused != "" {
				assert.Contains(t, c.refusal(t), test.refused)
				return
			}
			c.start(t)
			began, missing := c.storeHealth(t)
			assert.Equal(t, "restored", began)
			assert.Zero(t, missing)
			assert.Equal(t, want, c.spends(t))
			c.kill(t)
		})
	}
	require.NoError(t, os.RemoveAll(c.ledger))
	c.start(t) // so that it ends as all do
}

// Who says so goes on with what there is, and the API says that it is not all.
func TestAWriteThatTheStoreForgotIsLeftBehind(t *testing.T) {
	c := startCollector(t, "extensions::genai_budget::on_corrupt: start_empty")
	runReplay(t, c, "--sessions", "3")
	want := c.spends(t)
	c.kill(t)
	damageHeader(t, filepath.Join(c.ledger, "extension_genai_budget_"), newer)
	c.start(t)
	began, missing := c.storeHealth(t)
	assert.Equal(t, "restored_short", began)
	assert.Positive(t, missing)
	assert.Contains(t, c.output.String(), "the ledger is not all that was acknowledged")
	kept := total(c.spends(t)) // of a session whose root was in the lost write, under its trace
	assert.Positive(t, kept, "what is there is kept")
	assert.LessOrEqual(t, kept, total(want))
	runReplay(t, c, "--sessions", "3")
	assert.Equal(t, want, c.spends(t), "sent again, what was missing is there and the rest is not there twice")
}

func total(spends map[string]int64) (nanos int64) {
	for _, spend := range spends {
		nanos += spend
	}
	return nanos
}
