package genaijudgeconnector

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf"
)

// spentKey is where what was spent is kept, in one value: all purses are of one moment.
const spentKey = "spent"

// spentVersion is that of what is kept.
const spentVersion = 1

// spent is what was spent by all evaluators, and by each.
type spent struct {
	Version    int                      `json:"version"`
	Common     spending.Kept            `json:"common"`
	Evaluators map[string]spending.Kept `json:"evaluators"`
}

// openShelf goes on with what was spent before, so that a limit holds over restarts.
func (c *judgeConnector) openShelf(ctx context.Context, host component.Host) error {
	kept, err := shelf.Open(ctx, c.config.Storage, shelf.Owner{Kind: component.KindConnector, ID: c.settings.ID}, host)
	if err != nil {
		return err
	}
	if kept == nil {
		c.logger.Warn("no storage is configured: the spend limits begin anew when the process does")
		return nil
	}
	c.shelf = kept
	if err := c.restore(ctx); err != nil {
		return fmt.Errorf("read back from %q what was spent: %w (without it the limits would begin anew)", c.config.Storage, err)
	}
	c.treasury.store = func() error { return c.keep(context.WithoutCancel(ctx)) }
	return nil
}

func (c *judgeConnector) restore(ctx context.Context) error {
	values, err := c.shelf.Read(ctx, spentKey)
	if err != nil || values[0] == nil {
		return err
	}
	var before spent
	if err := json.Unmarshal(values[0], &before); err != nil {
		return err
	}
	if before.Version != spentVersion {
		return fmt.Errorf("it has version %d, and this collector knows %d", before.Version, spentVersion)
	}
	now := time.Now()
	c.treasury.common.Restore(before.Common, now)
	for _, e := range slices.Concat(c.spans, c.assembled) {
		e.purse.Restore(before.Evaluators[e.config.Name], now)
	}
	return nil
}

// keep stores what the purses hold; the caller holds the lock of the treasury.
func (c *judgeConnector) keep(ctx context.Context) error {
	now := spent{Version: spentVersion, Common: c.treasury.common.Keep(), Evaluators: map[string]spending.Kept{}}
	for _, e := range slices.Concat(c.spans, c.assembled) {
		now.Evaluators[e.config.Name] = e.purse.Keep()
	}
	value, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return c.shelf.Write(ctx, shelf.Change{Key: spentKey, Value: value})
}

// closeShelf keeps what calls did cost in the end.
func (c *judgeConnector) closeShelf(ctx context.Context) error {
	if c.shelf == nil {
		return nil
	}
	defer func() { c.shelf = nil }()
	if c.treasury.store != nil {
		c.treasury.mu.Lock()
		err := c.keep(ctx)
		c.treasury.mu.Unlock()
		if err != nil {
			c.logger.Warn("what was spent could not be stored; the most that the last calls can have cost is", zap.Error(err))
		}
	}
	return c.shelf.Close(ctx)
}

// unkept leaves the model alone for one question: a call that is not stored could pass a limit after a restart.
func (c *judgeConnector) unkept(ctx context.Context, payers int, err error) {
	c.telemetry.skipped(ctx, skipStorage, payers)
	if c.unstored.CompareAndSwap(false, true) {
		c.logger.Error("what is to be spent cannot be stored, and is not spent: nothing is asked until the storage works", zap.Error(err))
	}
}
