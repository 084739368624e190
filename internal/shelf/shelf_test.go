package shelf_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"

	"github.com/otelcol-genai/otelcol-genai/internal/shelf"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

var owner = shelf.Owner{Kind: component.KindReceiver, ID: component.MustNewID("mine")}

func TestWhatIsKeptIsThereForWhoComesNext(t *testing.T) {
	disk := shelftest.NewDisk()
	first, err := shelf.Open(t.Context(), &shelftest.ID, owner, shelftest.Host{shelftest.ID: disk})
	require.NoError(t, err)
	require.NoError(t, first.Write(t.Context(), shelf.Change{Key: "a", Value: []byte("1")}, shelf.Change{Key: "b", Value: []byte("2")}))
	require.NoError(t, first.Write(t.Context(), shelf.Change{Key: "b"}))
	disk.Kill()
	require.Error(t, first.Write(t.Context(), shelf.Change{Key: "a", Value: []byte("3")}))
	second, err := shelf.Open(t.Context(), &shelftest.ID, owner, shelftest.Host{shelftest.ID: disk})
	require.NoError(t, err)
	values, err := second.Read(t.Context(), "a", "b", "c")
	require.NoError(t, err)
	assert.Equal(t, [][]byte{[]byte("1"), nil, nil}, values)
	require.NoError(t, second.Close(t.Context()))
}

func TestWhatIsNoStorageIsRefused(t *testing.T) {
	none, err := shelf.Open(t.Context(), nil, owner, componenttest.NewNopHost())
	require.NoError(t, err)
	require.Nil(t, none)
	_, err = shelf.Open(t.Context(), &shelftest.ID, owner, componenttest.NewNopHost())
	require.EqualError(t, err, `storage: there is no extension "disk" in service.extensions`)
	_, err = shelf.Open(t.Context(), &shelftest.ID, owner, shelftest.Host{shelftest.ID: struct{ component.Component }{}})
	require.EqualError(t, err, `storage: extension "disk" is no storage`)
}
