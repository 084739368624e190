package genailogconnector

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// bodyWriter writes the body of a record, member by member.
type bodyWriter interface {
	text(name, s string)
	number(name string, n int64)
	amount(name string, f float64)
	list(name string, values pcommon.Slice)
	content(name string, s *said)
	end(record plog.LogRecord)
}

// identify writes when the call ended and where it belongs, so that a body that is
// stored alone can still be joined with its trace.
func identify(body bodyWriter, record plog.LogRecord, service string) {
	if at := record.Timestamp(); at != 0 {
		body.text("time", at.AsTime().UTC().Format(time.RFC3339Nano))
	}
	body.text("trace_id", record.TraceID().String())
	body.text("span_id", record.SpanID().String())
	body.text("service", service)
}

// describe writes what somebody who reads a line wants to know first. All of it is
// in the attributes too, in full.
func describe(body bodyWriter, attrs pcommon.Map, call *call) {
	body.text("operation", string(call.Operation))
	body.text("provider", textOf(attrs, genai.AttrProviderName))
	body.text("model", firstOf(textOf(attrs, genai.AttrResponseModel), textOf(attrs, genai.AttrRequestModel)))
	body.text("session", firstOf(textOf(attrs, genai.AttrSessionID), textOf(attrs, genai.AttrConversationID)))
	body.text("agent", textOf(attrs, genai.AttrAgentName))
	body.text("outcome", outcomeNames[call.outcome])
	body.text("error", textOf(attrs, genai.AttrErrorType))
	body.text("error_message", textOf(attrs, attrErrorMessage))
	if reasons, ok := attrs.Get(genai.AttrFinishReasons); ok && reasons.Type() == pcommon.ValueTypeSlice {
		body.list("finish_reasons", reasons.Slice())
	} else {
		body.text("finish_reasons", textOf(attrs, genai.AttrFinishReasons))
	}
	if call.timed {
		body.amount("duration_seconds", call.duration)
	}
	if call.TimeToFirstChunk > 0 {
		body.amount("first_chunk_seconds", call.TimeToFirstChunk)
	}
	if call.HasCost {
		body.amount("cost", call.CostTotal)
		body.text("currency", textOf(attrs, genai.AttrCostCurrency))
	}
	body.text("cost_status", textOf(attrs, genai.AttrCostStatus))
	if call.Usage.Known {
		input, cacheRead, cacheWrite, output, reasoning := call.Usage.Classes()
		for _, class := range [...]struct {
			name string
			n    int64
		}{
			{"tokens_input", input},
			{"tokens_cache_read", cacheRead},
			{"tokens_cache_write", cacheWrite},
			{"tokens_output", output},
			{"tokens_reasoning", reasoning},
		} {
			body.number(class.name, class.n)
		}
	}
	if tools, ok := attrs.Get(attrToolCalls); ok {
		body.list("tool_calls", tools.Slice())
	}
}

func textOf(attrs pcommon.Map, key string) string {
	if value, ok := attrs.Get(key); ok && value.Type() == pcommon.ValueTypeStr {
		return value.Str()
	}
	return ""
}

func firstOf(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

// mapBody writes a map. Content keeps the form it has on the span.
type mapBody struct{ to pcommon.Map }

func (b *mapBody) text(name, s string) {
	if s != "" {
		b.to.PutStr(name, s)
	}
}
func (b *mapBody) number(name string, n int64)   { b.to.PutInt(name, n) }
func (b *mapBody) amount(name string, f float64) { b.to.PutDouble(name, f) }
func (b *mapBody) list(name string, values pcommon.Slice) {
	values.CopyTo(b.to.PutEmptySlice(name))
}
func (b *mapBody) content(name string, s *said) { s.put(b.to.PutEmpty(name)) }
func (*mapBody) end(plog.LogRecord)             {}

// jsonBody writes one line of JSON, in which content that is JSON itself is not quoted.
type jsonBody struct{ line []byte }

func newJSONBody() *jsonBody { return &jsonBody{line: []byte{'{'}} }

func (b *jsonBody) name(name string) {
	if len(b.line) > 1 {
		b.line = append(b.line, ',')
	}
	b.line = append(b.line, '"')
	b.line = append(b.line, name...)
	b.line = append(b.line, `":`...)
}

func (b *jsonBody) text(name, s string) {
	if s != "" {
		b.name(name)
		b.quote(s)
	}
}

// quote writes a string. Unlike json.Marshal it leaves < and > as they are.
func (b *jsonBody) quote(s string) {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(s) == nil { // strings encode
		b.line = append(b.line, bytes.TrimSuffix(quoted.Bytes(), []byte{'\n'})...)
	}
}

func (b *jsonBody) number(name string, n int64) {
	b.name(name)
	b.line = strconv.AppendInt(b.line, n, 10)
}

// amount writes a finite number; there is no JSON for others.
func (b *jsonBody) amount(name string, f float64) {
	if data, err := json.Marshal(f); err == nil {
		b.name(name)
		b.line = append(b.line, data...)
	}
}

func (b *jsonBody) list(name string, values pcommon.Slice) {
	b.name(name)
	b.line = append(b.line, '[')
	for i := range values.Len() {
		if i > 0 {
			b.line = append(b.line, ',')
		}
		b.quote(values.At(i).AsString())
	}
	b.line = append(b.line, ']')
}

func (b *jsonBody) content(name string, s *said) {
	b.name(name)
	if s.json == nil {
		b.quote(s.text)
		return
	}
	for _, c := range s.json {
		if c != '\n' && c != '\r' { // they stand between the tokens of valid JSON only; a body is one line
			b.line = append(b.line, c)
		}
	}
}

func (b *jsonBody) end(record plog.LogRecord) {
	record.Body().SetStr(strings.ToValidUTF8(string(append(b.line, '}')), "\uFFFD"))
}
