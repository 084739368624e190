package httpapi_test

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

func TestRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := httpapi.NewRates[string](2, 3, 100)
		for range 3 {
			assert.True(t, r.Allow("a"))
		}
		assert.False(t, r.Allow("a"), "the burst is over")
		assert.True(t, r.Allow("b"), "of others it is not the business")
		time.Sleep(500 * time.Millisecond)
		assert.True(t, r.Allow("a"))
		assert.False(t, r.Allow("a"))
		time.Sleep(time.Minute)
		assert.True(t, r.Allow("b"))
		time.Sleep(time.Minute)
		assert.True(t, r.Allow("b"))
		assert.Equal(t, 2, r.Len(), "who was full again is forgotten: b in two generations")
	})
}

func TestRatesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := httpapi.NewRates[int](1, 1, 10)
		allowed := 0
		for client := range 1000 {
			if r.Allow(client) {
				allowed++
			}
		}
		assert.Equal(t, 6, allowed, "five have a bucket, all others share one")
		assert.LessOrEqual(t, r.Len(), 10)
	})
}

func TestNoRate(t *testing.T) {
	r := httpapi.NewRates[string](0, 1, 1)
	for range 100 {
		assert.True(t, r.Allow("a"))
	}
}

func TestClientOf(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.7:4711": "192.0.2.7/32", "[2001:db8:1:2:3::4]:1": "2001:db8:1:2::/64", "[::ffff:192.0.2.7]:1": "192.0.2.7/32",
	} {
		assert.Equal(t, netip.MustParsePrefix(want), httpapi.ClientOf(remote), remote)
	}
	assert.Equal(t, netip.Prefix{}, httpapi.ClientOf("@"), "a socket")
}
