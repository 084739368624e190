package analyzer

// Outcome is what became of a text.
type Outcome uint8

// The outcomes.
const (
	Analyzed  Outcome = iota
	Cached            // asked before
	QueueFull         // too many requests wait already
	TimedOut
	Failed // the service refused, or its answer made no sense

	OutcomeCount
)

var outcomeNames = [OutcomeCount]string{"analyzed", "cached", "queue_full", "timeout", "failed"}

// String names the outcome as metrics do.
func (o Outcome) String() string {
	if o < OutcomeCount {
		return outcomeNames[o]
	}
	return "unknown"
}

// Known reports whether there is an answer.
func (o Outcome) Known() bool { return o == Analyzed || o == Cached }

// Outcomes counts texts by what became of them.
type Outcomes [OutcomeCount]int64

// Hit is a finding in a text.
type Hit struct {
	Entity string
	// Start and End are bytes of the text.
	Start, End int
	// Score is 0 to 1.
	Score float64
}

// Answer is what is known of a text.
type Answer struct {
	Hits    []Hit
	Outcome Outcome
}
