package genaijudgeconnector

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"

	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

// keptThousandths has a limit of two cents a day, a million tokens a dollar, and a storage.
func keptThousandths(url string) string {
	return fmt.Sprintf(thousandths, url, 0, 0.02) + "storage: disk\n"
}

// paying is a server that says what it used, and adds it up.
func paying(t *testing.T) (server *judgetest.Server, paid *atomic.Int64) {
	t.Helper()
	if time.Until(time.Now().UTC().Truncate(24*time.Hour).Add(24*time.Hour)) < time.Minute {
		t.Skip("the day ends, and with it the limit")
	}
	server, paid = judgetest.NewOpenAI(t), new(atomic.Int64)
	server.Answer(func(q judgetest.Question) judgetest.Reply {
		reply := judgetest.Best(q)
		reply.Input, reply.Output = int64(len(q.System)+len(q.User))/4, 400
		paid.Add(1000 * (reply.Input + reply.Output))
		return reply
	})
	return server, paid
}

const twoCents = 20_000_000 // nano-dollars

// A collector that is killed again and again spends no more than one that is not, and nothing
// that it paid is forgotten.
func TestASpendLimitOutlivesKills(t *testing.T) {
	server, paid := paying(t)
	disk := shelftest.NewDisk()
	host := shelftest.Host{shelftest.ID: disk}
	const lives, each = 30, 3
	for life := range lives {
		r := startOn(t, keptThousandths(server.URL), new(consumertest.LogsSink), host)
		for i := range each {
			r.send(t, spans(t, another(100*life+i)))
		}
		r.untilQuiet(t)
		disk.Kill()
		_ = r.Shutdown(context.Background())
	}
	calls := int64(len(server.Questions()))
	require.Greater(t, paid.Load()/calls*lives*each, int64(twoCents), "without a limit it would be passed")
	assert.LessOrEqual(t, paid.Load(), int64(twoCents))
	assert.Positive(t, calls)
	t.Logf("paid %.4f of 0.02 USD in %d calls, %d lives", float64(paid.Load())/1e9, calls, lives)
}

func TestASpendLimitOutlivesARestart(t *testing.T) {
	server, paid := paying(t)
	host := shelftest.Host{shelftest.ID: shelftest.NewDisk()}
	first := startOn(t, keptThousandths(server.URL), new(consumertest.LogsSink), host)
	for i := range 6 {
		first.send(t, spans(t, another(i)))
	}
	first.untilQuiet(t)
	require.NoError(t, first.Shutdown(t.Context()))
	second := startOn(t, keptThousandths(server.URL), new(consumertest.LogsSink), host)
	_, day := second.judge.treasury.spent(time.Now())
	assert.Equal(t, paid.Load(), day.NanoUSD, "exactly what was paid")
	for i := range 60 {
		second.send(t, spans(t, another(100+i)))
	}
	second.untilQuiet(t)
	assert.Positive(t, second.counted(t, "genai_judge.skipped", map[string]string{"reason": "spend_limit"}))
	assert.LessOrEqual(t, paid.Load(), int64(twoCents))
	assert.Greater(t, paid.Load(), int64(twoCents/2))
}

// What cannot be stored is not spent.
func TestNothingIsAskedThatCannotBeStored(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	disk := shelftest.NewDisk()
	r := startOn(t, keptThousandths(server.URL), new(consumertest.LogsSink), shelftest.Host{shelftest.ID: disk})
	disk.Fails.Store(true)
	for i := range 5 {
		r.send(t, spans(t, another(i)))
	}
	r.untilQuiet(t)
	assert.Empty(t, server.Questions())
	assert.InDelta(t, 5, r.counted(t, "genai_judge.skipped", map[string]string{"reason": "storage"}), 0)
	assert.Equal(t, 1, r.logs.FilterMessageSnippet("cannot be stored").Len())
	disk.Fails.Store(false)
	r.send(t, spans(t, another(9)))
	r.untilQuiet(t)
	assert.Len(t, server.Questions(), 1)
}

func TestAStoreThatCannotBeReadIsToldAtStart(t *testing.T) {
	disk := shelftest.NewDisk()
	host := shelftest.Host{shelftest.ID: disk}
	for text, value := range map[string]string{"it has version 7": `{"version":7}`, "invalid character": "spent"} {
		disk.Put(spentKey, []byte(value))
		config, err := load(t, keptThousandths("http://127.0.0.1:1"))
		require.NoError(t, err)
		c := idle(t, config)
		require.ErrorContains(t, c.Start(t.Context(), host), text)
		require.NoError(t, c.Shutdown(t.Context()))
	}
	config, err := load(t, keptThousandths("http://127.0.0.1:1"))
	require.NoError(t, err)
	c := idle(t, config)
	require.EqualError(t, c.Start(t.Context(), componenttest.NewNopHost()), `storage: there is no extension "disk" in service.extensions`)
	require.NoError(t, c.Shutdown(t.Context()))
}

func TestWithoutAStorageItIsToldOnce(t *testing.T) {
	server := judgetest.NewOpenAI(t)
	r := start(t, oneEvaluator, "openai", server.URL)
	assert.Equal(t, 1, r.logs.FilterMessageSnippet("no storage is configured").Len())
}
