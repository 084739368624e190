package genaibudgetextension

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/account"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/identity"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// What the genai_feedback receiver sees of the extension; see target.Finder.

func (e *budgetExtension) Answer(responseID string) (target.Target, bool) {
	return e.targets.Answer(session.HashID(responseID))
}

func (e *budgetExtension) Turn(sessionID string, turn int) (target.Target, bool) {
	id, ok := e.sessionID(sessionID)
	if !ok {
		return target.Target{}, false
	}
	return e.targets.Turn(id, turn)
}

func (e *budgetExtension) Trace(trace session.TraceID) (target.Target, bool) {
	return e.targets.Trace(trace)
}

func (e *budgetExtension) Session(sessionID string) (target.Target, bool) {
	id, ok := e.sessionID(sessionID)
	if !ok {
		return target.Target{}, false
	}
	return e.targets.Session(id)
}

// sessionID is an id as the ledger has it. Where it is personal it has a token for
// each tenant, and only that of no tenant can be told here.
func (e *budgetExtension) sessionID(id string) (string, bool) {
	id, ok := session.Normalize(id)
	return e.identity.Private(identity.SessionKey, id, ""), ok
}

// The index of targets is kept beside the ledger: its image is written before a
// snapshot takes the place of a part of the journal, and what the image has not is
// learnt again from the journal. Two generations take turns, so that one is whole.
const targetsName = "targets"

func targetsChunk(generation uint64, i uint32) string {
	return fmt.Sprintf("%s/%d/%d", targetsName, generation%2, i)
}

// openTargets makes the index, reads back what is kept of it, and has the owner of the
// ledger teach it.
func (e *budgetExtension) openTargets(ctx context.Context, kept store.Store, settings *account.Config) error {
	generation := uint64(0)
	e.targets = target.New(target.Config(e.config.Feedback))
	if kept != nil {
		var err error
		generation, err = e.readTargets(ctx, kept)
		switch {
		case errors.Is(err, store.ErrCorrupt), errors.Is(err, target.ErrCorrupt):
			e.logger.Error("the spans that feedback is about could not be read back: feedback on what was before stays with its session", zap.Error(err))
			e.targets = target.New(target.Config(e.config.Feedback))
		case err != nil:
			return fmt.Errorf("read from %q: %w", e.config.Storage.id, err)
		}
		settings.Compacting = func(ctx context.Context) error {
			if err := e.writeTargets(ctx, kept, generation+1); err != nil {
				return err // the next writes over what this one left, not over what is valid
			}
			generation++
			return nil
		}
	}
	settings.Booked = e.targets.Learn
	return nil
}

func (e *budgetExtension) readTargets(ctx context.Context, kept store.Store) (generation uint64, err error) {
	head, err := kept.Value(ctx, targetsName)
	if err != nil || head == nil {
		return 0, err
	}
	if len(head) != 12 {
		return 0, target.ErrCorrupt
	}
	generation = binary.LittleEndian.Uint64(head)
	for i := range binary.LittleEndian.Uint32(head[8:]) {
		chunk, err := kept.Value(ctx, targetsChunk(generation, i))
		if err != nil {
			return generation, err
		}
		if err := e.targets.Restore(chunk); err != nil {
			return generation, err
		}
	}
	return generation, nil
}

func (e *budgetExtension) writeTargets(ctx context.Context, kept store.Store, generation uint64) error {
	chunks := uint32(0)
	for chunk := range e.targets.Image() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := kept.SetValue(ctx, targetsChunk(generation, chunks), chunk); err != nil {
			return fmt.Errorf("keep the spans that feedback is about: %w", err)
		}
		chunks++
	}
	head := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(nil, generation), chunks)
	return kept.SetValue(ctx, targetsName, head)
}
