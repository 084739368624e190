package genailogconnector

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// Attributes of a record beside those of its span.
const (
	attrDuration      = "genai.call.duration" // seconds
	attrTokensInput   = "genai.tokens.input"
	attrTokensRead    = "genai.tokens.cache_read"
	attrTokensWrite   = "genai.tokens.cache_write"
	attrTokensOutput  = "genai.tokens.output"
	attrTokensReason  = "genai.tokens.reasoning"
	attrTokensTotal   = "genai.tokens.total"
	attrToolCalls     = "genai.tool_calls"
	attrErrorMessage  = "error.message"
	attrServerAddress = "server.address"
	attrServerPort    = "server.port"
	attrServiceName   = "service.name"
	attrUserID        = genai.AttrUserID

	otherError = "_OTHER" // the conventions' value for an error without a type
)

// copied are the attributes of a call that go on its record, besides those below a copiedPrefix.
var copied = map[string]bool{
	genai.AttrOperationName: true, genai.AttrProviderName: true, genai.AttrSystem: true, genai.AttrConversationID: true,
	genai.AttrOutputType: true, genai.AttrAgentName: true, genai.AttrAgentID: true, "gen_ai.agent.version": true,
	genai.AttrWorkflowName: true, "gen_ai.prompt.name": true, "gen_ai.prompt.version": true, "gen_ai.data_source.id": true,
	"gen_ai.embeddings.dimension.count": true, genai.AttrSessionID: true, attrUserID: true, genai.AttrErrorType: true,
	attrServerAddress: true, attrServerPort: true,
}

var copiedPrefixes = [...]string{
	"gen_ai.usage.", "gen_ai.request.", "gen_ai.response.", "gen_ai.main_agent.", "genai.", "openai.", "aws.bedrock.", "azure.resource_provider.",
}

// attributes copies what describes the call: names, numbers and short lists of
// them, no content.
func (c *logConnector) attributes(to pcommon.Map, span ptrace.Span, call *call, counts *tally) {
	from := span.Attributes()
	to.EnsureCapacity(from.Len() + 12)
	for key, value := range from.All() {
		if isCopied(key) {
			c.copyAttribute(to, key, value, counts)
		}
	}
	if call.outcome == outcomeError && call.ErrorType == "" {
		to.PutStr(genai.AttrErrorType, otherError)
	}
	if call.message != "" {
		to.PutStr(attrErrorMessage, c.bounded(call.message, counts))
	}
	if call.timed {
		to.PutDouble(attrDuration, call.duration)
	}
	if call.Usage.Known {
		input, cacheRead, cacheWrite, output, reasoning := call.Usage.Classes()
		to.PutInt(attrTokensInput, input)
		to.PutInt(attrTokensRead, cacheRead)
		to.PutInt(attrTokensWrite, cacheWrite)
		to.PutInt(attrTokensOutput, output)
		to.PutInt(attrTokensReason, reasoning)
		to.PutInt(attrTokensTotal, input+cacheRead+cacheWrite+output+reasoning)
	}
}

func isCopied(key string) bool {
	if copied[key] {
		return true
	}
	for _, prefix := range copiedPrefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func (c *logConnector) copyAttribute(to pcommon.Map, key string, value pcommon.Value, counts *tally) {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		to.PutStr(key, c.bounded(value.Str(), counts))
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
		value.CopyTo(to.PutEmpty(key))
	case pcommon.ValueTypeSlice:
		c.copyList(to, key, value.Slice(), counts)
	case pcommon.ValueTypeMap, pcommon.ValueTypeBytes, pcommon.ValueTypeEmpty: // describe no call in a way that an index could hold
	}
}

// maxListed is how many elements of a list are copied.
const maxListed = 64

func (c *logConnector) copyList(to pcommon.Map, key string, from pcommon.Slice, counts *tally) {
	if from.Len() > maxListed {
		counts.truncated[fieldAttribute]++
	}
	elements := to.PutEmptySlice(key)
	for i := range min(from.Len(), maxListed) {
		switch element := from.At(i); element.Type() {
		case pcommon.ValueTypeStr:
			elements.AppendEmpty().SetStr(c.bounded(element.Str(), counts))
		case pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
			element.CopyTo(elements.AppendEmpty())
		default:
		}
	}
}

// bounded cuts a text that is too long, at a rune boundary and not inside of what
// stands for a masked value.
func (c *logConnector) bounded(text string, counts *tally) string {
	if len(text) <= c.config.MaxAttributeBytes {
		return text
	}
	counts.truncated[fieldAttribute]++
	return cut(text, c.config.MaxAttributeBytes)
}

// cutNote is about how long the note is that says how much was cut.
const cutNote = len("...[+10000000 bytes]")

// cut shortens a text to no more than size bytes, its note included; only of
// less than a note's length it may leave more.
func cut(text string, size int) string {
	runes := 0
	for i := range text {
		if i > size-cutNote {
			break
		}
		runes++
	}
	return redact.Preview(text, max(runes-1, 1))
}
