package dialect

import (
	"errors"
	"sync"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

var errTrailing = errors.New("text after JSON")

// Options says how records are written.
type Options struct {
	// Dialects to recognise; nil for all.
	Dialects []Name
	// DropOriginals removes attributes that were mapped to another name.
	DropOriginals bool
	// WithoutMessages leaves the content of prompts and answers where it is.
	WithoutMessages bool
	// MaxMessageBytes bounds what is parsed of one attribute; larger ones stay as they are.
	MaxMessageBytes int
	// CacheWriteKey is the name of the cache write count, genai.AttrCacheCreation unless set.
	CacheWriteKey string
}

// DefaultMaxMessageBytes is the bound on one parsed attribute, when Options has none.
const DefaultMaxMessageBytes = 1 << 20

// Normalizer brings records into the current conventions. It keeps nothing of a
// record and may be used by several goroutines.
type Normalizer struct {
	enabled       uint64
	keepOriginals bool
	messages      bool
	maxBytes      int
	cacheWriteKey string
	marks         map[string][]mark
	initials      [256]bool
	drafts        *sync.Pool
}

// New returns a normalizer.
func New(o Options) *Normalizer {
	n := &Normalizer{
		enabled:       placesOf(o.Dialects),
		keepOriginals: !o.DropOriginals,
		messages:      !o.WithoutMessages,
		maxBytes:      o.MaxMessageBytes,
		cacheWriteKey: o.CacheWriteKey,
		marks:         collectMarks(),
		drafts:        &sync.Pool{New: func() any { return new(draft) }},
	}
	n.initials = initialsOf(n.marks)
	if n.maxBytes <= 0 {
		n.maxBytes = DefaultMaxMessageBytes
	}
	if n.cacheWriteKey == "" {
		n.cacheWriteKey = genai.AttrCacheCreation
	}
	return n
}

func placesOf(names []Name) uint64 {
	var enabled uint64
	for at, d := range registered {
		if d == nil {
			continue
		}
		if names == nil {
			enabled |= 1 << at
		}
		for _, name := range names {
			if name == d.name {
				enabled |= 1 << at
			}
		}
	}
	return enabled
}

// key is the name under which a field is written.
func (n *Normalizer) key(f field) string {
	if f == fieldCacheWrite {
		return n.cacheWriteKey
	}
	return canonical[f]
}

// Span normalises a span in place. A span that is not GenAI is not touched, and
// costs no allocation; neither is one that was normalised before.
func (n *Normalizer) Span(scope *Scope, span ptrace.Span) Result {
	def := n.recognise(scope, span.Attributes())
	if def == nil {
		return Result{}
	}
	return n.normalize(scope, def, record{
		attrs:  span.Attributes(),
		name:   span.Name(),
		client: span.Kind() == ptrace.SpanKindClient,
		start:  span.StartTimestamp(),
		events: span.Events(),
	})
}

// LogRecord normalises a log record in place, by the rules of [Normalizer.Span].
func (n *Normalizer) LogRecord(scope *Scope, log plog.LogRecord) Result {
	attrs := log.Attributes()
	name := eventName(log)
	def := n.recognise(scope, attrs)
	if def == nil && isGenAIEvent(name) {
		def = n.conventionsOnly()
	}
	if def == nil {
		return Result{}
	}
	return n.normalize(scope, def, record{attrs: attrs, name: name, log: true, body: log.Body(), events: noEvents})
}

// conventionsOnly is the dialect of records that only an event name gives away.
func (n *Normalizer) conventionsOnly() *definition {
	if n.enabled&(1<<placeOTel) == 0 {
		return nil
	}
	return registered[placeOTel]
}

func (n *Normalizer) normalize(scope *Scope, def *definition, r record) Result {
	if _, done := r.attrs.Get(genai.AttrDialect); done {
		return Result{}
	}
	d, _ := n.drafts.Get().(*draft)
	defer n.drafts.Put(d)
	d.reset(n, scope, def, r)
	d.readAll()
	if def.read != nil {
		def.read(d)
	}
	d.resolveProvider()
	d.resolveOperation()
	d.resolveUsage()
	d.resolveOutputType()
	d.stageFields()
	d.stageUsage()
	if n.messages {
		d.stageMessages()
	}
	d.commit()
	result := d.result()
	d.release()
	return result
}

// release lets go of the batch's memory.
func (d *draft) release() {
	clear(d.problems)
	clear(d.writes)
	problems, writes, buf := d.problems[:0], d.writes[:0], d.buf
	if cap(buf) > maxKeptBuffer {
		buf = nil
	}
	*d = draft{problems: problems, writes: writes, buf: buf[:0]}
}

// maxKeptBuffer keeps one huge conversation from being paid for ever after.
const maxKeptBuffer = 64 << 10
