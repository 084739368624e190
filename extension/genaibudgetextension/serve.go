package genaibudgetextension

import (
	"fmt"
	"hash/crc32"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/api"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// maxHeaderBytes bounds what comes before a body, with the path and so the id of a session in it.
const maxHeaderBytes = 64 << 10

func (e *budgetExtension) newAPI() (*api.Server, error) {
	tokens, err := readKey("session_tokens.key", e.config.SessionTokens.Key, e.config.SessionTokens.KeyFile)
	if err != nil {
		return nil, err
	}
	settings := api.Settings{
		AdminToken:        string(e.config.AdminToken),
		SessionKey:        tokens,
		Authenticated:     e.config.Server.Auth.HasValue(),
		Origins:           e.origins(),
		RequestsPerSecond: e.config.RateLimit.RequestsPerSecond,
		Burst:             e.config.RateLimit.Burst,
		MaxClients:        e.config.RateLimit.MaxClients,
		MaxWait:           e.config.API.MaxWait,
		MaxWaiters:        e.config.API.MaxWaiters,
		MaxStreams:        e.config.API.MaxStreams,
		MaxItems:          e.config.API.MaxItems,
		Budgets:           e.ledger.Budgets,
		Version:           e.version(),
		Health:            e.health,
		Audit:             e.audit,
	}
	if e.config.AdminToken == "" && !strings.HasPrefix(string(e.config.Server.NetAddr.Transport), "unix") {
		settings.Hosts = isLoopbackHost
	}
	return api.New(settings, e.owner, e.identity, &priceBook{}, e.telemetry)
}

// version changes with the budgets: what clients hold of an answer is old, then.
func (e *budgetExtension) version() string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE(fmt.Appendf(nil, "%+v", e.config.budgetTexts())))
}

// origins are those that CORS lets read; they may change things, too.
func (e *budgetExtension) origins() (origins []string) {
	if !e.config.Server.CORS.HasValue() {
		return nil
	}
	for _, origin := range e.config.Server.CORS.Get().AllowedOrigins {
		if !strings.Contains(origin, "*") {
			origins = append(origins, origin)
		}
	}
	return origins
}

// isLoopbackHost reports whether a Host header is a name of this machine's own.
func isLoopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

func (e *budgetExtension) health() api.Health {
	h := api.Health{Status: "ok", Store: "memory", Began: string(e.began), Pending: e.owner.Pending()}
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

// withProblems makes what goes wrong before the API answer as the API does.
func withProblems() confighttp.ToServerOption {
	return confighttp.WithErrorHandler(func(w http.ResponseWriter, _ *http.Request, _ string, status int) {
		api.WriteProblem(w, status, "", 0) // the text of the error may hold what was sent
	})
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
