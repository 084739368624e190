package httpapi

import (
	"net/netip"
	"sync"
	"time"
)

// Rates is a bucket of tokens for each of many clients. Who did not ask for as long as
// a bucket takes to fill is forgotten: two generations of that length are kept.
type Rates[K comparable] struct {
	perSecond float64
	burst     float64
	most      int

	mu         sync.Mutex
	young, old map[K]*bucket
	turned     time.Time
	others     bucket // of all for whom there is no place
}

type bucket struct {
	tokens float64
	at     time.Time
}

// NewRates lets each client do perSecond, 0 for no limit, and burst at once. Past most
// clients the others share one bucket.
func NewRates[K comparable](perSecond float64, burst, most int) *Rates[K] {
	return &Rates[K]{perSecond: perSecond, burst: float64(burst), most: max(most/2, 1), young: map[K]*bucket{}}
}

// Allow takes a token of a client's, if it has one.
func (r *Rates[K]) Allow(client K) bool { return r.AllowN(client, 1) }

// AllowN takes n tokens of a client's, or none where it has not as many.
func (r *Rates[K]) AllowN(client K, n int) bool {
	if r.perSecond <= 0 {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	b := r.of(client, now)
	if b.at.IsZero() {
		b.tokens = r.burst
	} else {
		b.tokens = min(r.burst, b.tokens+now.Sub(b.at).Seconds()*r.perSecond)
	}
	b.at = now
	if b.tokens < float64(n) {
		return false
	}
	b.tokens -= float64(n)
	return true
}

func (r *Rates[K]) of(client K, now time.Time) *bucket {
	full := time.Duration(r.burst / r.perSecond * float64(time.Second))
	if now.Sub(r.turned) > full {
		r.old, r.young, r.turned = r.young, map[K]*bucket{}, now
	}
	if b := r.young[client]; b != nil {
		return b
	}
	if len(r.young) >= r.most {
		return &r.others
	}
	b := r.old[client]
	if b == nil {
		b = &bucket{}
	}
	r.young[client] = b
	return b
}

// Len is how many clients are told apart.
func (r *Rates[K]) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.young) + len(r.old)
}

// ClientOf is the address of a client: in IPv6 its network, as hosts have many.
func ClientOf(remote string) netip.Prefix {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}
	}
	address := at.Addr().Unmap().WithZone("")
	bits := 32
	if address.Is6() {
		bits = 64
	}
	prefix, err := address.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}
