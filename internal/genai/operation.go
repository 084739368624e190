package genai

// Operation is a value of gen_ai.operation.name.
type Operation string

// Operations that components act on; others pass through as they are.
const (
	OperationChat            Operation = "chat"
	OperationTextCompletion  Operation = "text_completion"
	OperationGenerateContent Operation = "generate_content"
	OperationEmbeddings      Operation = "embeddings"
	OperationRerank          Operation = "rerank"
	OperationRetrieval       Operation = "retrieval"
	OperationExecuteTool     Operation = "execute_tool"
	OperationCreateAgent     Operation = "create_agent"
	OperationInvokeAgent     Operation = "invoke_agent"
	OperationInvokeWorkflow  Operation = "invoke_workflow"
)

// IsInference reports whether the operation is one call to a model. Only these
// carry usage of their own; agents, workflows and chains repeat their children's.
func (o Operation) IsInference() bool {
	switch o {
	case OperationChat, OperationTextCompletion, OperationGenerateContent, OperationEmbeddings, OperationRerank:
		return true
	default:
		return false
	}
}

// IsAgent reports whether the operation is a run of an agent or a workflow.
func (o Operation) IsAgent() bool {
	return o == OperationInvokeAgent || o == OperationInvokeWorkflow
}
