package plan

import (
	"cmp"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
)

// Session is what a recorded session becomes.
type Session struct {
	ID      string
	Service Service
	Began   time.Time
	Spans   []Span   // in the order in which they end, parents after their children
	Calls   int      // chat spans among them
	Reward  *float64 // of the run whose words it begins with; nil where that was not recorded
}

// Length is when the last span ends, since the session began.
func (s *Session) Length() time.Duration {
	var length time.Duration
	for i := range s.Spans {
		length = max(length, s.Spans[i].End)
	}
	return length
}

// Of plans the spans of a recorded session. Everything in them follows from the
// arguments.
func Of(recorded recording.Session, script recording.Script, identity Identity) *Session {
	service := serviceOf(identity)
	b := &builder{identity: identity, service: service, script: readerAt(script, identity.Ordinal)}
	for n, t := range turnsOf(recorded.Calls) {
		b.trace = identity.traceID(uint64(n))
		b.turn(t, [8]byte{})
	}
	// Ties keep children before the parent, which was planned first.
	slices.Reverse(b.spans)
	slices.SortStableFunc(b.spans, func(x, y Span) int { return cmp.Compare(x.End, y.End) })
	opening := readerAt(script, identity.Ordinal).line(recording.User)
	return &Session{
		ID:      identity.SessionID(),
		Service: service,
		Began:   identity.Began,
		Spans:   b.spans,
		Calls:   len(recorded.Calls),
		Reward:  opening.Reward,
	}
}

type builder struct {
	identity Identity
	service  Service
	script   *reader
	trace    [16]byte
	spans    []Span
	made     uint64 // numbers spans and tool uses, for their ids
}

// turn plans a turn and all in it, and returns what it used and when it ended.
func (b *builder) turn(t *turn, parent [8]byte) (Usage, time.Duration) {
	at := len(b.spans)
	b.spans = append(b.spans, b.span(Agent, t, parent))
	self := b.spans[at]
	self.Start = t.start()
	self.Model = t.calls[0].Model
	self.Prompt = b.script.line(recording.User).Text

	var given *ToolUse
	for i := range t.calls {
		chat := b.chat(t, i, self.ID)
		chat.Given = given
		if i == 0 {
			chat.Prompt = self.Prompt
		}
		given = chat.Asked
		self.Usage.add(chat.Usage)
		self.Stop, self.Answer = chat.Stop, chat.Answer
		self.End = max(self.End, chat.End)
		b.spans = append(b.spans, chat)
		if given != nil && i+1 < len(t.calls) {
			b.spans = append(b.spans, b.tool(t, given, self.ID, chat.End, t.calls[i+1].Start()))
		}
	}
	for _, sub := range t.nested {
		usage, end := b.turn(sub, self.ID)
		self.Usage.add(usage)
		self.End = max(self.End, end)
	}
	b.spans[at] = self
	return self.Usage, self.End
}

func (b *builder) chat(t *turn, i int, parent [8]byte) Span {
	call := &t.calls[i]
	chat := b.span(Chat, t, parent)
	chat.Start = call.Start()
	chat.End = chat.Start + call.Duration()
	if call.Served == nil && i+1 < len(t.calls) {
		// The end is an estimate, and the next call was not made before it.
		chat.End = min(chat.End, max(chat.Start, t.calls[i+1].Start()))
	}
	chat.Model = call.Model
	chat.Usage = usageOf(call)
	chat.Stop = call.Stop
	chat.Streamed = call.Streamed()
	chat.ResponseID = b.identity.callID("msg_", b.made)
	switch call.Stop {
	case recording.StopToolUse:
		chat.Asked = &ToolUse{
			ID:       b.identity.callID("toolu_", b.made),
			ToolCall: b.script.line(recording.Tool).Tool,
		}
	case "":
	default:
		chat.Answer = b.script.line(recording.Assistant).Text
	}
	return chat
}

// tool plans the time between two calls, in which the client ran what the first
// asked for. Calls that overlap leave no time for it.
func (b *builder) tool(t *turn, use *ToolUse, parent [8]byte, from, to time.Duration) Span {
	tool := b.span(Tool, t, parent)
	tool.Start, tool.End = min(from, to), to
	tool.Asked = use
	return tool
}

func (b *builder) span(kind Kind, t *turn, parent [8]byte) Span {
	b.made++
	name := b.service.AgentName
	if t.agent != "" {
		name = b.service.Subagent
	}
	return Span{
		TraceID:   b.trace,
		ID:        b.identity.spanID(b.made),
		ParentID:  parent,
		Kind:      kind,
		AgentName: name,
		AgentID:   t.agent,
	}
}
