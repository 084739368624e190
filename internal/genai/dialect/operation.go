package dialect

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// operations are the values that a record may already have and that need no second look.
var operations = map[genai.Operation]bool{
	genai.OperationChat: true, genai.OperationTextCompletion: true, genai.OperationGenerateContent: true,
	genai.OperationEmbeddings: true, genai.OperationRerank: true, genai.OperationRetrieval: true,
	genai.OperationExecuteTool: true, genai.OperationCreateAgent: true, genai.OperationInvokeAgent: true,
	genai.OperationInvokeWorkflow: true,
}

// class is what kind of thing an operation is; two operations of one class do
// not contradict each other.
type class uint8

const (
	classOther class = iota // chains, steps, plans
	classInference
	classAgent
	classTool
	classRetrieval
)

func classOf(o genai.Operation) class {
	switch {
	case o.IsInference():
		return classInference
	case o.IsAgent() || o == genai.OperationCreateAgent:
		return classAgent
	case o == genai.OperationExecuteTool:
		return classTool
	case o == genai.OperationRetrieval:
		return classRetrieval
	default:
		return classOther
	}
}

// resolveOperation decides what the record is. The dialect's own kind is what the
// emitter meant; the operation beside it was guessed by a layer in between (an
// OpenInference TOOL with the operation chat is a tool), so a contradiction goes
// against the operation.
func (d *draft) resolveOperation() {
	s := &d.slots[fieldOperation]
	if s.rank == rankAbsent {
		if d.operation != "" {
			d.fill(fieldOperation, string(d.operation))
			d.slots[fieldKind].mapped = true
		}
		return
	}
	written := genai.Operation(s.text)
	if !d.kindKnown {
		d.rollup = d.rollup || classOf(written) != classInference
		return
	}
	if d.operation != "" && classOf(d.operation) != classOf(written) && operations[written] {
		d.correctText(fieldOperation, string(d.operation))
		return
	}
	if d.operation == "" && written.IsInference() {
		d.correctText(fieldOperation, "") // a chain that calls itself chat would be priced with its children
	}
}

// resolveOutputType maps OpenAI's response formats (json_object, json_schema).
func (d *draft) resolveOutputType() {
	if !d.present(fieldOutputType) && strings.HasPrefix(d.text(fieldOutputType), "json") {
		d.correctText(fieldOutputType, "json")
	}
}
