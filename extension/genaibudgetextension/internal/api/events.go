package api

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// heartbeat keeps a stream open through proxies that close quiet ones.
const heartbeat = 15 * time.Second

// getEvents streams what happens to a session, as server-sent events. Their ids
// are sequence numbers of the ledger: a client that comes back with the last one
// gets what it missed, and always where the session stands.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) error {
	key, err := s.sessionOf(r, s.requireSession)
	if err != nil {
		return err
	}
	after, resumed, err := lastEvent(r)
	if err != nil {
		return err
	}
	if !s.streams.enter() {
		s.observer.Refused(LimitStreams)
		return problem(http.StatusServiceUnavailable, "there are too many streams already").RetryAfter(5)
	}
	defer s.streams.leave()
	changes, stop := s.ledger.Watch(key)
	defer stop()
	st := &stream{server: s, w: w, key: key, after: after}
	if !resumed {
		_, st.after, _ = s.ledger.EventsOf(key, 0)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	return st.run(r, changes)
}

func lastEvent(r *http.Request) (after uint64, resumed bool, err error) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("last_event_id") // a browser cannot set the header at first
	}
	if text == "" {
		return 0, false, nil
	}
	after, err = strconv.ParseUint(text, 10, 64)
	if err != nil || after > math.MaxInt64 {
		return 0, false, problem(http.StatusBadRequest, "Last-Event-ID must be the id of an event")
	}
	return after, true, nil
}

// stream is one client of getEvents.
type stream struct {
	server *Server
	w      http.ResponseWriter
	key    session.Key
	after  uint64
	told   standing
	buffer bytes.Buffer
}

// standing is what a stream tells changes of.
type standing struct {
	any    bool
	known  session.Status
	state  budget.State
	budget string
	limit  budget.Limit
	advice session.Advice
	loop   session.Level
}

func (st *stream) run(r *http.Request, changes <-chan struct{}) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if err := st.catchUp(); err != nil {
			return err
		}
		select {
		case <-changes:
		case <-beat.C:
			st.buffer.WriteString(": \n\n")
		case <-st.server.stopping:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}

// catchUp sends all that is new.
func (st *stream) catchUp() error {
	events, through, complete := st.server.ledger.EventsOf(st.key, st.after)
	if !complete {
		st.server.observer.Dropped(1)
		st.put("reset", through, struct {
			Detail string `json:"detail"`
		}{"events before this one are not kept any more"})
	}
	for i := range events {
		st.put(eventName(events[i].Kind), events[i].Sequence, eventAnswer(&events[i]))
	}
	st.after = through
	view := st.server.ledger.View(st.key)
	now := standing{true, view.Status, view.State, view.Budget, view.Limit, view.Advice, view.Loop}
	if now != st.told {
		name := "state"
		if st.told.any && now.limit != st.told.limit {
			name = "limit-changed"
		}
		st.told = now
		st.put(name, st.after, st.server.answer(st.key, &view, estimate{}))
	}
	return st.flush()
}

func (st *stream) put(name string, id uint64, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		return
	}
	fmt.Fprintf(&st.buffer, "id: %d\nevent: %s\ndata: %s\n\n", id, name, text)
}

// flush writes what was put. A client that does not take it in time is left.
func (st *stream) flush() error {
	if st.buffer.Len() == 0 {
		return nil
	}
	clearDeadlines(st.w, grace)
	if _, err := st.w.Write(st.buffer.Bytes()); err != nil {
		return err
	}
	st.buffer.Reset()
	return http.NewResponseController(st.w).Flush()
}

func eventName(kind session.EventKind) string {
	switch kind {
	case session.Threshold:
		return "threshold"
	case session.Recovered:
		return "recovered"
	case session.LoopFound:
		return "loop"
	case session.ToolCascade:
		return "tool-cascade"
	case session.ContextGrew:
		return "context"
	case session.Ended:
		return "end"
	default:
		return "other"
	}
}

// eventAnswer is what a stream tells of an event.
func eventAnswer(e *session.Event) map[string]any {
	a := map[string]any{
		"id": e.ID, "event": string(e.Kind), "at": time.Unix(0, e.At).UTC().Format(time.RFC3339Nano),
		"session": e.Session, "tenant": e.Tenant, "service": e.Service, "agent": e.Agent,
	}
	if e.Trace != (session.TraceID{}) {
		a["trace_id"], a["span_id"] = hex.EncodeToString(e.Trace[:]), hex.EncodeToString(e.Span[:])
	}
	if c := e.Crossing; c != nil {
		a["crossing"] = struct {
			Budget    string  `json:"budget"`
			Mode      string  `json:"mode"`
			Threshold float64 `json:"threshold"`
			State     string  `json:"state"`
			Revision  uint32  `json:"limit_revision"`
			spendAnswer
		}{c.Budget, string(c.Mode), c.Threshold, c.State.String(), c.Revision, spendOf(c.Limit, c.Spend)}
	}
	if l := e.Loop; l != nil {
		a["loop"] = map[string]any{"tool": l.Tool, "repeats": l.Repeats, "wasted_usd": usd(l.Wasted), "level": l.Level, "low_confidence": l.LowConfidence}
	}
	if c := e.Cascade; c != nil {
		a["cascade"] = map[string]any{"tool": c.Tool, "count": c.Count, "distance": c.Distance}
	}
	if c := e.Context; c != nil {
		a["context"] = map[string]any{
			"tokens": c.Tokens, "growth": ratio(c.Growth), "cache_hit": ratio(c.CacheHit), "cache_broken": c.Broken, "cost_rise": ratio(c.CostRise),
		}
	}
	if s := e.Summary; s != nil {
		a["summary"] = map[string]any{
			"reason": s.Reason, "outcome": s.Outcome, "state": s.State.String(), "spent_usd": usd(s.Spend.NanoUSD),
			"calls": s.Spend.Calls, "tokens": s.Spend.Tokens, "loops": s.Loops, "wasted_usd": usd(s.Wasted),
		}
	}
	return a
}
