package e2e

import (
	"context"

	"go.opentelemetry.io/collector/component"
	xstorage "go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

// ramStorage is a storage extension without a disk: what the ledger does to keep itself is
// measured, not what a disk does. Each client has values of its own.
type ramStorage struct {
	component.StartFunc
	component.ShutdownFunc
}

func (*ramStorage) GetClient(ctx context.Context, kind component.Kind, id component.ID, name string) (xstorage.Client, error) {
	return shelftest.NewDisk().GetClient(ctx, kind, id, name)
}
