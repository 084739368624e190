package account

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Whoever asks is answered, whatever the others do, and never while another has the lock.
func TestLock(t *testing.T) {
	const rounds = 2000
	var l lock
	var all sync.WaitGroup
	counted, answered := 0, 0 // guarded by l: the race detector looks
	for range 2 {
		all.Go(func() {
			for range rounds {
				l.lockLater()
				counted++
				l.answer()
				counted++
				l.unlockLater()
			}
		})
		all.Go(func() {
			for range rounds {
				l.lockNow()
				counted += 2
				l.unlockNow()
			}
		})
		all.Go(func() {
			for range rounds {
				mine := 0
				l.ask(func() { answered++; mine = answered })
				assert.Positive(t, mine)
			}
		})
	}
	all.Wait()
	assert.Equal(t, 8*rounds, counted)
	assert.Equal(t, 2*rounds, answered)
}

// Who holds the lock answers between two of its own steps, and when it unlocks.
func TestQuestionsAreAnsweredByTheHolder(t *testing.T) {
	for name, next := range map[string]func(l *lock){"in between": (*lock).answer, "when it unlocks": (*lock).unlockLater} {
		t.Run(name, func(t *testing.T) {
			var l lock
			l.lockLater()
			done := make(chan struct{})
			step, seen := 1, 0
			go func() {
				defer close(done)
				l.ask(func() { seen = step })
			}()
			for l.asked.Load() == nil { // until it has asked
			}
			assert.Zero(t, seen)
			next(&l)
			step = 2
			<-done
			assert.Equal(t, 1, seen)
		})
	}
}

// A question that panics does so in the goroutine that asked, and holds up nobody.
func TestAQuestionThatPanicsIsOfWhoAsked(t *testing.T) {
	var l lock
	assert.PanicsWithValue(t, "mine", func() { l.ask(func() { panic("mine") }) })
	l.lockLater()
	done := make(chan struct{})
	go func() {
		defer close(done)
		assert.PanicsWithValue(t, "mine", func() { l.ask(func() { panic("mine") }) })
	}()
	for l.asked.Load() == nil { // until it has asked
	}
	assert.NotPanics(t, l.unlockLater)
	<-done
	l.ask(func() {})
}
