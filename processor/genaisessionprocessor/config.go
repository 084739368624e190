package genaisessionprocessor

import (
	"errors"
	"fmt"
	"slices"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
)

// Config is what a user writes under genai_session.
type Config struct {
	// Budget is the extension that keeps the ledger.
	Budget component.ID `mapstructure:"budget"`
	// Keys are the attributes that name a session, best first. They are looked for
	// on the record, then on its scope.
	Keys []string `mapstructure:"keys"`
	// ResourceKeys are attributes of the resource that name a session. None by
	// default: one process usually serves many sessions.
	ResourceKeys []string `mapstructure:"resource_keys"`
	// Tenant says whose a session is: the same id of two tenants is two sessions.
	Tenant TenantConfig `mapstructure:"tenant"`
	// OnError says what happens to a batch that the ledger could not keep.
	OnError OnError `mapstructure:"on_error"`
	// Undelivered is about batches that were posted, but not taken by the next component.
	Undelivered UndeliveredConfig `mapstructure:"undelivered"`
	// Signals is about what is found by looking at a record.
	Signals SignalsConfig `mapstructure:"signals"`
	// Outcome says which verdicts tell how a session went.
	Outcome OutcomeConfig `mapstructure:"outcome"`
}

// UndeliveredConfig bounds the memory of calls whose sender will send them again.
type UndeliveredConfig struct {
	// MaxCalls is how many calls are remembered at most; 0 remembers none.
	MaxCalls int `mapstructure:"max_calls"`
}

// TenantConfig says where the tenant of a record is found.
type TenantConfig struct {
	// From is where the tenant comes from.
	From TenantSource `mapstructure:"from"`
	// Attribute is the attribute of a record, its scope or its resource that names
	// the tenant. With another source it is only compared, and not believed.
	Attribute string `mapstructure:"attribute"`
	// Key is the name of the request header (metadata), or of the attribute that the
	// authenticator of the receiver gives (auth).
	Key string `mapstructure:"key"`
}

// TenantSource is where a tenant comes from.
type TenantSource string

// The sources.
const (
	// TenantFromAttribute believes what the record says.
	TenantFromAttribute TenantSource = "attribute"
	// TenantFromMetadata takes a header of the request; the receiver needs include_metadata.
	TenantFromMetadata TenantSource = "metadata"
	// TenantFromAuth takes what the receiver's authenticator found.
	TenantFromAuth TenantSource = "auth"
)

var tenantSources = []TenantSource{TenantFromAttribute, TenantFromMetadata, TenantFromAuth}

// OnError is what happens to a batch that the ledger could not keep.
type OnError string

// The two ways.
const (
	// Retry returns the error, so that the sender sends the batch again.
	Retry OnError = "retry"
	// Pass lets the batch go on without having been charged.
	Pass OnError = "pass"
)

var onErrors = []OnError{Retry, Pass}

// A browser's or a pod's session on the resource, a transport's session
// (mcp.session.id) and a project (langsmith.trace.session_id) are no sessions of agents.
var defaultKeys = []string{
	genai.AttrSessionID,
	genai.AttrConversationID,
	"langfuse.session.id",
	"traceloop.association.properties.session_id",
	"langsmith.metadata.session_id",
	"langsmith.metadata.conversation_id",
	"langsmith.metadata.thread_id",
	"ai.telemetry.metadata.sessionId",
	"microsoft.session.id",
	"conversation.id", // Codex CLI
	"thread_id",
}

func createDefaultConfig() component.Config {
	return &Config{
		Budget:      component.MustNewID("genai_budget"),
		Keys:        slices.Clone(defaultKeys),
		Tenant:      TenantConfig{From: TenantFromAttribute},
		OnError:     Retry,
		Undelivered: UndeliveredConfig{MaxCalls: 100_000},
		Signals:     defaultSignals(),
		Outcome:     defaultOutcome(),
	}
}

// tenantAttribute is the attribute that names the tenant, where nobody else does.
const tenantAttribute = "service.namespace"

// maxKeys bounds the lists of keys: a rank is kept in a byte.
const maxKeys = 64

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	var errs []error
	if len(c.Keys)+len(c.ResourceKeys) == 0 {
		errs = append(errs, errors.New("keys must not be empty"))
	}
	errs = append(errs, validateKeys("keys", c.Keys), validateKeys("resource_keys", c.ResourceKeys))
	if !slices.Contains(tenantSources, c.Tenant.From) {
		errs = append(errs, fmt.Errorf("tenant.from must be one of %s, got %q", oneof.List(tenantSources), c.Tenant.From))
	}
	switch c.Tenant.From {
	case TenantFromMetadata, TenantFromAuth:
		if c.Tenant.Key == "" {
			errs = append(errs, fmt.Errorf("tenant.key must be set with tenant.from: %s", c.Tenant.From))
		}
	case TenantFromAttribute:
		if c.Tenant.Key != "" {
			errs = append(errs, fmt.Errorf("tenant.key is for tenant.from: metadata and auth, got %q; an attribute is tenant.attribute", c.Tenant.Key))
		}
	}
	if !slices.Contains(onErrors, c.OnError) {
		errs = append(errs, fmt.Errorf("on_error must be one of %s, got %q", oneof.List(onErrors), c.OnError))
	}
	if c.Undelivered.MaxCalls < 0 {
		errs = append(errs, fmt.Errorf("undelivered.max_calls must not be negative, got %d", c.Undelivered.MaxCalls))
	}
	errs = append(errs, c.Signals.validate(), c.Outcome.validate())
	return errors.Join(errs...)
}

func validateKeys(name string, keys []string) error {
	var errs []error
	if len(keys) > maxKeys {
		errs = append(errs, fmt.Errorf("%s must be at most %d, got %d", name, maxKeys, len(keys)))
	}
	for i, key := range keys {
		if key == "" {
			errs = append(errs, fmt.Errorf("%s[%d] must not be empty", name, i))
		} else if slices.Index(keys, key) < i {
			errs = append(errs, fmt.Errorf("%s[%d] is there twice: %q", name, i, key))
		}
	}
	return errors.Join(errs...)
}
