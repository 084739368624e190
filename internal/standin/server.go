package standin

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// maxBody bounds what a server reads of one request, in bytes; past it is 413.
const maxBody = 8 << 20

// Request is what arrived, and what was answered.
type Request struct {
	At     time.Time
	Method string
	Path   string
	Header http.Header
	Body   []byte
	// Status is that of the answer, 0 where the connection was cut without one.
	Status int
}

// JSON is the header of an answer in JSON.
var JSON = map[string]string{"Content-Type": "application/json"}

// Answer is what a server says instead of looking at a request.
type Answer struct {
	Status int
	Header map[string]string
	Body   string
	// Cut ends the connection in the middle of the body.
	Cut bool
	// After is how long the client waits for it.
	After time.Duration
}

// Server is what the stand-ins have in common. All methods may be called at any time.
type Server struct {
	// URL is where it listens, without a path.
	URL string

	handle func(r *http.Request, body []byte) Answer

	mu       sync.Mutex
	requests []Request
	next     []Answer
	always   *Answer
	changed  chan struct{} // closed and made anew at every request
	stopped  chan struct{}
}

// NewServer is one that answers what a function says.
func NewServer(tb testing.TB, handle func(r *http.Request, body []byte) Answer) *Server {
	tb.Helper()
	s := &Server{}
	s.Start(tb, handle)
	return s
}

// Start listens on this machine until the test ends, and answers what a function says.
func (s *Server) Start(tb testing.TB, handle func(*http.Request, []byte) Answer) {
	tb.Helper()
	s.handle = handle
	s.changed = make(chan struct{})
	s.stopped = make(chan struct{})
	listener := httptest.NewServer(s)
	s.URL = listener.URL
	tb.Cleanup(func() {
		close(s.stopped)
		listener.Close()
	})
}

// Next has the next requests answered so, one each, in order.
func (s *Server) Next(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, answers...)
}

// Down has all requests answered so, until [Server.Up].
func (s *Server) Down(answer Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = &answer
}

// Up ends what [Server.Down] and [Server.Next] began.
func (s *Server) Up() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always, s.next = nil, nil
}

// Requests are all that arrived, refused ones with them, in order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Wait returns when what arrived is enough. Its error is that of the context.
func (s *Server) Wait(ctx context.Context, enough func([]Request) bool) error {
	for {
		s.mu.Lock()
		requests, changed := slices.Clone(s.requests), s.changed
		s.mu.Unlock()
		if enough(requests) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%d requests arrived, not those waited for: %w", len(requests), ctx.Err())
		}
	}
}

// ServeHTTP answers as it was told to, and else as the real server would.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	answer, told := s.told()
	switch {
	case told:
	case err != nil:
		answer = Answer{Status: http.StatusRequestEntityTooLarge}
	default:
		answer = s.handle(r, body)
	}
	s.keep(Request{At: at, Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone(), Body: body, Status: answer.Status})
	s.write(w, r, &answer)
}

// told is the answer that was ordered for this request, if one was.
func (s *Server) told() (Answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next) > 0 {
		answer := s.next[0]
		s.next = s.next[1:]
		return answer, true
	}
	if s.always != nil {
		return *s.always, true
	}
	return Answer{}, false
}

func (s *Server) keep(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, answer *Answer) {
	if answer.After > 0 {
		select {
		case <-time.After(answer.After):
		case <-r.Context().Done():
		case <-s.stopped:
		}
	}
	if answer.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	for name, value := range answer.Header {
		w.Header().Set(name, value)
	}
	if answer.Cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.Body)+1))
	}
	w.WriteHeader(answer.Status)
	_, _ = io.WriteString(w, answer.Body) // a client that went away is its own affair
	if answer.Cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}
