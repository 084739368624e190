// Package corpus makes text like that of agents' telemetry, the same for the
// same seed: prose, source code and JSON as tool results, other languages, and
// here and there personal data and keys, all invented. The benchmarks and the
// measurement of precision and recall of package redact run on it.
package corpus

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

var (
	//go:embed text/opticks.txt
	opticks string
	//go:embed text/tongues.txt
	tongues string
	//go:embed text/source.txt
	source string
)

// meanBytes is about how long a document is.
const meanBytes = 3950

// Documents makes n prompts: 45 in 100 chat prose, 25 source code, 20 JSON
// records, 10 in other languages; 5 in 100 carry a vendor's key. No two are equal.
func Documents(seed uint64, n int) []string {
	m := maker{Rand: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // text that must be the same every time
	docs := make([]string, n)
	for i := range docs {
		var b strings.Builder
		size := meanBytes/2 + m.IntN(meanBytes)
		switch k := i % 20; {
		case k < 9:
			m.chat(&b, size)
		case k < 14:
			m.tool(&b, size)
		case k < 18:
			m.records(&b, size)
		default:
			m.foreign(&b, size)
		}
		if i%20 == 3 {
			b.WriteString("\nexport KEY=" + m.key())
		}
		docs[i] = b.String()
	}
	return docs
}

// Conversation makes the input messages of each turn of an agent: every one is
// all messages so far, as agents send them.
func Conversation(seed uint64, turns int) []string {
	m := maker{Rand: rand.New(rand.NewPCG(seed, 2))} //nolint:gosec // text that must be the same every time
	var messages []string
	calls := make([]string, turns)
	for i := range calls {
		var user, tool strings.Builder
		m.chat(&user, 300+m.IntN(600))
		m.records(&tool, 1000+m.IntN(3000))
		messages = append(messages,
			fmt.Sprintf(`{"role":"user","parts":[{"type":"text","content":%s}]}`, quote(user.String())),
			fmt.Sprintf(`{"role":"tool","parts":[{"type":"tool_call_response","id":"call_%024x","response":%s}]}`, m.Uint64(), quote(tool.String())))
		calls[i] = "[" + strings.Join(messages, ",") + "]"
	}
	return calls
}

type maker struct{ *rand.Rand }

// piece is a stretch of a text that starts at a word.
func (m *maker) piece(text string, n int) string {
	from := m.IntN(max(1, len(text)-2*n))
	from += strings.IndexAny(text[from:], " \n") + 1
	end := min(len(text), from+n)
	if k := strings.IndexAny(text[end:], " \n"); k >= 0 {
		end += k
	}
	return text[from:end]
}

func (m *maker) chat(b *strings.Builder, size int) {
	for b.Len() < size {
		b.WriteString(m.piece(opticks, 250+m.IntN(300)))
		b.WriteString(". ")
		if m.IntN(5) == 0 {
			b.WriteString(m.sentence())
		}
		if m.IntN(3) == 0 {
			b.WriteString("\n\n")
		}
	}
}

func (m *maker) tool(b *strings.Builder, size int) {
	lines := strings.SplitAfter(source, "\n")
	from := m.IntN(len(lines) - 200)
	for i := from; b.Len() < size; i++ {
		fmt.Fprintf(b, "%d\t%s", i, lines[i%len(lines)])
	}
}

func (m *maker) foreign(b *strings.Builder, size int) {
	paragraphs := strings.Split(tongues, "\n\n")
	for b.Len() < size {
		b.WriteString(paragraphs[m.IntN(len(paragraphs))])
		b.WriteString("\n")
		if m.IntN(6) == 0 {
			b.WriteString(m.sentence())
		}
	}
}

func (m *maker) records(b *strings.Builder, size int) {
	b.WriteString(`{"items": [`)
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(b, `{"id": "%s", "trace_id": "%016x%016x", "created_at_ms": %d, "amount": %.2f, "order_no": %d, "score": %.16f, "note": %s, "status": "ok"`,
			m.uuid(), m.Uint64(), m.Uint64(), 1_750_000_000_000+m.Int64N(1e10), m.Float64()*9000, m.Int64N(1e12), m.Float64(), quote(m.piece(opticks, 60)))
		if m.IntN(12) == 0 {
			fmt.Fprintf(b, `, "email": "%s", "phone": "%s"`, m.email(), m.phone())
		}
		b.WriteString("}")
	}
	b.WriteString("]}")
}

func (m *maker) sentence() string {
	switch m.IntN(12) {
	case 0:
		return "Please charge my card " + m.card() + ". "
	case 1:
		return "My SSN is " + fmt.Sprintf("%03d-%02d-%04d", 100+m.IntN(500), 1+m.IntN(98), 1+m.IntN(9998)) + ". "
	case 2:
		return "You can reach me at " + m.email() + " or " + m.phone() + ". "
	case 3:
		return fmt.Sprintf("The server is at 203.0.%d.%d, port %d. ", m.IntN(256), 1+m.IntN(254), 1024+m.IntN(50000))
	default:
		return fmt.Sprintf("On %d March %d we counted %d of %d, %.2f in all. ", 1+m.IntN(28), 1990+m.IntN(40), m.IntN(9000), m.IntN(100000), m.Float64()*1000)
	}
}
