package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// account is a session as the API lists it.
type account struct {
	Session string      `json:"session"`
	Spent   json.Number `json:"spent_usd"`
	Calls   int64       `json:"spent_calls"`
	State   string      `json:"state"`
}

// spends asks the API for all sessions: nano-USD by id.
func (c *collector) spends(t *testing.T) map[string]int64 {
	t.Helper()
	spends := map[string]int64{}
	for cursor := ""; ; {
		status, body, err := get(t.Context(), "http://"+c.budget+"/v1/sessions?limit=50&cursor="+url.QueryEscape(cursor))
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status, body)
		var page struct {
			Sessions []account `json:"sessions"`
			Cursor   string    `json:"next_cursor"`
		}
		require.NoError(t, json.Unmarshal([]byte(body), &page), body)
		for _, a := range page.Sessions {
			nano, err := budget.ParseUSD(a.Spent.String())
			require.NoError(t, err, body)
			spends[a.Session] = nano
		}
		if cursor = page.Cursor; cursor == "" {
			return spends
		}
	}
}

// replay sends recorded sessions: a turn's span repeats the usage of its calls, only
// the root tells the session, spans come in any order and some batches twice.
func replay(t *testing.T, c *collector, more ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), "../bin/genai-replay", append([]string{
		"--protocol", "http", "--endpoint", c.otlpHTTP, "--seed", "7", "--start", day.Format(time.RFC3339),
		"--session-id", "root", "--shuffle", "--duplicates", "0.05", "--batch", "100",
	}, more...)...)
}

func runReplay(t *testing.T, c *collector, more ...string) {
	t.Helper()
	output, err := replay(t, c, more...).CombinedOutput()
	require.NoError(t, err, "%s", output)
}

// priced adds up what the spans that left the collector say each session's calls
// cost: every call once, in nano-USD. It stops the collector.
func (c *collector) priced(t *testing.T) map[string]int64 {
	t.Helper()
	type call struct{ trace, span string }
	sessions, costs := map[string]string{}, map[call]int64{}
	for _, span := range c.spans(t) {
		var record genai.Record
		genai.Read(span.Attributes(), &record)
		trace := span.TraceID().String()
		if id, ok := span.Attributes().Get(genai.AttrConversationID); ok { // which nothing but the sender writes
			sessions[trace] = id.Str()
		}
		if record.Operation.IsInference() && record.HasCost {
			costs[call{trace, span.SpanID().String()}] = int64(math.RoundToEven(record.CostTotal * 1e9))
		}
	}
	spends := map[string]int64{}
	for call, nano := range costs {
		spends[sessions[call.trace]] += nano
	}
	return spends
}

// The account of every session is the sum of its calls' prices, to the nano-dollar,
// and a restart and the same spans once more change nothing.
func TestSpendIsExactAndSurvivesARestart(t *testing.T) {
	c := startCollector(t)
	runReplay(t, c, "--sessions", "12")
	before := c.spends(t)
	require.Len(t, before, 12)
	want := c.priced(t)
	assert.Equal(t, want, before)

	c.start(t)
	assert.Equal(t, want, c.spends(t), "after a restart")
	runReplay(t, c, "--sessions", "12")
	assert.Equal(t, want, c.spends(t), "all of it was there already")
	assertOneIDForEach(t, c.crossings(t))
}

// kills is how often the collector is killed; make soak has it done more often.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("KILLS"))
	if err != nil {
		return 5
	}
	return n
}

// Whatever was acknowledged is in the account once, however often the machine goes away.
func TestKilledCollectorLosesAndRepeatsNothing(t *testing.T) {
	reference := startCollector(t)
	runReplay(t, reference, "--sessions", "10")
	want := reference.spends(t)
	reference.shutdown(t)

	c := startCollector(t)
	n := kills(t)
	cmd := replay(t, c, "--sessions", "10", "--batch", "20", "--timeout", "2m", "--rate", strconv.Itoa(max(100, 3000/n)))
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	require.NoError(t, cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	killed := 0
	random := rand.New(rand.NewPCG(1, uint64(n)))
	for sending := true; sending && killed < n; {
		select {
		case err := <-done:
			done <- err
			sending = false
		case <-time.After(time.Duration(random.IntN(400)) * time.Millisecond):
			c.kill(t)
			killed++
			c.start(t)
		}
	}
	require.NoError(t, <-done, "%s", &output)
	assert.GreaterOrEqual(t, killed, n/2, "the replay ended too soon")
	assert.Equal(t, want, c.spends(t), "after %d kills", killed)
	assertOneIDForEach(t, c.crossings(t))
}

// crossing is what makes a threshold event the one it is.
type crossing struct {
	Budget, Session, Service, Window string
	Threshold                        float64
	Revision                         int64
}

// crossings stops the collector and reads the ids of its threshold events.
func (c *collector) crossings(t *testing.T) map[crossing]map[string]int {
	t.Helper()
	c.shutdown(t)
	ids := map[crossing]map[string]int{}
	unmarshaler := plog.JSONUnmarshaler{}
	for line := range bytes.Lines(readFile(t, c.eventsFile)) {
		logs, err := unmarshaler.UnmarshalLogs(line)
		if err != nil { // cut off by a kill
			continue
		}
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					if record.EventName() != "genai.budget.threshold" {
						continue
					}
					attrs := record.Attributes().AsRaw()
					key := crossing{
						Budget: fmt.Sprint(attrs["genai.budget.name"]), Window: fmt.Sprint(attrs["genai.budget.window_start"]),
						Threshold: attrs["genai.budget.threshold"].(float64), Revision: attrs["genai.budget.revision"].(int64), //nolint:forcetypeassert // a panic is a failure here
					}
					if key.Budget == "session" {
						key.Session = fmt.Sprint(attrs["session.id"])
					} else {
						service, _ := resource.Resource().Attributes().Get("service.name")
						key.Service = service.AsString()
					}
					if ids[key] == nil {
						ids[key] = map[string]int{}
					}
					ids[key][fmt.Sprint(attrs["genai.event.id"])]++
				}
			}
		}
	}
	return ids
}

func assertOneIDForEach(t *testing.T, ids map[crossing]map[string]int) {
	t.Helper()
	assert.Greater(t, len(ids), 5)
	for key, of := range ids {
		assert.Len(t, of, 1, "%+v", key)
	}
}

// A store that is damaged is reported: the collector does not start with accounts of nothing.
func TestDamagedStoreIsNoFreshStart(t *testing.T) {
	c := startCollector(t)
	runReplay(t, c, "--sessions", "3")
	c.shutdown(t)
	files, err := filepath.Glob(filepath.Join(c.ledger, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data := readFile(t, file)
		for i := 0; i < len(data); i += 64 {
			data[i] ^= 0x5a
		}
		require.NoError(t, os.WriteFile(file, data, 0o600))
	}
	output, err := exec.CommandContext(t.Context(), binary(t), c.args...).CombinedOutput()
	require.Error(t, err, "%s", output)
	assert.Regexp(t, `genai_budget|file_storage|ledger|bbolt|invalid database`, string(output))
}
