package dialect

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// OTel is the conventions themselves, current and old; their names are in conventions.go.
// It is the last in the order, so it also reads emitters that have no dialect of
// their own but speak gen_ai.*: how those count is in accounting.go.
const OTel Name = "otel"

var otelConventions = definition{
	name:  OTel,
	hints: []string{"gen_ai.*"},
	aliases: map[field][]string{
		fieldUsageJSON: {"gen_ai.usage.raw"}, // the provider's own, from Logfire's integrations
	},
	read: readOTel,
}

func init() { register(placeOTel, &otelConventions) }

func readOTel(d *draft) {
	if d.log {
		if d.name != eventDetails && isGenAIEvent(d.name) {
			d.is("") // a message of a call, or a word about it, and no call
		}
		return
	}
	d.readNumberedFinishReasons(indexedCompletion)
	if raw := d.object(fieldUsageJSON); raw != nil {
		d.fillFrom(fieldCacheRead, raw, "cache_read_input_tokens")
		d.fillFrom(fieldCacheWrite, raw, "cache_creation_input_tokens")
		d.readNested(raw)
	}
	if !d.has(fieldOperation) {
		d.fill(fieldOperation, string(d.guessOperation()))
	}
}

// guessOperation says what a span without an operation is: emitters before 1.27
// had none, and several still leave it out. Nothing is guessed of a span that
// may repeat its children's usage.
func (d *draft) guessOperation() genai.Operation {
	first, _, _ := strings.Cut(d.name, " ")
	if o := genai.Operation(first); operations[o] {
		return o
	}
	if (d.has(fieldToolName) || d.has(fieldToolCallID)) && !strings.HasPrefix(d.name, "tools/") {
		return genai.OperationExecuteTool
	}
	hasModel := d.has(fieldRequestModel) || d.has(fieldResponseModel)
	hasUsage := d.has(fieldInput) || d.has(fieldOutput)
	isCall := d.client && (hasModel || hasUsage) || hasModel && hasUsage && !d.mayBeRollup()
	if !isCall {
		return ""
	}
	name := strings.ToLower(d.name)
	switch {
	case strings.Contains(name, "embed") || strings.Contains(d.text(fieldRequestModel), "embed"):
		return genai.OperationEmbeddings
	case strings.Contains(name, "text_completion"):
		return genai.OperationTextCompletion
	default:
		return genai.OperationChat
	}
}

// mayBeRollup reports whether a span looks like one around calls.
func (d *draft) mayBeRollup() bool {
	if d.has(fieldAgentName) || d.has(fieldWorkflowName) || matches("pydantic-ai*", d.scope.Name) {
		return true
	}
	name := strings.ToLower(d.name)
	for _, word := range []string{"agent", "workflow", "chain", "crew", "task", "turn", "session", "run", "loop", "invocation"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// readNumberedFinishReasons takes finish reasons from numbered answers.
func (d *draft) readNumberedFinishReasons(prefix string) {
	if !d.indexed || d.has(fieldFinishReasons) {
		return
	}
	var reasons []string
	for key, value := range d.attrs.All() {
		path, ok := strings.CutPrefix(key, prefix)
		if !ok || !strings.HasSuffix(path, ".finish_reason") {
			continue
		}
		if n, rest, ok := index(path); !ok || n >= maxIndex || rest != "finish_reason" {
			continue
		}
		if reason := finishReason(value.AsString()); reason != "" && len(reasons) < maxChoices {
			reasons = append(reasons, reason)
		}
	}
	d.fillFinishReasons(reasons)
}

// maxChoices bounds the answers to one request.
const maxChoices = 128

func (d *draft) fillFinishReasons(reasons []string) {
	if len(reasons) > 0 && !d.has(fieldFinishReasons) {
		d.slots[fieldFinishReasons] = slot{rank: rankDerived, list: reasons}
	}
}
