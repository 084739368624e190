package redact

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestKeysOfNumbersAreBounded: keys that never come again must not fill memory, and what a
// key says must be the same when there is no more room.
func TestKeysOfNumbersAreBounded(t *testing.T) {
	r := newRedactor(t, Options{CacheEntries: -1})
	var asking sync.WaitGroup
	for g := range 4 {
		asking.Go(func() {
			for i := range 2 * maxNumberKeys {
				assert.False(t, r.Int(123, Context{Key: "count_" + strconv.Itoa(g) + "_" + strconv.Itoa(i)}).Changed)
				assert.True(t, r.Int(123, Context{Key: "cvv"}).Changed)
				assert.True(t, r.Int(123, Context{Key: strconv.Itoa(i) + ".cvv"}).Changed)
			}
		})
	}
	asking.Wait()
	assert.Len(t, *r.numberKeys.Load(), maxNumberKeys)
}
