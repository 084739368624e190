package genaibudgetextension

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/account"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
)

// The index of targets is kept beside the ledger: its image is written before a
// snapshot takes the place of a part of the journal, and what the image has not is
// learnt again from the journal. Two generations take turns, so that one is whole. While nobody is to ask
// the image is that of an index that knows nothing of what came before.
const targetsName = "targets"

func targetsChunk(generation uint64, i uint32) string {
	return fmt.Sprintf("%s/%d/%d", targetsName, generation%2, i)
}

// openTargets makes the index, reads back what is kept of it, and has the owner of the
// ledger teach it. It reports whether all of it is there that was kept.
func (e *budgetExtension) openTargets(ctx context.Context, kept store.Store, settings *account.Config) (whole bool, err error) {
	e.targets.config = target.Config(e.config.Feedback)
	index, generation, whole := target.New(e.targets.config), uint64(0), true
	if kept != nil {
		generation, err = readTargets(ctx, kept, index)
		switch {
		case errors.Is(err, store.ErrCorrupt), errors.Is(err, target.ErrCorrupt):
			e.logger.Error("the spans that feedback is about could not be read back: feedback on what was before stays with its session", zap.Error(err))
			index, whole = target.New(e.targets.config), false
		case err != nil:
			return false, fmt.Errorf("read from %q: %w", e.config.Storage.id, err)
		}
		settings.Compacting = func(ctx context.Context, begun uint32) error {
			next, err := e.targets.keep(ctx, kept, generation, begun)
			generation = next
			return err
		}
	}
	known, _ := index.Totals()
	e.targets.kept = known != target.Sizes{}
	e.targets.now.Store(&learner{index, true})
	settings.Booked = e.targets.booked
	return whole, nil
}

// keep writes the generation behind the one that is valid, and returns the one that is valid then.
func (t *targets) keep(ctx context.Context, kept store.Store, valid uint64, begun uint32) (uint64, error) {
	now := t.now.Load()
	index := now.Index
	if !now.learns {
		index = target.NewSince(t.config, begun)
	}
	chunks, err := writeTargets(ctx, kept, index, valid+1)
	if err != nil {
		return valid, err // the next writes over what this one left, not over what is valid
	}
	valid++
	if now.learns {
		return valid, nil
	}
	return valid, errors.Join(dropTargets(ctx, kept, valid, chunks), dropTargets(ctx, kept, valid+1, 0))
}

func readTargets(ctx context.Context, kept store.Store, index *target.Index) (generation uint64, err error) {
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
		if err := index.Restore(chunk); err != nil {
			return generation, err
		}
	}
	return generation, nil
}

func writeTargets(ctx context.Context, kept store.Store, index *target.Index, generation uint64) (chunks uint32, err error) {
	for chunk := range index.Image() {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := kept.SetValue(ctx, targetsChunk(generation, chunks), chunk); err != nil {
			return 0, fmt.Errorf("keep the spans that feedback is about: %w", err)
		}
		chunks++
	}
	head := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(nil, generation), chunks)
	return chunks, kept.SetValue(ctx, targetsName, head)
}

// dropTargets takes away the chunks of a generation from one on, the last first: of what a kill
// leaves none is behind one that is missing. What cannot be read stays, and nothing points at it.
func dropTargets(ctx context.Context, kept store.Store, generation uint64, from uint32) error {
	end := from
	for ; ; end++ {
		chunk, err := kept.Value(ctx, targetsChunk(generation, end))
		if err != nil && !errors.Is(err, store.ErrCorrupt) {
			return err
		}
		if chunk == nil {
			break
		}
	}
	for ; end > from; end-- {
		if err := kept.SetValue(ctx, targetsChunk(generation, end-1), nil); err != nil {
			return err
		}
	}
	return nil
}
