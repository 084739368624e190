package genaibudgetextension

import (
	"fmt"
	"hash/crc32"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/api"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// maxHeaderBytes bounds what comes before a body, with the path and so the id of a session in it.
const maxHeaderBytes = 64 << 10

// newAPI makes the API of what is configured, and of what is running.
func (e *budgetExtension) newAPI() (*api.Server, error) {
	settings, err := e.config.api()
	if err != nil {
		return nil, err
	}
	settings.Budgets, settings.Version = e.ledger.Budgets, e.version()
	settings.Health, settings.Audit = e.health, e.audit
	return api.New(settings, e.owner, e.identity, &priceBook{}, e.telemetry)
}

// api is what the configuration says of the API.
func (c *Config) api() (api.Settings, error) {
	tokens, err := keyfile.Read("session_tokens.key", c.SessionTokens.Key, c.SessionTokens.KeyFile, keyfile.MinBytes)
	settings := api.Settings{
		AdminToken:        string(c.AdminToken),
		SessionKey:        tokens,
		Authenticated:     c.Server.Auth.HasValue(),
		Origins:           c.origins(),
		RequestsPerSecond: c.RateLimit.RequestsPerSecond,
		Burst:             c.RateLimit.Burst,
		MaxClients:        c.RateLimit.MaxClients,
		MaxWait:           c.API.MaxWait,
		MaxWaiters:        c.API.MaxWaiters,
		MaxStreams:        c.API.MaxStreams,
		MaxItems:          c.API.MaxItems,
	}
	if c.AdminToken == "" && !c.isSocket() {
		settings.Hosts = httpapi.IsLoopbackHost
	}
	return settings, err
}

// version changes with the budgets: what clients hold of an answer is old, then.
func (e *budgetExtension) version() string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE(fmt.Appendf(nil, "%+v", e.config.budgetTexts())))
}

// origins are those that CORS lets read; they may change things, too.
func (c *Config) origins() (origins []string) {
	if !c.Server.CORS.HasValue() {
		return nil
	}
	for _, origin := range c.Server.CORS.Get().AllowedOrigins {
		if !strings.Contains(origin, "*") {
			origins = append(origins, origin)
		}
	}
	return origins
}

func (e *budgetExtension) health() api.Health {
	h := api.Health{Status: "ok", Store: "memory", Began: string(e.restored.From), Missing: e.restored.Missing, Pending: e.owner.Pending()}
	if e.config.Storage.id != nil {
		h.Store = e.config.Storage.id.String()
	}
	if e.telemetry.storeFails() {
		h.Status = api.Degraded
	}
	return h
}

// audit logs what an administrator changed, by the names that the ledger has.
func (e *budgetExtension) audit(action string, key session.Key, limit *budget.Limit, revision uint64) {
	fields := []zap.Field{zap.String("action", action), zap.String("tenant", key.Tenant), zap.String("session", key.Session)}
	if limit != nil {
		fields = append(fields, zap.String("limit_usd", budget.FormatUSD(limit.NanoUSD)),
			zap.Int64("limit_tokens", limit.Tokens), zap.Int64("limit_calls", limit.Calls), zap.Uint64("revision", revision))
	}
	e.logger.Info("budget API", fields...)
}

// priceBook prices what clients say of their next call. It is read when the first one asks.
type priceBook struct {
	once sync.Once
	book *pricing.Book
}

func (p *priceBook) Price(provider, model string, input, output int64) (budget.NanoUSD, bool) {
	p.once.Do(func() { p.book, _ = pricing.Embedded() }) // without it nothing has a price
	if p.book == nil || model == "" {
		return 0, false
	}
	cost, err := p.book.Price(provider, model, pricing.Usage{pricing.InputTokens: input, pricing.OutputTokens: output}, time.Now())
	return cost.Total.NanoHalfEven(), err == nil
}
