package store

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

const (
	// witnessKey is the only key in the witness.
	witnessKey = "last"
	// witnessedLayout is the number in the format of a store that has a witness.
	witnessedLayout = 1
)

// testify has the witness know that a record is in the journal, where it is already:
// in between the journal is ahead of its witness, which is no loss.
func (s *keyValue) testify(ctx context.Context, last uint64) error {
	if err := s.witness.Batch(ctx, storage.SetOperation(witnessKey, seal(lastFrame, last, 0, nil))); err != nil {
		return fmt.Errorf("have the journal witnessed: %w", err)
	}
	return nil
}

// question asks the witness whether the journal has all that was acknowledged. A store
// without one gets it now.
func (s *keyValue) question(ctx context.Context, last, layout uint64) (missing uint64, doubt, err error) {
	witnessed := layout == witnessedLayout
	value, err := s.witness.Get(ctx, witnessKey)
	switch {
	case errors.Is(err, ErrCorrupt):
		doubt = fmt.Errorf("witness: %w", err)
	case err != nil:
		return 0, nil, fmt.Errorf("read the witness: %w", err)
	case value == nil && witnessed:
		doubt = fmt.Errorf("%w: the witness of the journal is missing", ErrCorrupt)
	case value == nil:
		if err := s.testify(ctx, last); err != nil {
			return 0, nil, err
		}
	default:
		missing, doubt = compare(value, last)
	}
	if !witnessed {
		return missing, doubt, s.begin(ctx, last)
	}
	return missing, doubt, nil
}

// compare holds the end of the journal against what the witness has seen.
func compare(framed []byte, last uint64) (missing uint64, doubt error) {
	seen, _, _, err := open(framed, lastFrame)
	switch {
	case err != nil:
		return 0, fmt.Errorf("witness: %w", err)
	case seen > last:
		return seen - last, fmt.Errorf("%w: the journal ends at record %d, and %d were acknowledged: the last %d are missing", ErrCorrupt, last, seen, seen-last)
	default:
		return 0, nil
	}
}
