package genaibudgetextension

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/otel/trace/noop"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/account"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/api"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/identity"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf"
)

var (
	_ session.Accounts                      = (*budgetExtension)(nil)
	_ target.Finder                         = (*budgetExtension)(nil)
	_ extensioncapabilities.Dependent       = (*budgetExtension)(nil)
	_ extensioncapabilities.PipelineWatcher = (*budgetExtension)(nil)
)

type budgetExtension struct {
	config    *Config
	settings  extension.Settings
	logger    *zap.Logger
	telemetry *telemetry

	ledger   session.Config // with tokens in matches, once it is started
	identity *identity.Identity
	targets  targets
	owner    *account.Owner
	restored account.Restored
	api      *api.Server
	server   *http.Server
	serving  sync.WaitGroup
}

func newExtension(set extension.Settings, config *Config) (*budgetExtension, error) {
	telemetry, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	ledger, err := config.ledger(nil)
	if err != nil {
		return nil, err
	}
	return &budgetExtension{config: config, settings: set, logger: set.Logger, telemetry: telemetry, ledger: ledger}, nil
}

// Dependencies makes the storage start first.
func (e *budgetExtension) Dependencies() []component.ID {
	if e.config.Storage.id == nil {
		return nil
	}
	return []component.ID{*e.config.Storage.id}
}

// Start reads the ledger back and serves it.
func (e *budgetExtension) Start(ctx context.Context, host component.Host) error {
	e.telemetry.atZero(ctx)
	kept, err := e.openStore(ctx, host)
	if err != nil {
		return err
	}
	if err := e.open(ctx, kept); err != nil {
		if kept != nil {
			err = errors.Join(err, kept.Close(ctx))
		}
		return err
	}
	if err := e.serve(ctx, host); err != nil {
		return errors.Join(err, e.close(ctx))
	}
	return e.observeSizes()
}

// openStore returns the store that is configured, or nil for memory.
func (e *budgetExtension) openStore(ctx context.Context, host component.Host) (store.Store, error) {
	id := e.config.Storage.id
	if id == nil {
		e.logger.Warn("no storage is configured: what was spent is forgotten when the process ends")
		return nil, nil
	}
	backend, err := shelf.Backend(*id, host)
	if err != nil {
		return nil, err
	}
	client, err := e.clientOf(ctx, backend, "")
	if err != nil {
		return nil, fmt.Errorf("open the storage %q: %w", id, err)
	}
	witness, err := e.clientOf(ctx, backend, witnessName)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the storage %q for the journal's witness: %w", id, err), client.Close(ctx))
	}
	return store.Open(client, witness), nil
}

// witnessName is that of the client in which the witness of the journal is: in
// file_storage another name is another file.
const witnessName = "witness"

func (e *budgetExtension) clientOf(ctx context.Context, backend storage.Extension, name string) (client storage.Client, err error) {
	err = store.Guard(func() (err error) {
		client, err = backend.GetClient(ctx, component.KindExtension, e.settings.ID, name)
		return err
	})
	return client, err
}

// open reads the ledger back from a store.
func (e *budgetExtension) open(ctx context.Context, kept store.Store) error {
	key, err := e.masterKey(ctx, kept)
	if err != nil {
		return err
	}
	e.identity, err = identity.New(e.config.Redaction.options(key), e.config.Redaction.CacheEntries, e.telemetry.redacted)
	if err != nil {
		return fmt.Errorf("redaction: %w", err)
	}
	if err := e.checkKey(ctx, kept); err != nil {
		return err
	}
	if e.ledger, err = e.config.ledger(e.identity.Scope); err != nil {
		return err
	}
	settings := e.config.account(e.ledger)
	whole, err := e.openTargets(ctx, kept, &settings)
	if err != nil {
		return err
	}
	owner, restored, err := account.Open(ctx, settings, kept, e.telemetry.observer(e.logger))
	if err != nil {
		return fmt.Errorf("read the ledger back from %q: %w (with on_corrupt: start_empty it begins without what is lost)", e.config.Storage.id, err)
	}
	e.owner, e.restored = owner, restored
	if !whole || restored.Lost != nil {
		owner.Between(e.targets.doubt)
	}
	e.telemetry.restored(ctx, restored)
	e.tellBeginning(restored)
	return nil
}

// account is what the configuration says of who owns the ledger.
func (c *Config) account(ledger session.Config) account.Config {
	return account.Config{
		Ledger:           ledger,
		SnapshotInterval: c.Journal.SnapshotInterval,
		SnapshotBytes:    c.Journal.SnapshotBytes,
		SnapshotRecords:  c.Journal.SnapshotRecords,
		MaxPendingBytes:  c.Journal.MaxPendingBytes,
		WriteTimeout:     c.Journal.WriteTimeout,
		KeepEvents:       c.API.KeepEvents,
		StartEmpty:       c.OnCorrupt == StartEmpty,
	}
}

func (e *budgetExtension) tellBeginning(restored account.Restored) {
	switch {
	case restored.From == account.FromShort:
		e.logger.Error("the ledger is not all that was acknowledged, and goes on without, as on_corrupt says: what the missing records charged is not in any budget",
			zap.Uint64("missing_records", restored.Missing), zap.Int("journal_records", restored.Records), zap.Error(restored.Lost))
		return
	case restored.Lost != nil:
		e.logger.Error("the ledger could not be read back and was given up, as on_corrupt says: all budgets begin anew", zap.Error(restored.Lost))
		return
	}
	e.logger.Info("ledger ready", zap.String("began", string(restored.From)), zap.Int("journal_records", restored.Records), zap.Duration("took", restored.Took))
}

// serve listens and answers.
func (e *budgetExtension) serve(ctx context.Context, host component.Host) error {
	handler, err := e.newAPI()
	if err != nil {
		return err
	}
	e.api = handler
	telemetry := e.settings.TelemetrySettings
	telemetry.TracerProvider = noop.NewTracerProvider() // spans would have paths on them, and paths have ids
	server, err := e.config.Server.ToServer(ctx, host.GetExtensions(), telemetry, handler, httpapi.WithProblems())
	if err != nil {
		return err
	}
	server.MaxHeaderBytes = maxHeaderBytes
	listener, err := e.config.Server.ToListener(ctx)
	if err != nil {
		return fmt.Errorf("endpoint %q: %w", e.config.Server.NetAddr.Endpoint, err)
	}
	e.server = server
	if e.config.AdminToken == "" {
		e.logger.Warn("admin_token is not set: everybody on this machine may list sessions and change limits", zap.Stringer("endpoint", listener.Addr()))
	}
	e.logger.Info("serving the budget API", zap.Stringer("endpoint", listener.Addr()))
	e.serving.Go(func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			componentstatus.ReportStatus(host, componentstatus.NewFatalErrorEvent(err))
		}
	})
	return nil
}

// Shutdown ends the API, then keeps all there is.
func (e *budgetExtension) Shutdown(ctx context.Context) error {
	defer e.telemetry.shutdown()
	return e.close(ctx)
}

func (e *budgetExtension) close(ctx context.Context) (err error) {
	if e.api != nil {
		e.api.Stop()
	}
	if e.server != nil {
		if err = e.server.Shutdown(ctx); err != nil {
			err = errors.Join(err, e.server.Close())
		}
		e.serving.Wait()
	}
	if e.owner != nil {
		err = errors.Join(err, e.owner.Close(ctx))
	}
	return err
}
