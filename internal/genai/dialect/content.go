package dialect

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// content is what was said: to the model, by it, and which tools it was offered.
type content struct {
	input  []message
	output []message
	system []part
	tools  []any
}

// addInput takes what a payload told the model.
func (c *content) addInput(tree any) {
	conversation := readConversation(tree, roleUser)
	c.input = append(c.input, conversation.messages...)
	c.system = append(c.system, conversation.system...)
	if c.tools == nil {
		c.tools = conversation.tools
	}
}

// addOutput takes what a payload says the model answered: the end of it, where
// an agent returns its whole conversation.
func (c *content) addOutput(tree any) {
	messages := readConversation(tree, roleAssistant).messages
	for i := range slices.Backward(messages) {
		if messages[i].role != roleAssistant {
			messages = messages[i+1:]
			break
		}
	}
	c.output = append(c.output, messages...)
}

// stageMessages writes what was said in the form of the conventions, where the
// record does not have it already.
func (d *draft) stageMessages() {
	for f := fieldToolDefinitions; f <= fieldSystemInstructions; f++ {
		if s := &d.slots[f]; s.rank == rankCanonical && len(s.text) > d.maxBytes {
			d.complain(s.key, TooLarge) // nobody behind us should have to parse it either
		}
	}
	if !d.speaks() {
		return
	}
	var c content
	if d.dialect.messages != nil {
		d.dialect.messages(d, &c)
	}
	d.conventionalMessages(&c)
	d.write(&c)
}

// speaks reports whether the record is one that has messages. Chains are not:
// what goes in and out of them is the state of a program.
func (d *draft) speaks() bool {
	switch operation := genai.Operation(d.text(fieldOperation)); operation {
	case genai.OperationChat, genai.OperationTextCompletion, genai.OperationGenerateContent, genai.OperationInvokeAgent:
		return true
	case "":
		return !d.kindKnown || d.log
	default:
		return false
	}
}

func (d *draft) write(c *content) {
	reasons := d.finishReasonsOf(c.output)
	for i := range c.output {
		if c.output[i].finish == "" && len(reasons) == 1 {
			c.output[i].finish = reasons[0]
		}
	}
	if len(c.input) > 0 {
		d.stageJSON(fieldInputMessages, appendMessages(d.buf[:0], c.input, toModel))
	}
	if len(c.output) > 0 {
		d.stageJSON(fieldOutputMessages, appendMessages(d.buf[:0], c.output, fromModel))
	}
	if len(c.system) > 0 {
		d.stageJSON(fieldSystemInstructions, appendParts(d.buf[:0], c.system))
	}
	if len(c.tools) > 0 {
		d.stageJSON(fieldToolDefinitions, appendDefinitions(d.buf[:0], c.tools))
	}
}

// stageJSON stages written JSON, whose buffer is then free again.
func (d *draft) stageJSON(f field, text []byte) {
	d.buf = text
	if !d.has(f) {
		d.stage(write{key: d.key(f), text: string(text)})
	}
}

// finishReasonsOf are the reasons of the record, or those of its answers.
func (d *draft) finishReasonsOf(output []message) []string {
	s := &d.slots[fieldFinishReasons]
	switch s.rank {
	case rankAbsent:
	case rankDerived:
		return s.list
	default:
		reasons, _ := readFinishReasons(s.value)
		return reasons
	}
	var reasons []string
	for i := range output {
		if output[i].finish != "" {
			reasons = append(reasons, output[i].finish)
		}
	}
	if len(reasons) > 0 && !d.has(fieldFinishReasons) && genai.Operation(d.text(fieldOperation)).IsInference() {
		d.stage(write{key: genai.AttrFinishReasons, kind: writeList, list: reasons})
	}
	return reasons
}

// payload adds a field's messages, where they are not known yet.
func (d *draft) payload(f field, add func(any)) bool {
	tree, ok := d.tree(&d.slots[f])
	if ok {
		add(tree)
		d.slots[f].mapped = true
	}
	return ok
}

// conventionalMessages reads the older forms of the conventions: numbered
// attributes, gen_ai.prompt and gen_ai.completion, events.
func (d *draft) conventionalMessages(c *content) {
	if d.log {
		d.logMessages(c)
		return
	}
	d.eventMessages(c)
	if len(c.input) == 0 && !d.has(fieldInputMessages) {
		if c.input = d.numbered(indexedPrompt); len(c.input) == 0 {
			d.payload(fieldInputs, c.addInput)
		}
	}
	if len(c.output) == 0 && !d.has(fieldOutputMessages) {
		if c.output = d.numbered(indexedCompletion); len(c.output) == 0 {
			d.payload(fieldOutputs, c.addOutput)
		}
	}
}

// numbered reads numbered attributes, if there are any.
func (d *draft) numbered(prefix string) []message {
	if !d.indexed {
		return nil
	}
	messages := d.indexedMessages(prefix)
	if len(messages) > 0 {
		d.mapped = append(d.mapped, prefix)
	}
	return messages
}

// stagePayload stages the arguments or the result of a tool.
func (d *draft) stagePayload(f field, s *slot) {
	if s.rank == rankDerived || s.value.Type() == pcommon.ValueTypeStr {
		d.stage(write{key: d.key(f), text: s.text})
		return
	}
	d.stageCopy(f, s)
}

// borrow gives a payload the value of another field: the input of a tool's span
// is its arguments.
func (d *draft) borrow(f, from field) {
	s := d.slots[from]
	if d.has(f) || s.rank == rankAbsent {
		return
	}
	d.slots[from].mapped = true
	if s.rank != rankDerived {
		s.rank = 1 // found in the record, under another name
	}
	d.slots[f] = s
}
