package genaisessionprocessor

import (
	"strings"

	"github.com/zeebo/xxh3"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/signal"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// finding is what was found on a record, and what can only be said when it is known
// whether the record came before, and whose it is.
type finding struct {
	signals       signal.Set
	input, answer uint64 // hashes, 0 for unknown
	cited         int    // place in batch.cited and 1; 0 for none
	told          bool   // by a collector before us
}

// judge looks for what is wrong with the record of the last posting.
func (b *batch) judge(attrs pcommon.Map, p *session.Posting) {
	f := &b.records[len(b.records)-1].finding
	switch {
	case f.told:
		p.Odd = b.toldOdd()
	case p.Kind == session.Call:
		b.judgeCall(attrs, p, f)
	case p.Kind == session.Tool:
		b.judgeTool(p, f)
	case b.record.Operation == genai.OperationRetrieval:
		b.judgeRetrieval(p, f)
	}
	p.Odd = p.Odd || f.signals&^b.quality.off&signal.ToolResultShape != 0
}

// toldOdd reports whether a collector before us found the result odd.
func (b *batch) toldOdd() bool {
	value := b.reading.fields[fieldSignals]
	if value.Type() != pcommon.ValueTypeSlice {
		return false
	}
	for _, name := range value.Slice().All() {
		if name.Type() == pcommon.ValueTypeStr && name.Str() == oddResult {
			return true
		}
	}
	return false
}

const oddResult = "tool_result_shape"

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
	if !isWhole(input) {
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

// isWhole reports whether messages end as they should: those that an SDK cut begin alike,
// and would be one input.
func isWhole(messages string) bool {
	return strings.HasSuffix(strings.TrimRight(messages, " \n"), "]")
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
	shape := b.reader.Shape(result, q.answer.Seed)
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
