package target

import "github.com/otelcol-genai/otelcol-genai/internal/session"

// answer is where the answer with a response id was given.
type answer struct {
	key   uint64 // hash of the response id
	trace session.TraceID
	span  session.SpanID
	who   *Who
	// sure is false for a copy that another record may be better than: a duplicate, or
	// a log record, which has no span of its own.
	sure bool
}

// pageAnswers is how many answers are in one page: room grows by a page, and nothing is moved.
const pageAnswers = 1 << 12

// answers is a queue in a ring: the oldest goes when there is no more room.
type answers struct {
	most   int
	pages  [][]answer    // of the ring
	first  uint64        // number of the oldest
	next   uint64        // number of the next
	places table[uint64] // numbers by key
}

func (a *answers) len() int { return int(a.next - a.first) }

func (a *answers) at(number uint64) *answer {
	place := number % uint64(a.most)
	return &a.pages[place/pageAnswers][place%pageAnswers]
}

func (a *answers) find(key uint64) *answer {
	number, ok := a.places.get(key)
	if !ok {
		return nil
	}
	return a.at(number)
}

// put takes an answer in, and reports whether the oldest had to go. The first copy
// that is sure stays.
func (a *answers) put(new *answer) (forgot bool) {
	if known := a.find(new.key); known != nil {
		if new.sure && !known.sure || known.who.Session == "" && new.who.Session != "" && new.span == known.span {
			*known = *new
		}
		return false
	}
	if a.len() >= a.most {
		a.places.remove(a.at(a.first).key)
		*a.at(a.first) = answer{}
		a.first++
		forgot = true
	}
	if uint64(len(a.pages)) <= a.next%uint64(a.most)/pageAnswers {
		a.pages = append(a.pages, make([]answer, pageAnswers))
	}
	*a.at(a.next) = *new
	a.places.put(new.key, a.next)
	a.next++
	return forgot
}
