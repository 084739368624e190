package genaibudgetextension

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
)

// Names of what is kept beside the ledger.
const (
	keyName   = "key"
	checkName = "key_check"
)

const madeKeyBytes = 32

// masterKey is the configured key, else the one that was made before and kept,
// else a new one.
func (e *budgetExtension) masterKey(ctx context.Context, kept store.Store) ([]byte, error) {
	key, err := keyfile.Read("redaction.key", e.config.Redaction.Key, e.config.Redaction.KeyFile, keyfile.MinBytes)
	if err != nil || key != nil {
		return key, err
	}
	if kept == nil {
		return newKey(), nil
	}
	key, err = kept.Value(ctx, keyName)
	if errors.Is(err, store.ErrCorrupt) && e.config.OnCorrupt == StartEmpty {
		key, err = nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of tokens from %q: %w", e.config.Storage.id, err)
	}
	if len(key) >= minKeyBytes {
		return key, nil
	}
	key = newKey()
	if err := kept.SetValue(ctx, keyName, key); err != nil {
		return nil, fmt.Errorf("keep the key of tokens in %q: %w", e.config.Storage.id, err)
	}
	return key, nil
}

func newKey() []byte {
	key := make([]byte, madeKeyBytes)
	rand.Read(key)
	return key
}

// checkKey tells when tokens are made with another key than before: what redaction
// masks does not join its account any more.
func (e *budgetExtension) checkKey(ctx context.Context, kept store.Store) error {
	if kept == nil {
		return nil
	}
	before, err := kept.Value(ctx, checkName)
	if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return fmt.Errorf("read from %q: %w", e.config.Storage.id, err)
	}
	check := e.identity.Check()
	if bytes.Equal(before, check) {
		return nil
	}
	if before != nil {
		e.logger.Warn("redaction.key is another one than before: ids that hold personal data begin new accounts")
	}
	if err := kept.SetValue(ctx, checkName, check); err != nil {
		return fmt.Errorf("write to %q: %w", e.config.Storage.id, err)
	}
	return nil
}
