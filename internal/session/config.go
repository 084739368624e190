package session

import (
	"errors"
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// Config configures a [Ledger]. Zero durations and bounds stand for the defaults.
type Config struct {
	Budgets []budget.Budget
	// Attributes are those that the scopes of budgets name, without "session" and
	// "tenant", and those that overrides match.
	Attributes []string

	IdleAfter   time.Duration // 30 m; reporting only
	Retention   time.Duration // 24 h without arrivals ends a session
	MaxDuration time.Duration // 7 d ends a session whatever happens
	Remember    time.Duration // 7 d: what an ended session had spent is kept, so that its return is no fresh budget
	TraceMemory time.Duration // 10 m after the last span of a trace
	// ClaimWithin is how long events of a session that only a trace holds together
	// wait for a record that tells the session: 60 s.
	ClaimWithin time.Duration

	MaxSessions   int           // 1,000,000 live ones
	MaxTombstones int           // 1,000,000
	MaxTraces     int           // 1,000,000
	MaxAccounts   int           // 100,000 of scopes other than the session
	MaxEvents     int           // 100,000 that wait to be delivered
	MaxNames      int           // 50,000 of services, agents, models and tools
	MaxTenants    int           // 10,000 with an overflow account of their own
	MaxOutcomes   int           // 2,000 series of how sessions ended, by outcome, service and agent
	DedupeWindow  time.Duration // 1 h at least
	MaxDedupe     int           // 4,000,000 calls

	Loops   LoopConfig
	Context ContextConfig

	// Replayed is told of all postings of a journal, as they were booked. It keeps none of
	// its arguments. nil for nobody.
	Replayed func(postings []Posting, receipts []Receipt)
}

// LoopConfig says when tool calls are a loop.
type LoopConfig struct {
	Warn     int // 3 repeats
	Critical int // 8
	Failures int // 3 failures of tools in a row
}

// ContextConfig says when a context is too dear.
type ContextConfig struct {
	Tokens   int64   // 200,000
	CostRise float64 // 5 times the early calls
	CacheLow float64 // 0.5: the hit rate of the last calls
	CacheWas float64 // 0.9: after it was this
}

const (
	maxOwnBudgets = 8       // whose scope is the session alone
	hardSessions  = 1 << 24 // slots that a key's place can name
	hardNames     = 1<<16 - 2
)

func orDefault[T int | int64 | float64 | time.Duration](value *T, standard T) {
	if *value == 0 {
		*value = standard
	}
}

func (c *Config) setDefaults() {
	orDefault(&c.IdleAfter, 30*time.Minute)
	orDefault(&c.Retention, 24*time.Hour)
	orDefault(&c.MaxDuration, 7*24*time.Hour)
	orDefault(&c.Remember, 7*24*time.Hour)
	orDefault(&c.TraceMemory, 10*time.Minute)
	orDefault(&c.ClaimWithin, time.Minute)
	orDefault(&c.MaxSessions, 1_000_000)
	orDefault(&c.MaxTombstones, 1_000_000)
	orDefault(&c.MaxTraces, 1_000_000)
	orDefault(&c.MaxAccounts, 100_000)
	orDefault(&c.MaxEvents, 100_000)
	orDefault(&c.MaxNames, 50_000)
	orDefault(&c.MaxTenants, 10_000)
	orDefault(&c.MaxOutcomes, 2000)
	orDefault(&c.DedupeWindow, time.Hour)
	orDefault(&c.MaxDedupe, 4_000_000)
	orDefault(&c.Loops.Warn, 3)
	orDefault(&c.Loops.Critical, 8)
	orDefault(&c.Loops.Failures, 3)
	orDefault(&c.Context.Tokens, 200_000)
	orDefault(&c.Context.CostRise, 5)
	orDefault(&c.Context.CacheLow, 0.5)
	orDefault(&c.Context.CacheWas, 0.9)
}

func (c *Config) rules() lane.Rules {
	return lane.Rules{
		Warn: c.Loops.Warn, Critical: c.Loops.Critical, Failures: c.Loops.Failures,
		ContextTokens: c.Context.Tokens, CostRise: c.Context.CostRise,
		CacheLow: c.Context.CacheLow, CacheWas: c.Context.CacheWas,
	}
}

func (c *Config) validate() error {
	var errs []error
	duration := func(key string, value time.Duration) {
		if value < 0 {
			errs = append(errs, fmt.Errorf("%s must not be negative, got %s", key, value))
		}
	}
	duration("idle_after", c.IdleAfter)
	duration("retention", c.Retention)
	duration("max_duration", c.MaxDuration)
	duration("remember", c.Remember)
	duration("trace_memory", c.TraceMemory)
	duration("claim_within", c.ClaimWithin)
	duration("dedupe_window", c.DedupeWindow)
	bound := func(key string, value, most int) {
		if value < 1 || value > most {
			errs = append(errs, fmt.Errorf("%s must be between 1 and %d, got %d", key, most, value))
		}
	}
	bound("max_sessions", c.MaxSessions, hardSessions)
	bound("max_tombstones", c.MaxTombstones, hardSessions)
	bound("max_traces", c.MaxTraces, hardSessions)
	bound("max_accounts", c.MaxAccounts, hardSessions)
	bound("max_events", c.MaxEvents, hardSessions)
	bound("max_names", c.MaxNames, hardNames)
	bound("max_tenants", c.MaxTenants, hardSessions)
	bound("max_outcomes", c.MaxOutcomes, hardNames)
	bound("max_dedupe", c.MaxDedupe, 1<<28)
	errs = append(errs, budget.Validate(c.Budgets, c.Attributes), c.validateOwn())
	return errors.Join(errs...)
}

// validateOwn holds what fits into the account of a session.
func (c *Config) validateOwn() error {
	own, thresholds := 0, 0
	for i := range c.Budgets {
		if ownScope(&c.Budgets[i]) {
			own++
			thresholds += len(c.Budgets[i].Thresholds)
		}
	}
	var errs []error
	if own > maxOwnBudgets {
		errs = append(errs, fmt.Errorf("budgets: at most %d may have the session alone as their scope, got %d", maxOwnBudgets, own))
	}
	if thresholds > budget.MaxThresholds {
		errs = append(errs, fmt.Errorf("budgets: those with the session alone as their scope may have %d thresholds together, got %d", budget.MaxThresholds, thresholds))
	}
	return errors.Join(errs...)
}
