package account

import "sync"

// lock is a mutex with two classes: who asks with now is next, however many
// ask with later. Postings come in a stream that would leave a plain mutex to those
// that hold it already.
type lock struct{ later, next, held sync.Mutex }

func (l *lock) lockNow() {
	l.next.Lock()
	l.held.Lock()
	l.next.Unlock()
}

func (l *lock) unlockNow() { l.held.Unlock() }

func (l *lock) lockLater() {
	l.later.Lock()
	l.next.Lock()
	l.held.Lock()
	l.next.Unlock()
}

func (l *lock) unlockLater() {
	l.held.Unlock()
	l.later.Unlock()
}
