package dialect

import (
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// Langfuse is the Langfuse SDK. Its span processor also puts langfuse.trace.* on
// spans of other instrumentations, so those keys alone are only a hint.
const Langfuse Name = "langfuse"

var langfuse = definition{
	name:   Langfuse,
	marks:  []string{"langfuse.observation.type", "langfuse.observation.model.name", "langfuse.observation.usage_details"},
	hints:  []string{"langfuse.observation.*", "langfuse.trace.*", "langfuse.session.id", "langfuse.user.id"},
	scopes: []string{"langfuse-sdk"},
	aliases: map[field][]string{
		fieldKind:         {"langfuse.observation.type"},
		fieldRequestModel: {"langfuse.observation.model.name", "langfuse.observation.model"},
		fieldSessionID: {
			"langfuse.session.id", "langfuse.trace.metadata.langfuse_session_id", "langfuse.observation.metadata.langfuse_session_id",
		},
		fieldUserID:    {"langfuse.user.id", "langfuse.trace.metadata.langfuse_user_id", "langfuse.observation.metadata.langfuse_user_id"},
		fieldInputs:    {"langfuse.observation.input"},
		fieldOutputs:   {"langfuse.observation.output"},
		fieldUsageJSON: {"langfuse.observation.usage_details", "langfuse.observation.usage"},
		fieldLevel:     {"langfuse.observation.level"},
	},
	read: readLangfuse,
}

func init() { register(placeLangfuse, &langfuse) }

var langfuseKinds = map[string]genai.Operation{
	"generation": genai.OperationChat,
	"embedding":  genai.OperationEmbeddings,
	"agent":      genai.OperationInvokeAgent,
	"tool":       genai.OperationExecuteTool,
	"retriever":  genai.OperationRetrieval,
	"span":       "", "event": "", "chain": "", "guardrail": "", "evaluator": "",
}

func readLangfuse(d *draft) {
	d.readLangfuseKind()
	if strings.EqualFold(d.text(fieldLevel), "ERROR") {
		d.fill(fieldErrorType, "_OTHER") // the span's own status stays unset
	}
	if d.has(fieldUsageJSON) && !d.rollup {
		d.readBuckets(d.object(fieldUsageJSON))
		d.slots[fieldUsageJSON].mapped = d.has(fieldInput) || d.has(fieldOutput)
	}
	d.readCompletionStart()
	switch d.operation {
	case genai.OperationExecuteTool:
		d.fill(fieldToolName, d.name)
		d.borrow(fieldToolArguments, fieldInputs)
		d.borrow(fieldToolResult, fieldOutputs)
	case genai.OperationInvokeAgent:
		d.fill(fieldAgentName, d.name)
	default:
	}
}

func (d *draft) readLangfuseKind() {
	kind := strings.ToLower(d.text(fieldKind))
	operation, ok := langfuseKinds[kind]
	isCall := d.slots[fieldRequestModel].rank != rankCanonical && d.has(fieldRequestModel) || d.has(fieldUsageJSON)
	switch {
	case kind == "span" && isCall, !ok && isCall:
		operation, ok = genai.OperationChat, true // SDK for Python up to 3.3.0, which called generations spans
	case !ok && !d.has(fieldOperation) && !d.log:
		d.fill(fieldOperation, string(d.guessOperation()))
	}
	if operation == genai.OperationChat && strings.Contains(strings.ToLower(d.text(fieldRequestModel)), "embed") {
		operation = genai.OperationEmbeddings
	}
	if ok {
		d.is(operation)
	}
}

// readCompletionStart takes the time to the first chunk from when it came, a
// date that may be quoted.
func (d *draft) readCompletionStart() {
	written := strings.Trim(textOf(d.attrs, "langfuse.observation.completion_start_time"), `"`)
	if written == "" || d.start == 0 || d.has(fieldTimeToFirstChunk) {
		return
	}
	first, err := time.Parse(time.RFC3339Nano, written)
	if err != nil {
		d.complain("langfuse.observation.completion_start_time", WrongType)
		return
	}
	if waited := first.Sub(d.start.AsTime()); waited >= 0 {
		d.slots[fieldTimeToFirstChunk] = slot{rank: rankDerived, number: waited.Seconds()}
	}
}
