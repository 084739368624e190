// Package sessiontest has accounts for tests of what stands before and behind a
// ledger: plain maps, the simplest rules that are right, and everything that was
// posted kept for a look. It is no ledger: it forgets nothing and knows no windows.
package sessiontest

import (
	"context"
	"encoding/hex"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Accounts is a [session.Accounts] in memory.
type Accounts struct {
	// Scopes is what Attributes answers, and Limits what Budgets answers.
	Scopes []string
	Limits []budget.Budget
	// Secret is what Private puts a token for: a text that contains one of them.
	Secret []string
	// State is that of every account.
	State budget.State

	mu        sync.Mutex
	err       error // of the next Post
	postings  []session.Posting
	batches   int
	spent     map[session.Key]budget.NanoUSD
	calls     map[session.Key]int64
	traces    map[trace]string
	charged   map[charge]bool
	responses map[answer]bool
	events    []session.Event
	delivered uint64
	forgotten uint64 // sequence numbers that no event has
	report    session.Report
	listeners map[int]func()
	listener  int
	signed    [][]string
	seed      maphash.Seed
}

type trace struct {
	tenant string
	id     session.TraceID
}

type charge struct {
	trace session.TraceID
	span  session.SpanID
}

type answer struct {
	tenant string
	id     uint64
}

// New returns empty accounts.
func New() *Accounts {
	return &Accounts{
		spent: map[session.Key]budget.NanoUSD{}, calls: map[session.Key]int64{}, traces: map[trace]string{},
		charged: map[charge]bool{}, responses: map[answer]bool{}, listeners: map[int]func(){}, seed: maphash.MakeSeed(),
	}
}

// Fail makes the next posts fail; nil ends that.
func (a *Accounts) Fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = err
}

// Post charges each call once, by its span or by the id of its answer.
func (a *Accounts) Post(_ context.Context, postings []session.Posting, receipts []session.Receipt) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil {
		return a.err
	}
	a.batches++
	for i := range postings {
		p := postings[i]
		p.Scope = slices.Clone(p.Scope)
		a.postings = append(a.postings, p)
		receipts[i] = a.book(&p)
	}
	return nil
}

func (a *Accounts) book(p *session.Posting) session.Receipt {
	var r session.Receipt
	of := trace{p.Tenant, p.Trace}
	r.Session = p.Session
	switch {
	case p.Session != "" && p.Trace != session.TraceID{} && a.traces[of] == "":
		a.traces[of] = p.Session
	case p.Session == "" && p.Trace == session.TraceID{}:
		return session.Receipt{Note: session.NoSession}
	case p.Session == "":
		r.Session = a.traces[of]
	}
	key := session.Key{Tenant: p.Tenant, Session: r.Session}
	if r.Session == "" {
		key.Session = "trace:" + hex.EncodeToString(p.Trace[:])
	}
	if p.Kind == session.Call {
		r.Duplicate = a.seen(p)
		if !r.Duplicate && !p.Marked {
			a.spent[key] += p.Cost
			a.calls[key]++
		}
	}
	r.Cost, r.Calls, r.State, r.Known = a.spent[key], a.calls[key], a.State, true
	return r
}

func (a *Accounts) seen(p *session.Posting) bool {
	byAnswer := answer{p.Tenant, p.ResponseID}
	bySpan := charge{p.Trace, p.Span}
	seen := a.charged[bySpan] || p.ResponseID != 0 && a.responses[byAnswer]
	a.charged[bySpan] = true
	if p.ResponseID != 0 {
		a.responses[byAnswer] = true
	}
	return seen
}

// Attributes is Scopes.
func (a *Accounts) Attributes() []string { return a.Scopes }

// Budgets is Limits.
func (a *Accounts) Budgets() []budget.Budget { return a.Limits }

// Private gives a token for a text that contains a secret.
func (a *Accounts) Private(key, text, tenant string) string {
	for _, secret := range a.Secret {
		if strings.Contains(text, secret) {
			return Token(key, text, tenant)
		}
	}
	return text
}

// Token is what Private puts in the place of a text: the same in every run.
func Token(_, text, tenant string) string {
	var sum uint64 = 14695981039346656037
	for _, c := range []byte(tenant + "\x00" + text) {
		sum = (sum ^ uint64(c)) * 1099511628211
	}
	var out [8]byte
	for i := range out {
		out[i] = byte(sum >> (8 * i))
	}
	return "tok_" + hex.EncodeToString(out[:])
}

// Signature is a hash of its parts, which are kept for a look.
func (a *Accounts) Signature(parts ...string) uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.signed = append(a.signed, slices.Clone(parts))
	var h maphash.Hash
	h.SetSeed(a.seed)
	for _, part := range parts {
		_, _ = h.WriteString(part)
		_ = h.WriteByte(0)
	}
	return max(1, h.Sum64())
}

// Emit adds events, numbers them and tells who asked to be notified.
func (a *Accounts) Emit(events ...session.Event) {
	a.mu.Lock()
	for _, e := range events {
		e.Sequence = a.last() + a.forgotten + 1
		a.forgotten = 0
		a.events = append(a.events, e)
	}
	listeners := make([]func(), 0, len(a.listeners))
	for _, f := range a.listeners {
		listeners = append(listeners, f)
	}
	a.mu.Unlock()
	for _, f := range listeners {
		f()
	}
}

func (a *Accounts) last() uint64 {
	if len(a.events) == 0 {
		return a.delivered
	}
	return a.events[len(a.events)-1].Sequence
}

// EmitAndForget adds events that are gone before anybody read them, as in a ledger without room.
func (a *Accounts) EmitAndForget(events ...session.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.forgotten += uint64(len(events))
}

// Events are those behind a sequence number that are not delivered.
func (a *Accounts) Events(after uint64, limit int) []session.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	var found []session.Event
	for i := range a.events {
		if a.events[i].Sequence > after && len(found) < limit {
			found = append(found, a.events[i])
		}
	}
	return found
}

// Delivered forgets events.
func (a *Accounts) Delivered(_ context.Context, through uint64) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil {
		return a.err
	}
	a.delivered = max(a.delivered, through)
	a.events = slices.DeleteFunc(a.events, func(e session.Event) bool { return e.Sequence <= through })
	return nil
}

// DeliveredThrough is how far events were delivered.
func (a *Accounts) DeliveredThrough() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.delivered
}

// Notify calls f at every Emit.
func (a *Accounts) Notify(f func()) (stop func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.listener++
	id := a.listener
	a.listeners[id] = f
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.listeners, id)
	}
}

// Listeners is how many ask to be notified.
func (a *Accounts) Listeners() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.listeners)
}

// SetReport sets what Report answers.
func (a *Accounts) SetReport(report session.Report) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.report = report
}

// Report is what was set.
func (a *Accounts) Report(time.Time) session.Report {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.report
}

// Postings are all that were booked, in order.
func (a *Accounts) Postings() []session.Posting {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.postings)
}

// Batches is how often Post booked something.
func (a *Accounts) Batches() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.batches
}

// Spent is what a session has spent, and with how many calls.
func (a *Accounts) Spent(key session.Key) (budget.NanoUSD, int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.spent[key], a.calls[key]
}

// Signed are the parts of all signatures.
func (a *Accounts) Signed() [][]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.signed)
}
