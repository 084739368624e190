package genaifeedbackreceiver

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-genai/otelcol-genai/internal/shelf"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver/internal/metadata"
)

func hostWith(disk *shelftest.Disk) shelftest.Host {
	return shelftest.Host{component.MustNewID("genai_budget"): finder{}, shelftest.ID: disk}
}

func thumb(id int) string { return fmt.Sprintf(`{"trace_id":%q,"value":1,"id":"f-%d"}`, traceHex, id) }

// What was acknowledged is known after a kill: the same again is a duplicate, and comes out once.
func TestIDsOutliveAKill(t *testing.T) {
	disk := shelftest.NewDisk()
	first := startOn(t, "storage: disk", hostWith(disk), finder{}, nil)
	require.Equal(t, http.StatusAccepted, first.post(t, thumb(1)).status)
	require.Equal(t, http.StatusAccepted, first.post(t, "["+thumb(2)+","+thumb(3)+"]").status)
	disk.Kill()
	second := startOn(t, "storage: disk", hostWith(disk), finder{}, nil)
	for id := 1; id <= 3; id++ {
		assert.Contains(t, second.post(t, thumb(id)).body, `"duplicate"`)
	}
	assert.Contains(t, second.post(t, thumb(4)).body, `"accepted"`)
	assert.Equal(t, 1, second.sink.LogRecordCount())
}

// Without a storage the same is taken again, which the README says.
func TestIDsInMemoryAreForgotten(t *testing.T) {
	first := start(t, "", finder{}, nil)
	require.Contains(t, first.post(t, thumb(1)).body, `"accepted"`)
	second := start(t, "", finder{}, nil)
	assert.Contains(t, second.post(t, thumb(1)).body, `"accepted"`)
}

// There are never more places than ids are remembered, and the latest are known.
func TestKeptIDsAreBounded(t *testing.T) {
	disk := shelftest.NewDisk()
	first := startOn(t, "{storage: disk, idempotency: {max_ids: 3}}", hostWith(disk), finder{}, nil)
	for id := range 10 {
		require.Contains(t, first.post(t, thumb(id)).body, `"accepted"`)
		time.Sleep(2 * time.Millisecond) // their order is that of their times
	}
	assert.Len(t, disk.Values(), 3+1)
	first.stop()
	second := startOn(t, "{storage: disk, idempotency: {max_ids: 3}}", hostWith(disk), finder{}, nil)
	for id := 7; id < 10; id++ {
		assert.Contains(t, second.post(t, thumb(id)).body, `"duplicate"`, id)
	}
	assert.Contains(t, second.post(t, thumb(6)).body, `"accepted"`)
}

// A storage that fails costs the memory of a restart, no feedback.
func TestAStorageThatFailsLosesNoFeedback(t *testing.T) {
	disk := shelftest.NewDisk()
	r := startOn(t, "storage: disk", hostWith(disk), finder{}, nil)
	disk.Fails.Store(true)
	require.Contains(t, r.post(t, thumb(1)).body, `"accepted"`)
	require.Contains(t, r.post(t, thumb(1)).body, `"duplicate"`)
	disk.Fails.Store(false)
	require.Contains(t, r.post(t, thumb(2)).body, `"accepted"`)
	assert.Len(t, disk.Values(), 1+1)
}

// Values that are no ids are left out, and an id from the time to come is forgotten like one of now.
func TestWhatIsNoIDIsLeftOut(t *testing.T) {
	disk := shelftest.NewDisk()
	owner := shelf.Owner{Kind: component.KindReceiver, ID: component.NewID(metadata.Type)}
	opened, err := shelf.Open(t.Context(), &shelftest.ID, owner, hostWith(disk))
	require.NoError(t, err)
	k := &keptIDs{shelf: opened, places: 10}
	now := time.Now()
	require.NoError(t, k.keep(t.Context(), []idEntry{{key: idKey{1}, at: now.AddDate(10, 0, 0)}, {key: idKey{2}, at: now}}))
	require.NoError(t, opened.Write(t.Context(), shelf.Change{Key: placeKey(1), Value: []byte("junk")}))
	before, err := (&keptIDs{shelf: opened, places: 10}).load(t.Context())
	require.NoError(t, err)
	require.Len(t, before, 1)
	d := newIDs(IdempotencyConfig{TTL: time.Hour, MaxIDs: 10})
	d.restore(before, now)
	state, _ := d.take(idKey{1}, now)
	assert.Equal(t, idDone, state)
	state, _ = d.take(idKey{1}, now.Add(time.Hour+time.Second))
	assert.Equal(t, idNew, state)
}

func TestAStorageThatIsNotThereIsToldAtStart(t *testing.T) {
	config, err := load(t, "{storage: disk, endpoint: 'localhost:0'}")
	require.NoError(t, err)
	set := receivertest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = componenttest.NewNopTelemetrySettings()
	r, err := NewFactory().CreateLogs(t.Context(), set, config, consumertest.NewNop())
	require.NoError(t, err)
	require.EqualError(t, r.Start(t.Context(), hostOf(finder{})), `storage: there is no extension "disk" in service.extensions`)
	require.NoError(t, r.Shutdown(t.Context()))
}
