package api

import (
	"context"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Ledger is what is served.
type Ledger interface {
	View(key session.Key) session.View
	List(q session.Query) ([]session.Listed, session.Cursor)
	Report(now time.Time) session.Report
	SetLimit(ctx context.Context, key session.Key, limit *budget.Limit, ifRevision uint64) (session.View, error)
	End(ctx context.Context, key session.Key) error
	// Watch tells of changes of a session until stop is called.
	Watch(key session.Key) (changes <-chan struct{}, stop func())
	// EventsOf are the events of a session behind a sequence number, the number
	// up to which that is all, and false where older ones are forgotten.
	EventsOf(key session.Key, after uint64) (events []session.Event, through uint64, complete bool)
}

// Identity finds the key of what somebody typed.
type Identity interface {
	Key(tenant, id string) (session.Key, bool)
	Tenant(tenant string) string
}

// Pricer says what a call would cost.
type Pricer interface {
	Price(provider, model string, input, output int64) (cost budget.NanoUSD, ok bool)
}

// Observer counts requests.
type Observer interface {
	Answered(route Route, status int)
	Refused(limit Limit)
	Dropped(events int)
}

// Limit is a bound or rule that a request met.
type Limit string

// The limits.
const (
	LimitRate            Limit = "rate_limit"
	LimitWaiters         Limit = "waiters"
	LimitStreams         Limit = "streams"
	LimitUnauthenticated Limit = "unauthenticated"
	LimitForbidden       Limit = "forbidden"
	LimitCrossOrigin     Limit = "cross_origin"
	LimitBody            Limit = "body"
)

// Settings are what a server needs beside the ledger.
type Settings struct {
	// AdminToken is empty where everybody who can connect is an administrator.
	AdminToken string
	// SessionKey makes session tokens; nil for none.
	SessionKey []byte
	// Authenticated says that an authenticator stands before the server: who gets
	// through may read.
	Authenticated bool
	// Hosts are the names by which a server without an admin token may be called,
	// so that no page can reach it under a name of its own; nil for any.
	Hosts func(host string) bool
	// Origins are those besides the server's own whose pages may change things.
	Origins []string

	RequestsPerSecond float64 // 0 for no limit
	Burst             int
	MaxClients        int
	MaxWait           time.Duration
	MaxWaiters        int
	MaxStreams        int
	MaxItems          int

	// Budgets are those configured, and Version changes with them.
	Budgets []budget.Budget
	Version string
	// Health tells how the ledger's store does.
	Health func() Health
	// Audit is told of each change an administrator made.
	Audit func(action string, key session.Key, limit *budget.Limit, revision uint64)
}

// Server serves a ledger. It is an http.Handler.
type Server struct {
	settings Settings
	ledger   Ledger
	identity Identity
	pricer   Pricer
	observer Observer

	mux      *http.ServeMux
	origins  *http.CrossOriginProtection
	rates    *httpapi.Rates[netip.Prefix]
	waiters  room
	streams  room
	stopping chan struct{}
	stop     func()
}

// New returns a server.
func New(s Settings, l Ledger, i Identity, p Pricer, o Observer) (*Server, error) {
	server := &Server{
		settings: s, ledger: l, identity: i, pricer: p, observer: o,
		mux: http.NewServeMux(), origins: http.NewCrossOriginProtection(),
		rates:   httpapi.NewRates[netip.Prefix](s.RequestsPerSecond, s.Burst, s.MaxClients),
		waiters: newRoom(s.MaxWaiters), streams: newRoom(s.MaxStreams),
		stopping: make(chan struct{}),
	}
	for _, origin := range s.Origins {
		if err := server.origins.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	server.stop = sync.OnceFunc(func() { close(server.stopping) })
	server.routes()
	return server, nil
}

// Stop ends all that waits, so that a shutdown need not.
func (s *Server) Stop() { s.stop() }

// Waiting is how many long polls and streams there are.
func (s *Server) Waiting() (waiters, streams int) { return s.waiters.taken(), s.streams.taken() }

// Clients is how many clients are told apart.
func (s *Server) Clients() int { return s.rates.Len() }

// room bounds how many are in it.
type room struct{ places chan struct{} }

func newRoom(n int) room { return room{make(chan struct{}, n)} }

func (r room) enter() bool {
	select {
	case r.places <- struct{}{}:
		return true
	default:
		return false
	}
}

func (r room) leave() { <-r.places }

func (r room) taken() int { return len(r.places) }
