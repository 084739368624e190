package signal

// Set is the signals that were found on one record.
type Set uint16

// The signals. Their names are values of genai.quality.signals.
const (
	Truncated Set = 1 << iota
	Refusal
	EmptyOutput
	InvalidJSON
	RepeatedOutput
	Retry
	UserCorrection
	EmptyRetrieval
	UnsupportedCitation
	ToolResultShape
)

var names = [...]string{
	"truncated", "refusal", "empty_output", "invalid_json", "repeated_output", "retry", "user_correction",
	"empty_retrieval", "unsupported_citation", "tool_result_shape",
}

// Names are all signals, in the order in which they are written.
func Names() []string { return names[:] }

// Each calls visit with the name of each signal that is set.
func (s Set) Each(visit func(name string)) {
	for i, name := range names {
		if s&(1<<i) != 0 {
			visit(name)
		}
	}
}

// MaxText is how many bytes of one text are looked at.
const MaxText = 256 << 10
