package e2e

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	allTraffic = "../testdata/traffic/all"
	callsFile  = "claude-code-kvcache/calls.jsonl.gz"
	runsFile   = "tau-bench-toolcalls/runs.jsonl.gz"
)

// recordedCall is a line of the recorded traffic. Fields are as in its SOURCE.md; those
// that tests neither read nor change are kept as they are.
type recordedCall struct {
	Session string          `json:"s"`
	Agent   string          `json:"a,omitempty"`
	Index   int             `json:"i"`
	Seconds float64         `json:"t"`
	Model   string          `json:"m"`
	Input   int64           `json:"inp"`
	Output  int64           `json:"out"`
	Cached  int64           `json:"cached"`
	Served  *float64        `json:"api"`
	Think   json.RawMessage `json:"think,omitempty"`
	Stop    string          `json:"stop,omitempty"`
	In      json.RawMessage `json:"it,omitempty"`
	Out     json.RawMessage `json:"ot,omitempty"`
	Mode    string          `json:"ty,omitempty"`
}

// roundPrices are those of testdata/traffic/all/SOURCE.md, as a price file.
const roundPrices = `[{"id": "anthropic", "name": "Anthropic", "models": [
	{"id": "opus", "match": {"or": [{"starts_with": "claude-opus-4-1"}, {"starts_with": "claude-opus-4-5"}, {"starts_with": "claude-opus-4-6"}]},
		"prices": {"input_mtok": 5, "output_mtok": 25, "cache_read_mtok": 0.5, "cache_write_mtok": 6.25}},
	{"id": "sonnet", "match": {"or": [{"starts_with": "claude-sonnet-4"}, {"starts_with": "claude-sonnet-4-5"}, {"starts_with": "claude-sonnet-4-6"}]},
		"prices": {"input_mtok": 3, "output_mtok": 15, "cache_read_mtok": 0.3, "cache_write_mtok": 3.75}},
	{"id": "haiku", "match": {"starts_with": "claude-haiku-4-5"},
		"prices": {"input_mtok": 1, "output_mtok": 5, "cache_read_mtok": 0.1, "cache_write_mtok": 1.25}}]}]`

// withRoundPrices is a configuration that has the collector use them.
func withRoundPrices(t *testing.T) string {
	t.Helper()
	return fmt.Sprintf("processors::genai_cost::catalog::files: [%q]\n", writeFile(t, t.TempDir(), "prices.json", roundPrices))
}

// cost is what the call costs at those prices, in USD.
func (c *recordedCall) cost() float64 {
	input, output := 1.0, 5.0 // Haiku
	switch {
	case strings.Contains(c.Model, "opus"):
		input, output = 5, 25
	case strings.Contains(c.Model, "sonnet"):
		input, output = 3, 15
	}
	return (float64(c.Cached)*0.1*input + float64(c.Input-c.Cached)*1.25*input + float64(c.Output)*output) / 1e6
}

func (c *recordedCall) start() time.Duration { return time.Duration(c.Seconds * 1e9) }

func (c *recordedCall) end() time.Duration {
	took := time.Second
	if c.Served != nil {
		took = time.Duration(*c.Served * 1e9)
	}
	return c.start() + took
}

// recordedSession is the calls of one session, in order.
type recordedSession []recordedCall

func (s recordedSession) cost() (usd float64) {
	for i := range s {
		usd += s[i].cost()
	}
	return usd
}

// recordedSessions are all recorded sessions, the one that costs least first.
func recordedSessions(t *testing.T) []recordedSession {
	t.Helper()
	sessions := allSessions(t)
	slices.SortStableFunc(sessions, func(a, b recordedSession) int { return cmp.Compare(a.cost(), b.cost()) })
	return sessions
}

// allSessions reads all recorded sessions, in their order.
func allSessions(t *testing.T) (sessions []recordedSession) {
	t.Helper()
	for _, line := range zippedLines(t, filepath.Join(allTraffic, callsFile)) {
		var call recordedCall
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.DisallowUnknownFields() // a field would be lost
		require.NoError(t, decoder.Decode(&call))
		if n := len(sessions); n == 0 || sessions[n-1][0].Session != call.Session {
			sessions = append(sessions, nil)
		}
		sessions[len(sessions)-1] = append(sessions[len(sessions)-1], call)
	}
	require.Len(t, sessions, 710)
	return sessions
}

// onLongWindow names the Sonnet of which the price book knows the window of a million
// tokens. Sessions used that window of Sonnet 4 and 4.5 too (inputs go up to 894,371
// tokens), which no record tells.
func onLongWindow(sessions []recordedSession) {
	for _, session := range sessions {
		for i := range session {
			if strings.Contains(session[i].Model, "sonnet") {
				session[i].Model = "claude-sonnet-4-6"
			}
		}
	}
}

// length is the time from the first call to the start of the last one, in seconds.
func (s recordedSession) length() float64 { return s[len(s)-1].Seconds }

// quietRuns are the recorded runs of tool calls in which no call failed.
func quietRuns(t *testing.T) (runs []string) {
	t.Helper()
	for _, line := range zippedLines(t, filepath.Join(allTraffic, runsFile)) {
		var run struct {
			Messages []struct {
				Role    string `json:"role"`
				Content string `json:"content"`
			} `json:"traj"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &run))
		failed := false
		for _, m := range run.Messages {
			failed = failed || m.Role == "tool" && strings.HasPrefix(m.Content, "Error")
		}
		if !failed {
			runs = append(runs, line)
		}
	}
	return runs
}

func zippedLines(t *testing.T, path string) (lines []string) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	require.NoError(t, err)
	scanner := bufio.NewScanner(unzipped)
	scanner.Buffer(nil, 10<<20)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	require.NoError(t, scanner.Err())
	return lines
}

// writeTraffic makes a folder of recordings for genai-replay --traffic.
func writeTraffic(t *testing.T, sessions []recordedSession, runs []string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	var calls []string
	for _, session := range sessions {
		for i := range session {
			line, err := json.Marshal(&session[i])
			require.NoError(t, err)
			calls = append(calls, string(line))
		}
	}
	writeZipped(t, filepath.Join(folder, callsFile), calls)
	writeZipped(t, filepath.Join(folder, runsFile), runs)
	return folder
}

func writeZipped(t *testing.T, path string, lines []string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	file, err := os.Create(path)
	require.NoError(t, err)
	zipped := gzip.NewWriter(file)
	for _, line := range lines {
		_, err := fmt.Fprintln(zipped, line)
		require.NoError(t, err)
	}
	require.NoError(t, zipped.Close())
	require.NoError(t, file.Close())
}
