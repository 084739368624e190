package signal

import (
	"strings"

	"github.com/zeebo/xxh3"
)

const (
	// looked is how much of an answer a refusal is looked for in: its beginning.
	looked = 200
	// minRepeated is how long an answer must be for saying it twice to say something.
	minRepeated = 40
)

// Answer is what there is to say of the output of a model call.
type Answer struct {
	Read    bool // it was recorded, and is whole
	Signals Set
	// Hash is of the text, 0 where there is none, or little, or tools are called.
	Hash uint64
	// Citations are addresses and ids that it names, at most [MaxCitations]. They are hashes.
	Citations Citations
}

// AnswerOptions say what an answer is held against.
type AnswerOptions struct {
	JSON bool // it was asked for
	// Refusals and Corrections are what people wrote of how these are worded.
	Refusals Patterns
	// Citations says that what is cited is of interest.
	Citations bool
	Seed      uint64 // of hashes
}

// ReadAnswer looks at the output messages of a call.
func (r *Reader) ReadAnswer(messages string, o *AnswerOptions, a *Answer) {
	*a = Answer{}
	var state answerState
	state.message = -1
	a.Read = r.Read(messages, func(p Part) { state.part(&p, o, a) })
	if !a.Read {
		*a = Answer{}
		return
	}
	state.endMessage(o, a)
	if !state.says {
		a.Signals |= EmptyOutput
	}
	if state.sources {
		a.Citations.N = 0
	}
	if state.length < minRepeated || state.calls {
		a.Hash = 0
	}
}

// answerState is what is known of an answer so far.
type answerState struct {
	message     int
	texts       int // in this message
	valid       Validity
	says, calls bool
	sources     bool // the answer has parts that may be what it cites
	length      int
}

func (s *answerState) part(p *Part, o *AnswerOptions, a *Answer) {
	if p.Message != s.message {
		s.endMessage(o, a)
		s.message, s.texts = p.Message, 0
	}
	switch p.Kind {
	case PartText:
		s.text(p.Text, o, a)
	case PartToolCall:
		s.says, s.calls = true, true
		if p.Arguments != "" && invalid(p.Arguments) {
			a.Signals |= InvalidJSON
		}
	case PartReasoning:
	default:
		s.says, s.sources = true, true
	}
}

func (s *answerState) text(text string, o *AnswerOptions, a *Answer) {
	if blank(text) {
		return
	}
	s.says = true
	s.length += len(text)
	if a.Signals&Refusal == 0 && o.Refusals.Match(text[:min(len(text), looked)]) {
		a.Signals |= Refusal
	}
	if repeatsItself(text) {
		a.Signals |= RepeatedOutput
	}
	a.Hash = max(xxh3.HashStringSeed(text, o.Seed^a.Hash), 1)
	if o.Citations {
		a.Citations.addAnswer(text, o.Seed)
	}
	if s.texts++; s.texts == 1 && o.JSON {
		s.valid = JSON(text)
		if s.valid == Cut && looksCut(text) {
			s.valid = Valid // it cannot be known
		}
	}
}

// endMessage judges a message as a whole: one of several texts is not JSON in parts.
func (s *answerState) endMessage(o *AnswerOptions, a *Answer) {
	if o.JSON && s.texts == 1 && s.valid != Valid && !s.calls {
		a.Signals |= InvalidJSON
	}
}

// invalid reports whether a text that should be JSON is not, as far as that can be known.
func invalid(text string) bool {
	validity := JSON(text)
	return validity == Broken || validity == Cut && !looksCut(text)
}

// Arguments are the signals of what a tool was called with.
func Arguments(text string) Set {
	if len(text) <= MaxText && !blank(text) && invalid(text) {
		return InvalidJSON
	}
	return 0
}

// looksCut reports whether an SDK may have cut a text at its limit for attributes: those
// are round numbers, and some write that they did.
func looksCut(text string) bool {
	n := len(text)
	for _, mark := range [...]string{"...", "…", "[truncated]", "<truncated>", "(truncated)"} {
		if n >= len(mark) && text[n-len(mark):] == mark {
			return true
		}
	}
	characters := 0
	for range text {
		characters++
	}
	return round(n) || round(characters)
}

func round(n int) bool { return n >= 64 && (n&(n-1) == 0 || n%250 == 0 || n&(n+1) == 0) }

// repeatsItself reports whether the end of a text is one piece over and over, as when a
// model does not come to its end.
func repeatsItself(text string) bool {
	const window, times = 512, 6
	if len(text) < window {
		return false
	}
	// The failure function of the tail read backwards finds its shortest period.
	tail := text[len(text)-window:]
	if last := tail[window-24:]; !strings.Contains(tail[:window-1], last) {
		return false
	}
	var failure [window]uint16
	at := func(i int) byte { return tail[window-1-i] }
	for i := 1; i < window; i++ {
		k := failure[i-1]
		for k > 0 && at(i) != at(int(k)) {
			k = failure[k-1]
		}
		if at(i) == at(int(k)) {
			k++
		}
		failure[i] = k
	}
	period := window - int(failure[window-1])
	return period*times <= window && letters(tail[:period]) >= 3
}

func letters(text string) (n int) {
	for i := range len(text) {
		if c := text[i]; 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 {
			n++
		}
	}
	return n
}
