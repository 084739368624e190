package pricing

import "errors"

// Why a call has no cost. They are returned wrapped; ask with errors.Is.
var (
	// ErrUnknownProvider: a provider was named and the book does not have it.
	ErrUnknownProvider = errors.New("unknown provider")
	// ErrUnknownModel: the book has no entry for this very model.
	ErrUnknownModel = errors.New("unknown model")
	// ErrUnpricedUsage: the book has the model but no price for anything that was used.
	ErrUnpricedUsage = errors.New("no price for what was used")
	// ErrOverflow: the cost does not fit a [PicoUSD]; no real call costs that much.
	ErrOverflow = errors.New("cost too large")
)

// Cost is what a call cost. The parts are disjoint and add up to Total exactly.
type Cost struct {
	Total PicoUSD

	Input      PicoUSD // input tokens of any modality, without CacheRead and CacheWrite
	Output     PicoUSD // output tokens of any modality, without Reasoning
	CacheRead  PicoUSD // at the input rate if caching has no rate of its own
	CacheWrite PicoUSD // at the input rate if caching has no rate of its own
	Reasoning  PicoUSD // at the output rate if reasoning has no rate of its own
	Fees       PicoUSD // requests, searches, pages, hours: what is not counted in tokens
	Tools      PicoUSD // running a tool at the provider, such as code execution

	// Clamped says that the usage contradicted itself, such as more cached
	// tokens than input tokens; what was left of a total below zero was taken as zero.
	Clamped bool
	// Partial says that something was used for which the model has no price,
	// such as output tokens of an embedding model.
	Partial bool

	Match Match
}

// Match says whose price it is.
type Match struct {
	Provider string // the provider that was asked for, by its id in the book
	Model    string // id of the model in the book
	// ListedBy is the id of the provider that lists the price. It differs from
	// Provider where a host sells at the maker's price, such as Azure and OpenAI.
	ListedBy      string
	ContextWindow int64  // in tokens; 0 if the book does not say
	AsOf          string // date of the price list, YYYY-MM-DD; empty if it does not say
}

// part is a part of a [Cost].
type part uint8

const (
	partInput part = iota
	partOutput
	partCacheRead
	partCacheWrite
	partReasoning
	partFees
	partTools
)

func (c *Cost) of(p part) *PicoUSD {
	switch p {
	case partInput:
		return &c.Input
	case partOutput:
		return &c.Output
	case partCacheRead:
		return &c.CacheRead
	case partCacheWrite:
		return &c.CacheWrite
	case partReasoning:
		return &c.Reasoning
	case partTools:
		return &c.Tools
	case partFees:
		return &c.Fees
	}
	return &c.Fees
}

// add puts an amount into its part and into the total.
func (c *Cost) add(p part, amount PicoUSD) error {
	total, ok := c.Total.plus(amount)
	if !ok {
		return ErrOverflow
	}
	c.Total = total
	*c.of(p) += amount
	return nil
}

// partOf says to which part the cost of a unit belongs.
func partOf(u Unit) part {
	d := units[u].dims
	switch {
	case d.family == "tool_calls" && d.kind == "code_execution":
		return partTools
	case d.family != "tokens":
		return partFees
	case d.token == "cache_read":
		return partCacheRead
	case d.token == "cache_write":
		return partCacheWrite
	case d.token == "reasoning":
		return partReasoning
	case d.direction == "output":
		return partOutput
	default:
		return partInput
	}
}
