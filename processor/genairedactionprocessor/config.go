package genairedactionprocessor

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// Config is what a user writes under genai_redaction.
type Config struct {
	// Entities are default, all, names of entities, or -NAME to take one away.
	Entities []string `mapstructure:"entities"`
	// Action is what becomes of a value that was found.
	Action redact.Action `mapstructure:"action"`
	// MinConfidence is how sure a finding must be to count, 1 to 100.
	MinConfidence int `mapstructure:"min_confidence"`
	// PerEntity overrides by entity.
	PerEntity map[string]EntityConfig `mapstructure:"per_entity"`
	// Allow lists what is left alone.
	Allow AllowConfig `mapstructure:"allow"`
	// Rules are the user's own.
	Rules []RuleConfig `mapstructure:"rules"`
	// Scan bounds what is looked at.
	Scan ScanConfig `mapstructure:"scan"`
	// Content says how much of prompts and completions passes.
	Content ContentConfig `mapstructure:"content"`
	// JoinKeys are attributes that records are joined by: a value under them that
	// would be masked becomes a token, whatever the action.
	JoinKeys []string `mapstructure:"join_keys"`
	// Key is the master key of tokens and hashes; KeyFile is a file that holds it.
	Key     configopaque.String `mapstructure:"key"`
	KeyFile string              `mapstructure:"key_file"`
	// Encrypt holds the key of action encrypt.
	Encrypt EncryptConfig `mapstructure:"encrypt"`
	// Tenant says whose keys are used.
	Tenant TenantConfig `mapstructure:"tenant"`
	// Remote asks an analyzer over HTTP for what needs a model: names, places.
	Remote configoptional.Optional[RemoteConfig] `mapstructure:"remote"`
	// Summary says what is written on a record about what was masked in it.
	Summary Summary `mapstructure:"summary"`
}

// EntityConfig overrides the settings of one entity.
type EntityConfig struct {
	Action        redact.Action `mapstructure:"action"`
	MinConfidence int           `mapstructure:"min_confidence"`
	// KeepLast is how many characters action mask leaves at the end.
	KeepLast int `mapstructure:"keep_last"`
}

// AllowConfig lists what is left alone. Each is held against a candidate, never
// against the whole text it stands in.
type AllowConfig struct {
	Values  []string `mapstructure:"values"`
	Domains []string `mapstructure:"domains"`
	CIDRs   []string `mapstructure:"cidrs"`
	// Keys are key paths nothing is looked for under; * is any run of characters.
	Keys []string `mapstructure:"keys"`
}

// RuleConfig is a rule of the user's own; see redact.Rule.
type RuleConfig struct {
	Name       string   `mapstructure:"name"`
	Entity     string   `mapstructure:"entity"`
	Pattern    string   `mapstructure:"pattern"`
	Keywords   []string `mapstructure:"keywords"`
	Context    []string `mapstructure:"context"`
	Validator  string   `mapstructure:"validator"`
	Confidence int      `mapstructure:"confidence"`
	Matches    []string `mapstructure:"matches"`
	Misses     []string `mapstructure:"misses"`
}

// ScanConfig bounds what is looked at.
type ScanConfig struct {
	// MaxBytes bounds the bytes of one value that are scanned. What is past it is
	// replaced by a marker.
	MaxBytes int `mapstructure:"max_bytes"`
	// MaxFindings bounds the findings in one value, likewise.
	MaxFindings int `mapstructure:"max_findings"`
	// SkipKeys are key paths, beside the built-in ones, whose values are ids:
	// numbers under them count only with a context word. * is any run of characters.
	SkipKeys []string `mapstructure:"skip_keys"`
	// Blobs is what becomes of data URLs and long base64 runs.
	Blobs redact.BlobPolicy `mapstructure:"blobs"`
	// MinBlobBytes is the shortest base64 run that is a blob.
	MinBlobBytes int `mapstructure:"min_blob_bytes"`
	// CacheEntries bounds the results kept for texts that come again; 0 keeps none.
	CacheEntries int `mapstructure:"cache_entries"`
}

// EncryptConfig holds the key of action encrypt.
type EncryptConfig struct {
	Key     configopaque.String `mapstructure:"key"`
	KeyFile string              `mapstructure:"key_file"`
	// KeyID is the name of the key in markers.
	KeyID string `mapstructure:"key_id"`
}

// TenantConfig says whose keys are used.
type TenantConfig struct {
	// Attribute is the resource attribute that names the tenant; empty for one
	// set of keys.
	Attribute string `mapstructure:"attribute"`
	// Max bounds the derived keys that are kept.
	Max int `mapstructure:"max"`
}

// Summary is what is written on a record.
type Summary string

// The summaries.
const (
	SummaryNone     Summary = "none"
	SummarySimple   Summary = "simple"   // genai.redaction.count
	SummaryDetailed Summary = "detailed" // and genai.redaction.<entity>
)

var summaries = []Summary{SummaryNone, SummarySimple, SummaryDetailed}

func createDefaultConfig() component.Config {
	remote := RemoteConfig{
		HTTP:         confighttp.NewDefaultClientConfig(),
		Language:     "en",
		Entities:     []string{"PERSON", "LOCATION"},
		MinScore:     0.5,
		OnFailure:    FailClosed,
		BatchSize:    16,
		QueueSize:    64,
		Workers:      4,
		MaxTextBytes: 32 << 10,
		CacheEntries: 16_384,
	}
	remote.HTTP.Timeout = 2 * time.Second
	return &Config{
		Entities:      []string{"default"},
		Action:        redact.Replace,
		MinConfidence: 60,
		Scan: ScanConfig{
			MaxBytes: 4 << 20, MaxFindings: 10_000, Blobs: redact.KeepBlobs, MinBlobBytes: 512, CacheEntries: 16_384,
		},
		Content:  ContentConfig{Mode: redact.KeepContent, PreviewRunes: 200},
		JoinKeys: slices.Clone(defaultJoinKeys),
		Tenant:   TenantConfig{Attribute: "service.namespace", Max: 1024},
		Remote:   configoptional.Default(remote),
		Summary:  SummarySimple,
	}
}

// defaultJoinKeys are the names of the session under the dialects.
var defaultJoinKeys = []string{
	"session.id", "gen_ai.conversation.id", "langfuse.session.id",
	"traceloop.association.properties.session_id", "traceloop.association.properties.thread_id",
	"ai.telemetry.metadata.sessionId", "langsmith.metadata.session_id", "langsmith.metadata.thread_id",
	"gcp.vertex.agent.session_id", "conversation.id", "mastra.metadata.sessionId", "mlflow.trace.session",
}

// Validate reports everything that is wrong at once; rules are compiled and tried.
func (c *Config) Validate() error {
	errs := slices.Concat(c.checkRanges(), c.Content.check(), c.checkKeys())
	if c.Remote.HasValue() {
		errs = append(errs, c.Remote.Get().check()...)
	}
	if !slices.Contains(summaries, c.Summary) {
		errs = append(errs, fmt.Errorf("summary must be one of %s, got %q", oneof.List(summaries), c.Summary))
	}
	options, err := c.options()
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	c.leaveOutReported(&options)
	if _, err := redact.New(options); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (c *Config) checkRanges() (errs []error) {
	percent := func(key string, n, least int) {
		if n < least || n > 100 {
			errs = append(errs, fmt.Errorf("%s must be between %d and 100, got %d", key, least, n))
		}
	}
	positive := func(key string, n int) {
		if n <= 0 {
			errs = append(errs, fmt.Errorf("%s must be positive, got %d", key, n))
		}
	}
	percent("min_confidence", c.MinConfidence, 1)
	for _, entity := range sortedKeys(c.PerEntity) {
		percent("per_entity."+entity+".min_confidence", c.PerEntity[entity].MinConfidence, 0)
		if keep := c.PerEntity[entity].KeepLast; keep < 0 {
			errs = append(errs, fmt.Errorf("per_entity.%s.keep_last must not be negative, got %d", entity, keep))
		}
	}
	for i := range c.Rules {
		percent(fmt.Sprintf("rules[%d].confidence", i), c.Rules[i].Confidence, 0)
	}
	positive("scan.max_bytes", c.Scan.MaxBytes)
	positive("scan.max_findings", c.Scan.MaxFindings)
	positive("scan.min_blob_bytes", c.Scan.MinBlobBytes)
	positive("tenant.max", c.Tenant.Max)
	if c.Scan.CacheEntries < 0 {
		errs = append(errs, fmt.Errorf("scan.cache_entries must not be negative, got %d", c.Scan.CacheEntries))
	}
	return errs
}

// leaveOutReported puts something right in the place of what was found wrong
// here, so that it is not reported twice.
func (c *Config) leaveOutReported(o *redact.Options) {
	o.MaxBytes, o.MaxFindings, o.MinBlobBytes, o.MaxTenants = max(o.MaxBytes, 0), max(o.MaxFindings, 0), max(o.MinBlobBytes, 0), max(o.MaxTenants, 0)
	if o.TokenKey == nil {
		o.TokenKey = make([]byte, minKeyBytes)
	}
	if o.EncryptKey == nil {
		o.EncryptKey = make([]byte, minEncryptKeyBytes)
	}
	if o.EncryptKeyID == "" {
		o.EncryptKeyID = "none"
	}
	for entity, own := range o.PerEntity {
		own.KeepLast = max(own.KeepLast, 0)
		o.PerEntity[entity] = own
	}
}
