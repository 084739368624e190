package genaibudgetextension

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store/storetest"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

const stored = twoBudgets + "storage: memory_storage\n"

func TestARestartKeepsSpendTokensAndLimits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	one := func() host { return host{storageID: storetest.OpenFile(t, path)} }
	r := start(t, stored, one())
	assert.Equal(t, []component.ID{storageID}, r.Dependencies())
	key, _ := r.identity.Key("acme", "jane.doe@example.org")
	r.spend(t, key, 1, 3_000_000_000)
	require.Equal(t, http.StatusOK, r.ask(t, http.MethodPut, "/v1/sessions/jane.doe@example.org/budget?tenant=acme", `{"limit_usd": 8}`).status)
	signature := r.Signature("tool", "arguments")
	r.stop(t)

	r = start(t, stored, one())
	assert.Equal(t, signature, r.Signature("tool", "arguments"), "the key was kept")
	a := r.get(t, "/v1/sessions/jane.doe@example.org/budget?tenant=acme")
	assert.Equal(t, true, a.body["known"])
	assert.InDelta(t, 3.0, a.body["spent_usd"], 0)
	assert.InDelta(t, 8.0, a.body["limit_usd"], 0)
	assert.Equal(t, "restored", r.get(t, "/v1/health").body["began"])
	assert.True(t, r.spend(t, key, 1, 3_000_000_000).Duplicate)
}

func TestAnotherKeyIsTold(t *testing.T) {
	memory := storetest.NewMemory()
	start(t, stored, host{storageID: memory}).stop(t)
	r := start(t, stored+"redaction: {key: a key of some length}\n", host{storageID: memory})
	assert.Len(t, r.logs.FilterMessageSnippet("redaction.key is another one").All(), 1)
}

func TestStoresThatCannotBeUsed(t *testing.T) {
	_, err := tryStart(t, stored, host{})
	require.ErrorContains(t, err, `storage: there is no extension "memory_storage" in service.extensions`)
	_, err = tryStart(t, stored, host{storageID: gatekeeper{}})
	require.ErrorContains(t, err, `storage: extension "memory_storage" is no storage`)
	_, err = tryStart(t, stored, host{storageID: panicking{}})
	require.ErrorContains(t, err, `open the storage "memory_storage": the store is corrupt`)
}

// panicking is a storage whose file is damaged.
type panicking struct{ gatekeeper }

func (panicking) GetClient(context.Context, component.Kind, component.ID, string) (storage.Client, error) {
	panic("page 3 is damaged")
}

func TestACorruptStoreIsAStartErrorUnlessToldOtherwise(t *testing.T) {
	memory := storetest.NewMemory()
	r := start(t, stored, host{storageID: memory})
	r.spend(t, session.Key{Session: "a"}, 1, 1_000_000_000)
	r.stop(t)
	memory.Damage(func(values map[string][]byte) { values["manifest"][25] ^= 1 })
	_, err := tryStart(t, stored, host{storageID: memory})
	require.ErrorContains(t, err, `read the ledger back from "memory_storage"`)
	require.ErrorContains(t, err, "on_corrupt: start_empty")
	r = start(t, stored+"on_corrupt: start_empty\n", host{storageID: memory})
	assert.Equal(t, "started_empty", r.get(t, "/v1/health").body["began"])
	assert.Equal(t, false, r.get(t, "/v1/sessions/a/budget").body["known"])
	logged := r.logs.FilterMessageSnippet("all budgets begin anew").All()
	require.Len(t, logged, 1)
	assert.Equal(t, "error", logged[0].Level.String())
}

// bbolt goes back to the write before where the newest header of its file is damaged.
func TestAStoreThatIsShortIsAStartErrorUnlessToldOtherwise(t *testing.T) {
	memory := storetest.NewMemory()
	r := start(t, stored, host{storageID: memory})
	r.spend(t, session.Key{Session: "a"}, 1, 1_000_000_000)
	r.spend(t, session.Key{Session: "a"}, 2, 1_000_000_000)
	killed := storetest.NewMemory() // what a process that was killed here leaves behind
	killed.Damage(func(values map[string][]byte) { maps.Copy(values, memory.Dump()) })
	killed.Named(witnessName).Damage(func(values map[string][]byte) { maps.Copy(values, memory.Named(witnessName).Dump()) })
	last := uint64(len(killed.Dump())) - 4 // last, format, two values
	require.NoError(t, killed.Client().Batch(t.Context(), storage.DeleteOperation(fmt.Sprintf("journal/%016x", last)), storage.SetOperation("last", lastFrame(last-1))))
	_, err := tryStart(t, stored, host{storageID: killed})
	require.ErrorContains(t, err, "the last 1 are missing (with on_corrupt: start_empty it begins without what is lost)")

	r = start(t, stored+"on_corrupt: start_empty\n", host{storageID: killed})
	health := r.get(t, "/v1/health")
	assert.Equal(t, "restored_short", health.body["began"])
	assert.InDelta(t, 1, health.body["missing_records"], 0)
	assert.InDelta(t, 1.0, r.get(t, "/v1/sessions/a/budget").body["spent_usd"], 0)
	logged := r.logs.FilterMessageSnippet("not all that was acknowledged").All()
	require.Len(t, logged, 1)
	assert.Equal(t, "error", logged[0].Level.String())
	assert.EqualValues(t, 1, logged[0].ContextMap()["missing_records"])
}

// lastFrame is what the store keeps as the number of its last record.
func lastFrame(last uint64) []byte {
	frame := binary.BigEndian.AppendUint64([]byte{1, 'l'}, last)
	frame = binary.BigEndian.AppendUint64(frame, 0)
	return binary.BigEndian.AppendUint32(frame, crc32.Checksum(frame, crc32.MakeTable(crc32.Castagnoli)))
}

// faultyStorage is a storage whose clients fail when they are told to.
type faultyStorage struct {
	*storetest.Memory
	client *storetest.Faulty
}

func (s *faultyStorage) GetClient(_ context.Context, _ component.Kind, _ component.ID, name string) (storage.Client, error) {
	if name != "" {
		return s.Named(name).Client(), nil
	}
	s.client = storetest.NewFaulty(s.Client())
	return s.client, nil
}

func TestAStoreThatFailsIsToldAndMended(t *testing.T) {
	faulty := &faultyStorage{Memory: storetest.NewMemory()}
	r := start(t, stored, host{storageID: faulty})
	faulty.client.Break(func(operations []*storage.Operation) storetest.Fault {
		if storetest.Writes(operations) {
			return storetest.Before
		}
		return storetest.None
	})
	posting := session.Posting{Kind: session.Call, Session: "a", Cost: 1, Priced: true, Scope: []string{"shop"}, Trace: session.TraceID{1}, Span: session.SpanID{1}}
	receipts := make([]session.Receipt, 1)
	require.ErrorIs(t, r.Post(t.Context(), []session.Posting{posting}, receipts), storetest.ErrFault)
	assert.Equal(t, http.StatusServiceUnavailable, r.ask(t, http.MethodPut, "/v1/sessions/a/budget", `{"limit_usd": 8}`).status)
	health := r.statusOf(t, "/v1/health")
	assert.Equal(t, http.StatusServiceUnavailable, health)
	assert.Len(t, r.logs.FilterMessageSnippet("does not take the journal").All(), 1)
	faulty.client.Break(nil)
	require.NoError(t, r.Post(t.Context(), []session.Posting{posting}, receipts))
	assert.True(t, receipts[0].Duplicate)
	assert.Equal(t, http.StatusOK, r.statusOf(t, "/v1/health"))
	assert.Len(t, r.logs.FilterMessageSnippet("takes the journal again").All(), 1)
}

// statusOf is the status alone: a health that is bad is an answer, not a problem.
func (r *running) statusOf(t *testing.T, path string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+path, http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer http.DefaultClient.CloseIdleConnections()
	require.NoError(t, response.Body.Close())
	return response.StatusCode
}
