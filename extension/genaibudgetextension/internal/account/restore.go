package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/store"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Restored says what a ledger began with.
type Restored struct {
	From    Beginning
	Records int // of the journal that were replayed
	Took    time.Duration
	// Lost is why the store was given up, or why not all that was acknowledged is in it.
	Lost error
	// Missing is how many records of the journal are missing at its end, as far as is known.
	Missing uint64
}

// Beginning is what a ledger began with.
type Beginning string

// The beginnings.
const (
	FromMemory   Beginning = "memory"         // there is no store
	FromNothing  Beginning = "empty"          // the store was new
	FromStore    Beginning = "restored"       // all that was kept
	FromLostData Beginning = "started_empty"  // what was kept could not be read
	FromShort    Beginning = "restored_short" // what was kept, without the last that was acknowledged
)

// Beginnings are all of them.
func Beginnings() []Beginning {
	return []Beginning{FromMemory, FromNothing, FromStore, FromLostData, FromShort}
}

func (o *Owner) restore(ctx context.Context) (restored Restored, err error) {
	began := time.Now()
	defer func() { restored.Took = time.Since(began) }()
	if o.store == nil {
		o.ledger, err = session.New(o.config.Ledger)
		return Restored{From: FromMemory}, err
	}
	var last uint64
	ledger, image, records, err := read(ctx, o.config.Ledger, o.store)
	restored = Restored{From: FromStore, Records: records}
	if err == nil && image.Doubt != nil && !o.config.StartEmpty {
		err = image.Doubt
	}
	givenUp := o.config.StartEmpty && lost(err)
	switch {
	case err != nil && !givenUp:
		return restored, err
	case err != nil:
		restored = Restored{From: FromLostData, Lost: err}
		if ledger, err = session.New(o.config.Ledger); err != nil {
			return restored, err
		}
		if err := o.store.Reset(ctx); err != nil {
			return restored, errors.Join(restored.Lost, err)
		}
		o.generation = 1
	default:
		switch {
		case image.Doubt != nil:
			restored.From, restored.Lost, restored.Missing = FromShort, image.Doubt, image.Missing
		case image.Empty():
			restored.From = FromNothing
		}
		last, o.generation = image.Last, image.NextGeneration
	}
	o.ledger = ledger
	o.journal = newJournal(o.store, last, o.config.WriteTimeout, o.observer, o.feed.publish)
	return restored, nil
}

// lost reports whether an error will not pass.
func lost(err error) bool {
	for _, final := range []error{store.ErrCorrupt, session.ErrCorrupt, session.ErrVersion} {
		if errors.Is(err, final) {
			return true
		}
	}
	return false
}

// read makes a ledger of what a store holds. What is damaged is an error.
func read(ctx context.Context, c session.Config, s store.Store) (ledger *session.Ledger, image *store.Image, records int, err error) {
	if image, err = s.Load(ctx); err != nil {
		return nil, nil, 0, err
	}
	if image.Snapshot.Generation == 0 {
		ledger, err = session.New(c)
	} else if ledger, err = session.Restore(c, image.Chunks); err != nil {
		err = fmt.Errorf("snapshot %d: %w", image.Snapshot.Generation, err)
	}
	if err != nil {
		return nil, nil, 0, err
	}
	for record, err := range image.Journal {
		if err != nil {
			return nil, nil, 0, err
		}
		if err := ledger.Replay(record); err != nil {
			return nil, nil, 0, fmt.Errorf("journal record %d: %w", image.Snapshot.Through+1+uint64(records), err)
		}
		records++
	}
	return ledger, image, records, nil
}
