package genaisessionprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// What the account of a session is at the moment a record was posted.
const (
	attrSessionCost  = "genai.session.cost"
	attrSessionCalls = "genai.session.calls"
	attrSessionState = "genai.session.state"
)

// maxStamped is the largest number of attributes that one record gets.
const maxStamped = 6

// stampAll writes the receipts of a batch on its records, and tokens in the place of
// names that are personal.
func (p *sessionProcessor) stampAll(b *batch) {
	for i := range b.masks {
		b.masks[i].apply()
	}
	for i := range b.postings {
		posting, receipt, record := &b.postings[i], &b.receipts[i], &b.records[i]
		b.counts.receipt(posting, receipt, record.found)
		if !record.genAI {
			maskSession(record.attrs, posting.Session, record.plain)
			continue
		}
		duplicate := posting.Kind == session.Call && receipt.Duplicate && !record.marked
		if duplicate && p.undelivered.take(call{posting.Trace, posting.Span}) {
			duplicate = false
			b.counts.redelivered++
		}
		if !duplicate && !record.marked && !record.told {
			found := b.conclude(posting, receipt, &record.finding)
			stampSignals(record.attrs, found)
		}
		stamp(record, posting, receipt)
		if duplicate {
			record.attrs.PutStr(genai.AttrCostStatus, string(genai.CostDuplicate))
		}
	}
}

func stamp(record *posted, posting *session.Posting, receipt *session.Receipt) {
	attrs := record.attrs
	attrs.EnsureCapacity(attrs.Len() + maxStamped)
	stampSession(attrs, first(receipt.Session, posting.Session), record.plain)
	if receipt.Note == session.NoSession {
		return
	}
	attrs.PutDouble(attrSessionCost, budget.Dollars(receipt.Cost))
	attrs.PutInt(attrSessionCalls, receipt.Calls)
	if receipt.Known {
		attrs.PutStr(attrSessionState, receipt.State.String())
	}
}

// stampSession fills the session id where there is none, and puts its token in the
// place of one that redaction would mask.
func stampSession(attrs pcommon.Map, id, plain string) {
	if id == "" {
		return
	}
	if value, there := attrs.Get(genai.AttrSessionID); there && isID(text(value)) {
		maskSession(attrs, id, plain)
		return
	}
	attrs.PutStr(genai.AttrSessionID, id)
}

// maskSession puts a token in the place of a session id; plain is the id, empty
// where it may stay.
func maskSession(attrs pcommon.Map, token, plain string) {
	if plain == "" {
		return
	}
	if value, there := attrs.Get(genai.AttrSessionID); there && normalized(text(value)) == plain {
		value.SetStr(token)
	}
}
