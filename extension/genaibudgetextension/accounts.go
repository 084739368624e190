package genaibudgetextension

import (
	"context"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// What the genai_session processor and the genai_budget receiver see of the
// extension; see session.Accounts.

func (e *budgetExtension) Post(ctx context.Context, postings []session.Posting, receipts []session.Receipt) error {
	return e.owner.Post(ctx, postings, receipts)
}

func (e *budgetExtension) Attributes() []string { return e.ledger.Attributes }

func (e *budgetExtension) Private(key, text, tenant string) string {
	return e.identity.Private(key, text, tenant)
}

func (e *budgetExtension) Signature(parts ...string) uint64 { return e.identity.Signature(parts...) }

func (e *budgetExtension) Events(after uint64, limit int) []session.Event {
	return e.owner.Events(after, limit)
}

func (e *budgetExtension) Delivered(ctx context.Context, through uint64) error {
	return e.owner.Delivered(ctx, through)
}

func (e *budgetExtension) Notify(f func()) (stop func()) { return e.owner.Notify(f) }

func (e *budgetExtension) Report(now time.Time) session.Report { return e.owner.Report(now) }

func (e *budgetExtension) Budgets() []budget.Budget { return e.ledger.Budgets }
