package api

import (
	"net/netip"
	"sync"
	"time"
)

// rates is a bucket of tokens for each client. Who did not ask for as long as a
// bucket takes to fill is forgotten: two generations of that length are kept.
type rates struct {
	perSecond float64
	burst     float64
	most      int

	mu         sync.Mutex
	young, old map[netip.Prefix]*bucket
	turned     time.Time
	others     bucket // of all for whom there is no place
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newRates(perSecond float64, burst, most int) *rates {
	return &rates{perSecond: perSecond, burst: float64(burst), most: max(most/2, 1), young: map[netip.Prefix]*bucket{}}
}

func (r *rates) allow(client netip.Prefix) bool {
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
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (r *rates) of(client netip.Prefix, now time.Time) *bucket {
	full := time.Duration(r.burst / r.perSecond * float64(time.Second))
	if now.Sub(r.turned) > full {
		r.old, r.young, r.turned = r.young, map[netip.Prefix]*bucket{}, now
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

func (r *rates) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.young) + len(r.old)
}

// clientOf is the address of a client: in IPv6 its network, as hosts have many.
func clientOf(remote string) netip.Prefix {
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
