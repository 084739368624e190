package genaijudgeconnector

import (
	"sync"
)

// queue holds what waits to be judged, within a number and a size. It is never waited for:
// what does not fit is refused. Its bytes are those of traces that are put together, too.
type queue struct {
	mu       sync.Mutex
	maxBytes int64
	bytes    int64
	items    chan *subject
	closed   bool
}

func newQueue(size int, bytes int64) *queue {
	return &queue{maxBytes: bytes, items: make(chan *subject, size)}
}

// claim takes room for a copy that is yet to be made, if there is any.
func (q *queue) claim(bytes int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.bytes+bytes > q.maxBytes {
		return false
	}
	q.bytes += bytes
	return true
}

// full reports whether nothing more would be taken, so that no copy is made for nothing.
func (q *queue) full() bool { return len(q.items) == cap(q.items) }

// release gives room back.
func (q *queue) release(bytes int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.bytes -= bytes
}

// put hands over a subject whose room was claimed. It gives the room back where it is refused.
func (q *queue) put(s *subject) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		select {
		case q.items <- s:
			return true
		default:
		}
	}
	q.bytes -= s.bytes
	return false
}

// close lets nothing more in; what is in it can be taken out.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		close(q.items)
	}
}

func (q *queue) held() (subjects int, bytes int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items), q.bytes
}
