package genaisessionprocessor

import (
	"encoding/binary"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// ownEvents begin the names of what our own components say of sessions.
const ownEvents = "genai."

// addLogs makes the postings of a batch of log records.
func (b *batch) addLogs(logs plog.Logs) {
	for _, resourceLogs := range logs.ResourceLogs().All() {
		b.around.enterResource(resourceLogs.Resource())
		for _, scopeLogs := range resourceLogs.ScopeLogs().All() {
			b.around.enterScope(scopeLogs.Scope())
			for _, record := range scopeLogs.LogRecords().All() {
				b.addRecord(record)
			}
		}
	}
}

func (b *batch) addRecord(record plog.LogRecord) {
	name := genai.EventName(record)
	known := events[name]
	attrs := record.Attributes()
	isGenAI := genai.Read(attrs, &b.record)
	verdict := session.Verdict(0)
	if genai.ReadEvaluation(record, &b.evaluation) {
		var result int
		if verdict, result = b.outcome.verdict(&b.evaluation); verdict != 0 {
			known = scoreEvent
		}
		b.counts.scores[result]++
	}
	if !isGenAI && known == nil || strings.HasPrefix(name, ownEvents) {
		return
	}
	b.around.know(b.plan)
	b.plan.record.read(attrs, &b.reading)
	if known == nil {
		known = unknownEvent
		if isCall(&b.record) {
			known = unknownCall
		}
	}
	known.read(b, attrs)
	b.post(known, record, name, verdict)
}

var (
	scoreEvent   = &event{kind: session.Score}
	unknownEvent = &event{kind: session.Other}
	unknownCall  = &event{kind: session.Call}
)

// isCall reports whether a record is charged whatever its name: the messages of a call
// are records with its operation, too, but only one of them has its usage.
func isCall(r *genai.Record) bool { return r.Operation.IsInference() && r.Usage.Known }

func (b *batch) post(e *event, record plog.LogRecord, name string, verdict session.Verdict) {
	attrs, kind := record.Attributes(), e.kind
	if name == genai.EventInference && !isCall(&b.record) {
		kind = session.Other // Gemini CLI writes it for the request, too
	}
	if e.endsSession != "" && !b.turnTo(attrs, e.endsSession) {
		return
	}
	failed := b.record.ErrorType != "" || e.success != "" && get(attrs, e.success) == "false"
	p := b.add(kind, attrs)
	p.Verdict = verdict
	p.Trace, p.Span = session.TraceID(record.TraceID()), session.SpanID(record.SpanID())
	p.End = nanos(firstTime(record.Timestamp(), record.ObservedTimestamp()))
	p.Start = p.End - b.duration(attrs, e.milliseconds)
	p.Failed = failed
	if kind != session.Other && kind != session.Score && (e.own || record.SpanID().IsEmpty()) {
		p.Parent, p.Event = p.Span, true
		binary.BigEndian.PutUint64(p.Span[:], b.identity(record, name))
	}
	switch kind {
	case session.Call:
		b.fillCall(p)
		if lane := get(attrs, e.lane); lane != "" && lane != "main" && p.Lane == "" {
			p.Lane = b.private.lane(lane)
		}
		if e.input != "" && p.Priced && !b.reading.has[fieldCostSource] {
			p.Rank = session.Reported
		}
	case session.Tool:
		b.fillTool(p)
	case session.End:
		if outcome, ok := session.ParseOutcome(get(attrs, genai.AttrSessionOutcome)); ok && e.endsSession == "" {
			p.Verdict = session.NewVerdict(outcome, 1)
		}
	default:
	}
	b.judge(attrs, p)
}

// turnTo makes a posting about the session that an attribute names.
func (b *batch) turnTo(attrs pcommon.Map, key string) bool {
	id := get(attrs, key)
	b.reading.session, b.reading.key = id, 1
	return isID(id)
}

// duration in nanoseconds, 0 for unknown.
func (b *batch) duration(attrs pcommon.Map, key string) int64 {
	if key == "" {
		return 0
	}
	value, ok := attrs.Get(key)
	if !ok {
		return 0
	}
	n, ok := genai.Count(value)
	if !ok || n > int64(24*time.Hour/time.Millisecond) {
		return 0
	}
	return n * int64(time.Millisecond)
}

// identity tells a record from others, and is the same when it comes again: log
// records have no id.
func (b *batch) identity(record plog.LogRecord, name string) uint64 {
	attrs := record.Attributes()
	trace, span := record.TraceID(), record.SpanID()
	s := append(b.scratch[:0], trace[:]...)
	s = append(s, span[:]...)
	s = binary.BigEndian.AppendUint64(s, uint64(record.Timestamp()))
	for _, part := range [...]string{
		name, b.reading.session, b.record.ResponseID, b.record.Model(), b.record.ToolName, b.reading.str(fieldToolCallID),
		get(attrs, "event.sequence"), get(attrs, "event.timestamp"), get(attrs, "prompt.id"),
	} {
		s = binary.AppendUvarint(s, uint64(len(part)))
		s = append(s, part...)
	}
	for _, n := range [...]int64{b.record.Usage.Input, b.record.Usage.Output, b.record.Usage.CacheRead} {
		s = binary.AppendVarint(s, n)
	}
	b.scratch = s
	return b.hash()
}

func firstTime(times ...pcommon.Timestamp) pcommon.Timestamp {
	for _, at := range times {
		if at != 0 {
			return at
		}
	}
	return 0
}
