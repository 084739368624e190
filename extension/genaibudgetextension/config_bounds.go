package genaibudgetextension

import (
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// bounds collects what is out of its bounds.
type bounds struct{ errs []error }

func (b *bounds) wrong(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}

func (b *bounds) positive(key string, n float64, value any) {
	if !(n > 0) { // NaN is not
		b.wrong("%s must be positive, got %v", key, value)
	}
}

func (b *bounds) count(key string, n int64) { b.positive(key, float64(n), n) }

// lasting refuses what is too short to be meant: a number without a unit is nanoseconds.
func (b *bounds) lasting(key string, d, least time.Duration) {
	b.errs = append(b.errs, timespan.AtLeast(key, d, least))
}

func (b *bounds) share(key string, n float64) {
	if !(n > 0 && n <= 1) {
		b.wrong("%s must be above 0 and at most 1, got %v", key, n)
	}
}

func (c *Config) checkBounds() []error {
	b := &bounds{}
	b.count("feedback.max_answers", int64(c.Feedback.MaxAnswers))
	b.count("feedback.max_sessions", int64(c.Feedback.MaxSessions))
	b.count("feedback.max_turns", int64(c.Feedback.MaxTurns))
	b.lasting("journal.snapshot_interval", c.Journal.SnapshotInterval, time.Millisecond)
	b.count("journal.snapshot_bytes", c.Journal.SnapshotBytes)
	b.count("journal.snapshot_records", c.Journal.SnapshotRecords)
	b.count("journal.max_pending_bytes", c.Journal.MaxPendingBytes)
	b.lasting("journal.write_timeout", c.Journal.WriteTimeout, time.Millisecond)
	if n := c.Redaction.MinConfidence; n < 1 || n > 100 {
		b.wrong("redaction.min_confidence must be between 1 and 100, got %d", n)
	}
	b.count("redaction.cache_entries", int64(c.Redaction.CacheEntries))
	if c.RateLimit.RequestsPerSecond < 0 {
		b.wrong("rate_limit.requests_per_second must not be negative, got %v", c.RateLimit.RequestsPerSecond)
	}
	b.count("rate_limit.burst", int64(c.RateLimit.Burst))
	b.count("rate_limit.max_clients", int64(c.RateLimit.MaxClients))
	b.lasting("api.max_wait", c.API.MaxWait, time.Millisecond)
	b.count("api.max_waiters", int64(c.API.MaxWaiters))
	b.count("api.max_streams", int64(c.API.MaxStreams))
	b.count("api.max_items", int64(c.API.MaxItems))
	b.count("api.keep_events", int64(c.API.KeepEvents))
	b.sessions(&c.Sessions)
	b.count("loops.warn", int64(c.Loops.Warn))
	b.count("loops.failures", int64(c.Loops.Failures))
	if c.Loops.Critical < c.Loops.Warn {
		b.wrong("loops.critical must not be below loops.warn (%d), got %d", c.Loops.Warn, c.Loops.Critical)
	}
	b.count("context.tokens", c.Context.Tokens)
	b.positive("context.cost_rise", c.Context.CostRise, c.Context.CostRise)
	b.share("context.cache_low", c.Context.CacheLow)
	b.share("context.cache_was", c.Context.CacheWas)
	return b.errs
}

// sessions refuses what the ledger would take for its default, and lives too short for
// a record to arrive in. The upper bounds are the ledger's to say.
func (b *bounds) sessions(c *SessionsConfig) {
	b.lasting("idle_after", c.IdleAfter, time.Minute)
	b.lasting("retention", c.Retention, time.Minute)
	b.lasting("max_duration", c.MaxDuration, time.Minute)
	b.lasting("remember", c.Remember, time.Minute)
	b.lasting("trace_memory", c.TraceMemory, time.Minute)
	b.lasting("claim_within", c.ClaimWithin, time.Second)
	b.lasting("dedupe_window", c.DedupeWindow, time.Minute)
	for key, n := range map[string]int{
		"max_sessions": c.MaxSessions, "max_tombstones": c.MaxTombstones, "max_traces": c.MaxTraces, "max_accounts": c.MaxAccounts,
		"max_events": c.MaxEvents, "max_dedupe": c.MaxDedupe, "max_names": c.MaxNames, "max_tenants": c.MaxTenants,
		"max_outcomes": c.MaxOutcomes,
	} {
		if n == 0 {
			b.count(key, 0)
		}
	}
}
