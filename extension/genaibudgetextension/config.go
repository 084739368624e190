package genaibudgetextension

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// Config is what a user writes under genai_budget.
type Config struct {
	// Server is where the API listens, with TLS, auth and the rest of an HTTP server.
	Server confighttp.ServerConfig `mapstructure:",squash"`
	// LedgerConfig is all that is not of the server.
	LedgerConfig `mapstructure:",squash"`
}

// LedgerConfig is what the ledger and its API are told.
type LedgerConfig struct {
	// Storage is the storage extension that keeps the ledger; empty for memory.
	Storage StorageConfig `mapstructure:"storage"`
	// OnCorrupt says what to do at the start with a store that cannot be read.
	OnCorrupt CorruptPolicy `mapstructure:"on_corrupt"`
	// Journal bounds what is written to the store, and when it is compacted.
	Journal JournalConfig `mapstructure:"journal"`
	// Redaction says what is personal in ids and names.
	Redaction RedactionConfig `mapstructure:"redaction"`
	// Budgets are the limits.
	Budgets []BudgetConfig `mapstructure:"budgets"`
	// AdminToken is the bearer token of who may list sessions and change limits.
	AdminToken configopaque.String `mapstructure:"admin_token"`
	// SessionTokens let an agent read its own session.
	SessionTokens SessionTokenConfig `mapstructure:"session_tokens"`
	// RateLimit bounds the requests of one client.
	RateLimit RateLimitConfig `mapstructure:"rate_limit"`
	// API bounds what the API holds for its clients.
	API APIConfig `mapstructure:"api"`
	// Sessions says how long sessions live and how many are kept.
	Sessions SessionsConfig `mapstructure:",squash"`
	// Feedback bounds what feedback finds its span by.
	Feedback FeedbackConfig `mapstructure:"feedback"`
	// Loops says when tool calls are a loop.
	Loops LoopsConfig `mapstructure:"loops"`
	// Context says when a context is too dear.
	Context ContextConfig `mapstructure:"context"`
}

// StorageConfig names a storage extension.
type StorageConfig struct{ id *component.ID }

// StorageIn is the storage of an id.
func StorageIn(id component.ID) StorageConfig { return StorageConfig{&id} }

// UnmarshalText reads the id of a storage extension.
func (s *StorageConfig) UnmarshalText(text []byte) error {
	var id component.ID
	if err := id.UnmarshalText(text); err != nil {
		return err
	}
	s.id = &id
	return nil
}

// Unmarshal refuses a map, which is what other kinds of stores will be.
func (s *StorageConfig) Unmarshal(conf *confmap.Conf) error {
	keys := slices.Sorted(mapKeys(conf.ToStringMap()))
	if len(keys) == 0 {
		return nil
	}
	return fmt.Errorf("storage must be the id of a storage extension, such as file_storage, got a map with %s", strings.Join(keys, ", "))
}

// CorruptPolicy is what to do with a store that cannot be read.
type CorruptPolicy string

// The policies.
const (
	FailOnCorrupt CorruptPolicy = "fail"        // refuse to start
	StartEmpty    CorruptPolicy = "start_empty" // begin anew, and say so as an error and a metric
)

// JournalConfig bounds the journal.
type JournalConfig struct {
	// SnapshotInterval is how long the journal grows before a snapshot replaces it.
	SnapshotInterval time.Duration `mapstructure:"snapshot_interval"`
	// SnapshotBytes and SnapshotRecords are how far it grows before.
	SnapshotBytes   int64 `mapstructure:"snapshot_bytes"`
	SnapshotRecords int64 `mapstructure:"snapshot_records"`
	// MaxPendingBytes is what may wait for the store; past it postings are refused.
	MaxPendingBytes int64 `mapstructure:"max_pending_bytes"`
	// WriteTimeout bounds one write.
	WriteTimeout time.Duration `mapstructure:"write_timeout"`
}

// RedactionConfig says what is personal in ids and names.
type RedactionConfig struct {
	// Entities are default, all, names of entities, or -NAME to take one away.
	Entities []string `mapstructure:"entities"`
	// MinConfidence is how sure a finding must be to count, 1 to 100.
	MinConfidence int `mapstructure:"min_confidence"`
	// Key is the master key of tokens; KeyFile is a file that holds it. Without
	// one, a key is made and kept in the storage.
	Key     configopaque.String `mapstructure:"key"`
	KeyFile string              `mapstructure:"key_file"`
	// CacheEntries bounds the ids whose tokens are remembered.
	CacheEntries int `mapstructure:"cache_entries"`
}

// SessionTokenConfig holds the key of session tokens; without one there are none.
type SessionTokenConfig struct {
	Key     configopaque.String `mapstructure:"key"`
	KeyFile string              `mapstructure:"key_file"`
}

// RateLimitConfig bounds the requests of one client, which is an address.
type RateLimitConfig struct {
	// RequestsPerSecond is 0 for no limit.
	RequestsPerSecond float64 `mapstructure:"requests_per_second"`
	Burst             int     `mapstructure:"burst"`
	// MaxClients bounds those told apart.
	MaxClients int `mapstructure:"max_clients"`
}

// APIConfig bounds what the API holds for its clients.
type APIConfig struct {
	MaxWait    time.Duration `mapstructure:"max_wait"`
	MaxWaiters int           `mapstructure:"max_waiters"`
	MaxStreams int           `mapstructure:"max_streams"`
	MaxItems   int           `mapstructure:"max_items"`
	KeepEvents int           `mapstructure:"keep_events"`
}

// SessionsConfig says how long sessions live and how many are kept; see session.Config.
type SessionsConfig struct {
	IdleAfter     time.Duration `mapstructure:"idle_after"`
	Retention     time.Duration `mapstructure:"retention"`
	MaxDuration   time.Duration `mapstructure:"max_duration"`
	Remember      time.Duration `mapstructure:"remember"`
	TraceMemory   time.Duration `mapstructure:"trace_memory"`
	ClaimWithin   time.Duration `mapstructure:"claim_within"`
	DedupeWindow  time.Duration `mapstructure:"dedupe_window"`
	MaxSessions   int           `mapstructure:"max_sessions"`
	MaxTombstones int           `mapstructure:"max_tombstones"`
	MaxTraces     int           `mapstructure:"max_traces"`
	MaxAccounts   int           `mapstructure:"max_accounts"`
	MaxEvents     int           `mapstructure:"max_events"`
	MaxDedupe     int           `mapstructure:"max_dedupe"`
	MaxNames      int           `mapstructure:"max_names"`
	MaxTenants    int           `mapstructure:"max_tenants"`
	MaxOutcomes   int           `mapstructure:"max_outcomes"`
}

// FeedbackConfig bounds what feedback finds its span by; see target.Config.
type FeedbackConfig struct {
	MaxAnswers  int `mapstructure:"max_answers"`
	MaxSessions int `mapstructure:"max_sessions"`
	MaxTurns    int `mapstructure:"max_turns"`
}

// LoopsConfig says when tool calls are a loop.
type LoopsConfig struct {
	Warn     int `mapstructure:"warn"`
	Critical int `mapstructure:"critical"`
	Failures int `mapstructure:"failures"`
}

// ContextConfig says when a context is too dear.
type ContextConfig struct {
	Tokens   int64   `mapstructure:"tokens"`
	CostRise float64 `mapstructure:"cost_rise"`
	CacheLow float64 `mapstructure:"cache_low"`
	CacheWas float64 `mapstructure:"cache_was"`
}

const defaultEndpoint = "localhost:8321"

func createDefaultConfig() component.Config {
	server := confighttp.NewDefaultServerConfig()
	server.NetAddr.Endpoint = defaultEndpoint
	server.MaxRequestBodySize = 1 << 20
	return &Config{Server: server, LedgerConfig: defaultLedgerConfig()}
}

func defaultLedgerConfig() LedgerConfig {
	return LedgerConfig{
		OnCorrupt: FailOnCorrupt,
		Journal: JournalConfig{
			SnapshotInterval: 10 * time.Minute, SnapshotBytes: 64 << 20, SnapshotRecords: 100_000,
			MaxPendingBytes: 64 << 20, WriteTimeout: 10 * time.Second,
		},
		Redaction: RedactionConfig{Entities: []string{"default"}, MinConfidence: 60, CacheEntries: 100_000},
		RateLimit: RateLimitConfig{RequestsPerSecond: 1000, Burst: 2000, MaxClients: 10_000},
		API:       APIConfig{MaxWait: time.Minute, MaxWaiters: 10_000, MaxStreams: 1000, MaxItems: 1000, KeepEvents: 10_000},
		Sessions: SessionsConfig{
			IdleAfter: 30 * time.Minute, Retention: 24 * time.Hour, MaxDuration: 7 * 24 * time.Hour, Remember: 7 * 24 * time.Hour,
			TraceMemory: 10 * time.Minute, ClaimWithin: time.Minute, DedupeWindow: time.Hour,
			MaxSessions: 1_000_000, MaxTombstones: 1_000_000, MaxTraces: 1_000_000, MaxAccounts: 100_000, MaxEvents: 100_000, MaxDedupe: 4_000_000,
			MaxNames: 50_000, MaxTenants: 10_000, MaxOutcomes: 2000,
		},
		Feedback: FeedbackConfig{MaxAnswers: 250_000, MaxSessions: 50_000, MaxTurns: 250_000},
		Loops:    LoopsConfig{Warn: 3, Critical: 8, Failures: 3},
		Context:  ContextConfig{Tokens: 200_000, CostRise: 5, CacheLow: 0.5, CacheWas: 0.9},
	}
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	errs := slices.Concat(c.checkAccess(), c.checkBounds())
	if !slices.Contains([]CorruptPolicy{FailOnCorrupt, StartEmpty}, c.OnCorrupt) {
		errs = append(errs, fmt.Errorf("on_corrupt must be one of %s, %s, got %q", FailOnCorrupt, StartEmpty, c.OnCorrupt))
	}
	if _, err := redact.New(c.Redaction.options(make([]byte, minKeyBytes))); err != nil {
		errs = append(errs, fmt.Errorf("redaction: %w", err))
	}
	ledger, err := c.ledger(nil)
	errs = append(errs, err)
	if _, err := session.New(ledger); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// checkAccess refuses what would let anybody in.
func (c *Config) checkAccess() (errs []error) {
	if err := httpapi.CheckEndpoint(&c.Server, defaultEndpoint); err != nil {
		errs = append(errs, err)
	} else if c.AdminToken == "" && !httpapi.IsLoopback(&c.Server) {
		errs = append(errs, fmt.Errorf("admin_token must be set where endpoint is not a loopback address, got %q", c.Server.NetAddr.Endpoint))
	}
	if n := len(c.AdminToken); n > 0 && n < minKeyBytes {
		errs = append(errs, fmt.Errorf("admin_token must have at least %d characters, got %d", minKeyBytes, n))
	}
	if _, err := keyfile.Read("redaction.key", c.Redaction.Key, c.Redaction.KeyFile, keyfile.MinBytes); err != nil {
		errs = append(errs, err)
	}
	if _, err := keyfile.Read("session_tokens.key", c.SessionTokens.Key, c.SessionTokens.KeyFile, keyfile.MinBytes); err != nil {
		errs = append(errs, err)
	}
	return errs
}

func (c *Config) isSocket() bool { return httpapi.IsSocket(&c.Server) }
