package judgetest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Key is the only API key that the servers take.
const Key = "sk-judgetest-0123456789"

// maxBody bounds what is read of a request, in bytes.
const maxBody = 8 << 20

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
	stopped   chan struct{}
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
	s := &Server{api: api, answer: Best, stopped: make(chan struct{})}
	listener := httptest.NewServer(s)
	s.URL = listener.URL + base
	tb.Cleanup(func() {
		close(s.stopped)
		listener.Close()
	})
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

// ServeHTTP answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return
	}
	q, refusal := s.api.read(r.Header, body)
	q.At, q.Header, q.Body = time.Now(), r.Header.Clone(), body
	reply := s.reply(q, refusal, r)
	q.Status = max(reply.Status, http.StatusOK)
	s.mu.Lock()
	s.questions = append(s.questions, q)
	s.mu.Unlock()
	s.write(w, r, &q, &reply)
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

func (s *Server) write(w http.ResponseWriter, r *http.Request, q *Question, reply *Reply) {
	if reply.After > 0 {
		select {
		case <-time.After(reply.After):
		case <-r.Context().Done():
		case <-s.stopped:
		}
	}
	text := []byte(reply.Raw)
	switch {
	case reply.Raw != "":
	case reply.Status >= http.StatusBadRequest:
		text, _ = json.Marshal(s.api.failure(reply))
	default:
		text, _ = json.Marshal(s.api.write(q, reply))
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range reply.Header {
		w.Header().Set(name, value)
	}
	if reply.Cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(text)+1))
	}
	w.WriteHeader(max(reply.Status, http.StatusOK))
	_, _ = w.Write(text) //nolint:gosec // the answer of a test, to a client of the test that may have gone away
	if reply.Cut {
		panic(http.ErrAbortHandler)
	}
}
