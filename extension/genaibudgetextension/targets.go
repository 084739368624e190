package genaibudgetextension

import (
	"slices"
	"sync"
	"sync/atomic"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/identity"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// targets are the spans that feedback is about. From the start on they are learnt, as it is not known
// yet whether somebody will ask; once all receivers have started, only if one of them said that it will.
type targets struct {
	config target.Config
	now    atomic.Pointer[learner] // changes within account.Owner.Between only
	kept   bool                    // there were some when the extension started

	mu     sync.Mutex
	askers []string
}

// learner is an index, and whether it learns what is booked; it is empty if not.
type learner struct {
	*target.Index
	learns bool
}

// booked is what the owner of the ledger tells.
func (t *targets) booked(postings []session.Posting, receipts []session.Receipt) {
	if now := t.now.Load(); now.learns {
		now.Learn(postings, receipts)
	}
}

// begin has an index learn what is booked from now on.
func (t *targets) begin(begun uint32) { t.now.Store(&learner{target.NewSince(t.config, begun), true}) }

// rest gives the index up.
func (t *targets) rest(uint32) { t.now.Store(&learner{target.New(t.config), false}) }

// doubt is for an index or a ledger that lacks some of what was booked.
func (t *targets) doubt(begun uint32) { t.now.Load().Doubt(begun) }

// WillAsk has spans learnt for a receiver. It is not undone when the receiver ends: in a shutdown that is before the index
// is kept for the last time, and in a reload the receiver may be back in a moment.
func (e *budgetExtension) WillAsk(who string) {
	t := &e.targets
	t.mu.Lock()
	defer t.mu.Unlock()
	if !slices.Contains(t.askers, who) {
		t.askers = append(t.askers, who)
	}
	if t.now.Load().learns {
		return
	}
	e.owner.Between(t.begin)
	e.logger.Info("spans are kept for feedback from now on", zap.Strings("receivers", t.askers))
}

// Ready is called when all receivers have started.
func (e *budgetExtension) Ready() error {
	t := &e.targets
	t.mu.Lock()
	defer t.mu.Unlock()
	known, _ := t.now.Load().Totals()
	sizes := []zap.Field{zap.Int("answers", known.Answers), zap.Int("sessions", known.Sessions), zap.Int("turns", known.Turns)}
	if len(t.askers) > 0 {
		e.logger.Info("spans are kept for feedback", append(sizes, zap.Strings("receivers", t.askers))...)
		return nil
	}
	e.owner.Between(t.rest)
	if t.kept {
		e.logger.Info("no receiver takes feedback: spans are not kept for it any more, and those that were are forgotten", sizes...)
	}
	return nil
}

// NotReady is called before receivers end.
func (*budgetExtension) NotReady() error { return nil }

// What the genai_feedback receiver sees of the extension; see target.Finder.

func (e *budgetExtension) Answer(responseID string) (target.Target, bool) {
	return e.targets.now.Load().Answer(session.HashID(responseID))
}

func (e *budgetExtension) Turn(sessionID string, turn int) (target.Target, bool) {
	id, ok := e.sessionID(sessionID)
	if !ok {
		return target.Target{}, false
	}
	return e.targets.now.Load().Turn(id, turn)
}

func (e *budgetExtension) Trace(trace session.TraceID) (target.Target, bool) {
	return e.targets.now.Load().Trace(trace)
}

func (e *budgetExtension) Session(sessionID string) (target.Target, bool) {
	id, ok := e.sessionID(sessionID)
	if !ok {
		return target.Target{}, false
	}
	return e.targets.now.Load().Session(id)
}

// sessionID is an id as the ledger has it. Where it is personal it has a token for
// each tenant, and only that of no tenant can be told here.
func (e *budgetExtension) sessionID(id string) (string, bool) {
	id, ok := session.Normalize(id)
	return e.identity.Private(identity.SessionKey, id, ""), ok
}
