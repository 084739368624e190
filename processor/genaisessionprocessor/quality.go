package genaisessionprocessor

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/zeebo/xxh3"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// quality looks at records for what is wrong with them, and remembers what it needs to
// tell when something comes again: hashes, with a key that no other process has.
type quality struct {
	off    signal.Set
	answer signal.AnswerOptions
	// corrections are looked for in what the user said.
	corrections signal.Patterns
	within      int64 // nanoseconds

	mu     sync.Mutex // guards what follows
	shapes *signal.Shapes
	calls  memory // by input, when a call with it ended; by answer likewise
	cited  memory // what was named in a trace or session
}

func newQuality(c *SignalsConfig) (*quality, error) {
	refusals, err := signal.Compile("signals.refusal_patterns", c.RefusalPatterns)
	if err != nil {
		return nil, err
	}
	corrections, err := signal.Compile("signals.correction_patterns", c.CorrectionPatterns)
	if err != nil {
		return nil, err
	}
	off := c.disabled()
	return &quality{
		off:    off,
		answer: signal.AnswerOptions{Refusals: refusals, Citations: off&signal.UnsupportedCitation == 0, Seed: rand.Uint64()},

		corrections: corrections, within: int64(max(c.RetryWithin, time.Second)),
		shapes: signal.NewShapes(c.MinResults, c.MaxTools),
		calls:  newMemory(c.MaxCalls), cited: newMemory(c.MaxCitations),
	}, nil
}

// finding is what was found on a record, and what can only be said when it is known
// whether the record came before, and whose it is.
type finding struct {
	signals       signal.Set
	input, answer uint64 // hashes, 0 for unknown
	cited         int    // place in batch.cited and 1; 0 for none
	told          bool   // by a collector before us
}

// smallInput is up to what length an input is remembered by what it names: a longer one is
// the whole conversation, and is in the next input, too.
const smallInput = 16 << 10

// judgeCall looks at the answer of a model.
func (b *batch) judgeCall(attrs pcommon.Map, p *session.Posting, f *finding) {
	switch b.record.Operation {
	case genai.OperationEmbeddings, genai.OperationRerank:
		return
	default:
	}
	q, r := b.quality, &b.reading
	switch genai.ReadFinish(attrs) {
	case genai.FinishTruncated:
		f.signals |= signal.Truncated
	case genai.FinishRefused:
		f.signals |= signal.Refusal
	default:
	}
	input := b.textOf(fieldInput)
	options := q.answer
	options.JSON = r.str(fieldOutputType) == "json"
	b.reader.ReadAnswer(b.textOf(fieldOutput), &options, &b.answer)
	if b.answer.Read {
		f.signals |= b.answer.Signals
		f.answer = b.answer.Hash
	} else if !r.has[fieldOutput] && b.record.Usage.Known && b.record.BadUsage == 0 && b.record.Usage.Output == 0 {
		f.signals |= signal.EmptyOutput
	}
	if p.Failed || f.signals&signal.Refusal != 0 {
		f.signals &^= signal.EmptyOutput // that there is none has another reason
	}
	if r.has[fieldResends] {
		if resends, ok := genai.Count(r.fields[fieldResends]); ok && resends > 0 {
			f.signals |= signal.Retry
		}
	}
	if input == "" {
		return
	}
	f.input = max(xxh3.HashStringSeed(input, options.Seed), 1)
	if b.reader.Correction(input, q.corrections) {
		f.signals |= signal.UserCorrection
	}
	b.judgeCitations(input, f)
	if len(input) <= smallInput {
		b.remember(input, p)
	}
}

// judgeCitations holds what an answer names against what the call was given. What is left
// is held against the rest of the trace when all of the batch is known.
func (b *batch) judgeCitations(input string, f *finding) {
	c := &b.answer.Citations
	if !b.answer.Read || c.N == 0 {
		return
	}
	c.Support(b.quality.answer.Seed, input, b.textOf(fieldInstructions))
	if c.N > 0 && signal.JSON(input) == signal.Valid { // else an SDK may have cut it
		b.cited = append(b.cited, *c)
		f.cited = len(b.cited)
	}
}

// judgeTool looks at what a tool was called with and what it answered.
func (b *batch) judgeTool(p *session.Posting, f *finding) {
	q, r := b.quality, &b.reading
	f.signals |= signal.Arguments(r.str(fieldToolArguments))
	if !r.has[fieldToolResult] {
		return
	}
	result := b.textOf(fieldToolResult)
	b.remember(result, p)
	if p.Failed || p.Tool == "" || p.Marked {
		return
	}
	shape := signal.ShapeOf(result, q.answer.Seed)
	tool := b.key(p.Tenant, p.Service, p.Agent, p.Tool)
	q.mu.Lock()
	odd := q.shapes.Odd(tool, &shape)
	q.mu.Unlock()
	if odd {
		f.signals |= signal.ToolResultShape
	}
}

// judgeRetrieval looks at the documents that were found.
func (b *batch) judgeRetrieval(p *session.Posting, f *finding) {
	if !b.reading.has[fieldDocuments] || p.Failed {
		return
	}
	value := b.reading.fields[fieldDocuments]
	documents := b.textOf(fieldDocuments)
	if value.Type() == pcommon.ValueTypeSlice && value.Slice().Len() == 0 || value.Type() == pcommon.ValueTypeStr && saysNothing(canonicalSpace(documents)) {
		f.signals |= signal.EmptyRetrieval
		return
	}
	b.remember(documents, p)
}

// maxNamed is how much of one text is remembered.
const maxNamed = 256

// remember keeps what a text names, for the trace and the session it belongs to.
func (b *batch) remember(text string, p *session.Posting) {
	if b.quality.off&signal.UnsupportedCitation != 0 {
		return
	}
	signal.Cited(text, b.quality.answer.Seed, maxNamed, func(hash uint64) { b.named = append(b.named, hash) })
	if len(b.named) == 0 {
		return
	}
	q := b.quality
	scopes := b.scopesOf(p, p.Session)
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, hash := range b.named {
		for _, scope := range scopes {
			if scope != 0 {
				q.cited.put(hash^scope, 0)
			}
		}
	}
	b.named = b.named[:0]
}

// scopesOf are hashes of the trace and the session of a posting.
func (b *batch) scopesOf(p *session.Posting, id string) (scopes [2]uint64) {
	if p.Trace != (session.TraceID{}) {
		scopes[0] = b.key(p.Tenant, string(p.Trace[:]))
	}
	if id != "" {
		scopes[1] = b.key(p.Tenant, "session", id)
	}
	return scopes
}

// key is a hash of texts.
func (b *batch) key(texts ...string) uint64 {
	s := b.scratch[:0]
	for _, text := range texts {
		s = binary.AppendUvarint(s, uint64(len(text)))
		s = append(s, text...)
	}
	b.scratch = s
	return xxh3.HashSeed(s, b.quality.answer.Seed)
}

// conclude finds what can be said only now, and returns all signals of a record.
func (b *batch) conclude(p *session.Posting, receipt *session.Receipt, f *finding) signal.Set {
	if p.Kind != session.Call || f.input == 0 && f.answer == 0 && f.cited == 0 {
		return f.signals &^ b.quality.off
	}
	id := first(receipt.Session, p.Session)
	scopes := b.scopesOf(p, id)
	lane := b.key(p.Tenant, id, p.Lane, p.Model)
	if id == "" {
		lane = b.key(p.Tenant, string(p.Trace[:]), p.Lane, p.Model)
	}
	q := b.quality
	q.mu.Lock()
	defer q.mu.Unlock()
	again := f.input != 0 && q.again(f.input^lane, p)
	if again {
		f.signals |= signal.Retry
	}
	if f.answer != 0 && q.again(f.answer^lane^answers, p) && !again {
		f.signals |= signal.RepeatedOutput
	}
	if f.cited > 0 && q.unsupported(&b.cited[f.cited-1], scopes) {
		f.signals |= signal.UnsupportedCitation
	}
	return f.signals &^ q.off
}

// answers tells hashes of answers from those of inputs.
const answers = 0x9e3779b97f4a7c15

// again reports whether the same came before in a call that was over when this one began:
// what is asked at the same time is no retry.
func (q *quality) again(key uint64, p *session.Posting) bool {
	before, known := q.calls.get(key)
	q.calls.put(key, max(p.End, before))
	return known && p.Start >= before && p.Start-before <= q.within && p.Start > 0
}

// unsupported reports whether something is named that nothing in the trace or the session
// named before, and remembers it.
func (q *quality) unsupported(c *signal.Citations, scopes [2]uint64) (found bool) {
	for _, hash := range c.Hashes[:c.N] {
		known := false
		for _, scope := range scopes {
			if _, ok := q.cited.get(hash ^ scope); ok && scope != 0 {
				known = true
			}
		}
		for _, scope := range scopes {
			if scope != 0 {
				q.cited.put(hash^scope, 0)
			}
		}
		found = found || !known
	}
	return found
}

// textOf is a payload as text, "" where there is none.
func (b *batch) textOf(f field) string {
	if !b.reading.has[f] {
		return ""
	}
	return text(b.reading.fields[f])
}

// stampSignals writes what was found, unless a collector before us did: content may have
// been masked since.
func stampSignals(attrs pcommon.Map, found signal.Set) {
	if found == 0 {
		return
	}
	list := attrs.PutEmptySlice(genai.AttrQualitySignals)
	found.Each(func(name string) { list.AppendEmpty().SetStr(name) })
}

// forgotten counts what was forgotten for want of room since the last time.
func (q *quality) forgotten(counts *tally) {
	q.mu.Lock()
	defer q.mu.Unlock()
	counts.forgotten[forgottenCalls] += q.calls.forgotten
	counts.forgotten[forgottenCitations] += q.cited.forgotten
	counts.forgotten[forgottenTools] += q.shapes.Forgotten()
	q.calls.forgotten, q.cited.forgotten = 0, 0
}
