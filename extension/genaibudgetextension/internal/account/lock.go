package account

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// lock is a mutex with two classes: who locks with now is next, however many
// lock with later. Postings come in a stream that would leave a plain mutex to those
// that hold it already. A short question needs no lock of its own: see ask.
type lock struct {
	later, next, held sync.Mutex
	asked             atomic.Pointer[question] // the newest first
}

// patience is how often one who asks looks for the answer before going to sleep: some 100 us.
// Whoever answers would else have to wake a thread up, which on a busy machine runs a tick of the kernel later.
const patience = 1000

// question is asked of whoever holds the lock.
type question struct {
	ask      func()
	answered chan struct{}
	panicked any // what ask panicked with, for who asked
	before   *question
}

// answer calls ask. A panic of it is that of who asked, not of who holds the lock.
func (q *question) answer() {
	defer func() {
		q.panicked = recover()
		close(q.answered)
	}()
	q.ask()
}

func (l *lock) lockNow() {
	l.next.Lock()
	l.held.Lock()
	l.next.Unlock()
}

func (l *lock) unlockNow() { l.release() }

func (l *lock) lockLater() {
	l.later.Lock()
	l.next.Lock()
	l.held.Lock()
	l.next.Unlock()
}

func (l *lock) unlockLater() {
	l.release()
	l.later.Unlock()
}

// ask calls f with the lock held, and returns when it was called: by whoever holds the
// lock, on its next call of answer or when it unlocks, so that a stream of postings goes on
// on its processor, and nobody waits until two goroutines have changed places. f
// must not block, and must not lock.
func (l *lock) ask(f func()) {
	if l.held.TryLock() {
		defer l.release()
		f()
		return
	}
	q := &question{ask: f, answered: make(chan struct{})}
	for {
		q.before = l.asked.Load()
		if l.asked.CompareAndSwap(q.before, q) {
			break
		}
	}
	l.serve() // the lock may have been given up before the question was there
	q.wait()
	if q.panicked != nil {
		panic(q.panicked)
	}
}

func (q *question) wait() {
	for range patience {
		select {
		case <-q.answered:
			return
		default:
			runtime.Gosched()
		}
	}
	<-q.answered
}

// answer answers what was asked. It is called with the lock held.
func (l *lock) answer() {
	if l.asked.Load() == nil { // costs less than a swap
		return
	}
	for q := l.asked.Swap(nil); q != nil; q = q.before {
		q.answer()
	}
}

// release answers and unlocks.
func (l *lock) release() {
	l.answer()
	l.held.Unlock()
	l.serve()
}

// serve answers what was asked while nobody holds the lock: whoever gets it in between
// does so in release.
func (l *lock) serve() {
	for l.asked.Load() != nil && l.held.TryLock() {
		l.answer()
		l.held.Unlock()
	}
}
