package genai

// What genai_redaction stamps on a record.
const (
	// AttrRedactionCount is how many values were masked in the record.
	AttrRedactionCount = "genai.redaction.count"
	// AttrRedactionPrefix comes before an entity's name in lower case, for the
	// count of that entity.
	AttrRedactionPrefix = "genai.redaction."
	// AttrRedactionIncomplete says that something could not be looked at as
	// configured, and was replaced by a marker or, where the operator said so, passed.
	AttrRedactionIncomplete = "genai.redaction.incomplete"
)
