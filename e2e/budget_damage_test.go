package e2e

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// damages is how many places of the storage file are damaged; make soak has more.
func damages(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("DAMAGES"))
	if err != nil {
		return 40
	}
	return n
}

const filePage = 4096 // of the database behind file_storage

// damage changes a file in one place and says what it did.
func damage(random *rand.Rand, kind int, file []byte) ([]byte, string) {
	file = slices.Clone(file)
	pages := len(file) / filePage
	page := random.IntN(pages)
	start := page * filePage
	switch kind % 5 {
	case 0:
		at := random.IntN(len(file))
		for file[at] == 0 { // where something is
			at = random.IntN(len(file))
		}
		bit := byte(1) << random.IntN(8)
		file[at] ^= bit
		return file, fmt.Sprintf("bit %#x of byte %d", bit, at)
	case 1:
		at := random.IntN(len(file) - 64)
		for i := range file[at : at+64] {
			file[at+i] = byte(random.Uint32())
		}
		return file, fmt.Sprintf("noise at %d", at)
	case 2:
		clear(file[start : start+filePage])
		return file, fmt.Sprintf("page %d zeroed", page)
	case 3:
		from := random.IntN(pages)
		copy(file[start:start+filePage], file[from*filePage:])
		return file, fmt.Sprintf("page %d written over page %d", from, page)
	default:
		end := 1 + random.IntN(len(file)-1)
		return file[:end], fmt.Sprintf("cut off at %d of %d", end, len(file))
	}
}

// storage is what is in the folder of a storage extension.
type storage struct {
	files    map[string][]byte
	database string // the largest of them
}

func storageOf(t *testing.T, folder string) storage {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	s := storage{files: map[string][]byte{}}
	for _, name := range names {
		s.files[name] = readFile(t, name)
		if len(s.files[name]) > len(s.files[s.database]) {
			s.database = name
		}
	}
	return s
}

// restore puts all files back as they were, but for the database.
func (s storage) restore(t *testing.T, database []byte) {
	t.Helper()
	for name, data := range s.files {
		if name == s.database {
			data = database
		}
		require.NoError(t, os.WriteFile(name, data, 0o600))
	}
}

// A store that is damaged is reported, or what it held is there to the last
// nano-dollar: no account begins at nothing without a word. The stop before is a clean one.
func TestDamagedStoreIsReported(t *testing.T) {
	all := newTraffic(t, allSessions(t)[:100])
	c := startCollector(t, ownPrices, moneyBudgets)
	requests := all.requests(t, 500)
	for _, body := range requests {
		c.post(t, "/v1/traces", "application/x-protobuf", body)
	}
	all.assertSpent(t, c)
	c.shutdown(t)
	kept := storageOf(t, c.ledger)
	c.start(t)
	all.assertSpent(t, c)
	c.kill(t)

	random := rand.New(rand.NewPCG(5, 5))
	refused, exact := 0, 0
	for i := range damages(t) {
		damaged, what := damage(random, i, kept.files[kept.database])
		kept.restore(t, damaged)
		output, err := c.tryStart(t)
		if err != nil {
			refused++
			assert.Regexp(t, `genai_budget|file_storage|bbolt|invalid database`, output, what)
			continue
		}
		exact++
		if !all.assertSpent(t, c) {
			t.Errorf("%s: started with other accounts, and said\n%s", what, output)
		}
		c.kill(t)
	}
	t.Logf("%d places of a file of %d bytes: %d refused, %d exactly restored", refused+exact, len(kept.files[kept.database]), refused, exact)
	assert.Positive(t, refused)

	t.Run("given up", func(t *testing.T) {
		// Damage that the ledger's own checksums tell, not the database: names of models with another letter.
		corrupt := bytes.ReplaceAll(kept.files[kept.database], []byte("claude-"), []byte("clause-"))
		require.NotEqual(t, kept.files[kept.database], corrupt)
		kept.restore(t, corrupt)
		output, err := c.tryStart(t)
		require.Error(t, err, output)
		assert.Contains(t, output, "with on_corrupt: start_empty it begins without")

		c.args = append(c.args, "--config", writeConfig(t, "extensions::genai_budget::on_corrupt: start_empty"))
		output, err = c.tryStart(t)
		require.NoError(t, err, output)
		assert.Regexp(t, `error.*(the store is corrupt|wrong checksum)`, output, "it is said")
		assert.Contains(t, c.api(t, http.MethodGet, "/v1/health", "").text, `"began":"started_empty"`)
		assert.Empty(t, c.spends(t))
		for _, body := range requests {
			c.post(t, "/v1/traces", "application/x-protobuf", body)
		}
		all.assertSpent(t, c)
		c.kill(t)
		c.start(t)
		all.assertSpent(t, c)
	})
}

// tryStart starts the collector on what may be a damaged store: it gets healthy, or
// ends with an error. What it said is returned.
func (c *collector) tryStart(t *testing.T) (output string, err error) {
	t.Helper()
	c.output, c.stop, c.exited = &syncBuffer{}, sync.Once{}, make(chan error, 1)
	c.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), binary(t), c.args...)
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	require.NoError(t, c.cmd.Start())
	go func(cmd *exec.Cmd, exited chan<- error) { exited <- cmd.Wait() }(c.cmd, c.exited)
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-c.exited:
			require.Error(t, err, "it ended as if nothing were wrong: %s", c.output)
			c.stop.Do(func() {})
			return c.output.String(), err
		default:
		}
		if status, _, err := get(t.Context(), c.health); err == nil && status == http.StatusOK {
			return c.output.String(), nil
		}
		if time.Since(began) > startTimeout {
			_ = c.cmd.Process.Kill()
			require.Fail(t, "neither healthy nor ended", "%s", c.output)
		}
	}
}
