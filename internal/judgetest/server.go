package judgetest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

// Key is the only API key that the servers take.
const Key = "sk-judgetest-0123456789"

// Question is what a server was asked.
type Question struct {
	At     time.Time
	Header http.Header
	Body   []byte
	Model  string
	System string
	User   string
	// Schema is that of the answer, nil where none was sent.
	Schema json.RawMessage
	// Status is that of the answer.
	Status int
}

// Reply is what a model says, or how its server fails.
type Reply struct {
	// Text is what the model says.
	Text string
	// Stop is why it stopped, in the words of the API; empty for a regular end.
	Stop string
	// Refusal is what it says instead.
	Refusal string
	// Input and Output are the tokens it used. NoUsage leaves them out.
	Input, Output int64
	NoUsage       bool

	// Status is one of a failure, with the type, the code and the message of its body.
	Status              int
	Type, Code, Message string
	Header              map[string]string
	// Raw is a body instead of one of the API.
	Raw string
	// Cut ends the connection in the middle of the answer.
	Cut bool
	// After is how long the client waits.
	After time.Duration
}

// Server is what the stand-ins have in common. All methods may be called at any time.
type Server struct {
	// URL is what goes under endpoint.
	URL string

	api api

	mu        sync.Mutex
	questions []Question
	next      []Reply
	answer    func(Question) Reply
}

// api is how an API reads and writes.
type api interface {
	path() string
	// read is the question of a request, or the reply that refuses it.
	read(header http.Header, body []byte) (Question, *Reply)
	write(q *Question, r *Reply) any
	failure(r *Reply) any
}

// NewOpenAI takes questions as api.openai.com does.
func NewOpenAI(tb testing.TB) *Server { tb.Helper(); return start(tb, newOpenAI(), "/v1") }

// NewAnthropic takes questions as api.anthropic.com does.
func NewAnthropic(tb testing.TB) *Server { tb.Helper(); return start(tb, newAnthropic(), "") }

// NewOllama takes questions as Ollama's own API does.
func NewOllama(tb testing.TB) *Server { tb.Helper(); return start(tb, newOllama(), "") }

func start(tb testing.TB, api api, base string) *Server {
	tb.Helper()
	s := &Server{api: api, answer: Best}
	s.URL = standin.NewServer(tb, s.handle).URL + base
	return s
}

// Answer has questions answered by a function, where nothing else was ordered.
func (s *Server) Answer(with func(Question) Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = with
}

// Next has the next questions answered so, one each, in order.
func (s *Server) Next(replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, replies...)
}

// Questions are all that arrived, refused ones with them, in order of arrival.
func (s *Server) Questions() []Question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.questions)
}

// handle answers a request.
func (s *Server) handle(r *http.Request, body []byte) standin.Answer {
	q, refusal := s.api.read(r.Header, body)
	q.At, q.Header, q.Body = time.Now(), r.Header.Clone(), body
	reply := s.reply(q, refusal, r)
	q.Status = max(reply.Status, http.StatusOK)
	s.mu.Lock()
	s.questions = append(s.questions, q)
	s.mu.Unlock()
	return s.answerOf(&q, &reply)
}

func (s *Server) reply(q Question, refusal *Reply, r *http.Request) Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.URL.Path != s.api.path():
		return Reply{Status: http.StatusNotFound, Type: "not_found_error", Message: "unknown path"}
	case r.Method != http.MethodPost:
		return Reply{Status: http.StatusMethodNotAllowed}
	case refusal != nil:
		return *refusal
	case len(s.next) > 0:
		reply := s.next[0]
		s.next = s.next[1:]
		return reply
	default:
		return s.answer(q)
	}
}

// answerOf is a reply in the API's form.
func (s *Server) answerOf(q *Question, reply *Reply) standin.Answer {
	text := []byte(reply.Raw)
	switch {
	case reply.Raw != "":
	case reply.Status >= http.StatusBadRequest:
		text, _ = json.Marshal(s.api.failure(reply))
	default:
		text, _ = json.Marshal(s.api.write(q, reply))
	}
	header := maps.Clone(standin.JSON)
	maps.Copy(header, reply.Header)
	return standin.Answer{Status: q.Status, Header: header, Body: string(text), Cut: reply.Cut, After: reply.After}
}
