package genaibudgetextension

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// BudgetConfig is one budget; see budget.Budget.
type BudgetConfig struct {
	Name string `mapstructure:"name"`
	// Scope is what has an account of its own: session, tenant, model, or attributes.
	Scope []string `mapstructure:"scope"`
	// Window is session, hour, day, week, month, or a duration for a rolling one.
	// Empty is session where the scope has the session.
	Window string `mapstructure:"window"`
	// Timezone is that of hour, day, week and month, by its IANA name; empty for UTC.
	Timezone    string           `mapstructure:"timezone"`
	LimitUSD    USD              `mapstructure:"limit_usd"`
	LimitTokens int64            `mapstructure:"limit_tokens"`
	LimitCalls  int64            `mapstructure:"limit_calls"`
	Thresholds  []float64        `mapstructure:"thresholds"`
	Mode        budget.Mode      `mapstructure:"mode"`
	Overrides   []OverrideConfig `mapstructure:"overrides"`
	Expected    *ExpectedConfig  `mapstructure:"expected"`
}

// OverrideConfig is another limit for the accounts that match.
type OverrideConfig struct {
	Match       map[string]string `mapstructure:"match"`
	LimitUSD    USD               `mapstructure:"limit_usd"`
	LimitTokens int64             `mapstructure:"limit_tokens"`
	LimitCalls  int64             `mapstructure:"limit_calls"`
}

// ExpectedConfig takes the limit from what was spent before.
type ExpectedConfig struct {
	// Window is how far back, as a duration with d and w: 7d.
	Window    string  `mapstructure:"window"`
	Tolerance float64 `mapstructure:"tolerance"`
}

// USD is an amount of dollars as it was typed, so that it is read without rounding.
type USD string

// UnmarshalScalar takes numbers and text.
func (u *USD) UnmarshalScalar(value confmap.ScalarValue) error {
	switch raw := value.GetRaw().(type) {
	case nil:
	case int:
		*u = USD(strconv.Itoa(raw))
	case int64:
		*u = USD(strconv.FormatInt(raw, 10))
	case uint64:
		*u = USD(strconv.FormatUint(raw, 10))
	case float64: // the shortest text that means this number is what was typed, up to 15 digits
		*u = USD(strconv.FormatFloat(raw, 'f', -1, 64))
	case string:
		*u = USD(raw)
	default:
		return fmt.Errorf("must be an amount of dollars, got %v", raw)
	}
	return nil
}

// defaultThresholds are those of a budget that names none.
var defaultThresholds = []float64{0.5, 0.8, 1}

// modelScope is what the scope "model" stands for.
const modelScope = "gen_ai.request.model"

// private puts tokens in the place of what is personal; see session.Accounts.
type private func(key, text, tenant string) string

// ledger is the configuration of the ledger. Values in matches go through p, as
// the ledger never sees others; nil leaves them.
func (c *Config) ledger(p private) (session.Config, error) {
	config := session.Config{
		IdleAfter: c.Sessions.IdleAfter, Retention: c.Sessions.Retention, MaxDuration: c.Sessions.MaxDuration,
		Remember: c.Sessions.Remember, TraceMemory: c.Sessions.TraceMemory, ClaimWithin: c.Sessions.ClaimWithin, DedupeWindow: c.Sessions.DedupeWindow,
		MaxSessions: c.Sessions.MaxSessions, MaxTombstones: c.Sessions.MaxTombstones, MaxTraces: c.Sessions.MaxTraces,
		MaxAccounts: c.Sessions.MaxAccounts, MaxEvents: c.Sessions.MaxEvents, MaxDedupe: c.Sessions.MaxDedupe,
		MaxNames: c.Sessions.MaxNames, MaxTenants: c.Sessions.MaxTenants,
		MaxOutcomes: c.Sessions.MaxOutcomes,
		Loops:       session.LoopConfig(c.Loops),
		Context:     session.ContextConfig(c.Context),
	}
	var errs []error
	for i := range c.Budgets {
		b, err := c.Budgets[i].budget(fmt.Sprintf("budgets[%d]", i), p)
		errs = append(errs, err)
		config.Budgets = append(config.Budgets, b)
		for _, name := range attributesOf(&b) {
			if !slices.Contains(config.Attributes, name) {
				config.Attributes = append(config.Attributes, name)
			}
		}
	}
	return config, errors.Join(errs...)
}

// attributesOf are the attributes that a budget looks at, beside the session and the tenant.
func attributesOf(b *budget.Budget) (names []string) {
	all := slices.Clone(b.Scope)
	for _, override := range b.Overrides {
		all = append(all, slices.Sorted(maps.Keys(override.Match))...)
	}
	return slices.DeleteFunc(all, func(name string) bool { return name == budget.ScopeSession || name == budget.ScopeTenant })
}

// budget reads what is text in the configuration. What it means is judged by the ledger.
func (c *BudgetConfig) budget(at string, p private) (budget.Budget, error) {
	b := budget.Budget{Name: c.Name, Mode: c.Mode, Thresholds: c.Thresholds}
	if b.Mode == "" {
		b.Mode = budget.Enforce
	}
	if len(b.Thresholds) == 0 {
		b.Thresholds = slices.Clone(defaultThresholds)
	}
	for _, name := range c.Scope {
		b.Scope = append(b.Scope, canonicalScope(name))
	}
	var errs []error
	window, err := c.window(at)
	errs = append(errs, err)
	b.Window = window
	b.Limit, err = readLimit(at, c.LimitUSD, c.LimitTokens, c.LimitCalls)
	errs = append(errs, err)
	for i, override := range c.Overrides {
		at := fmt.Sprintf("%s.overrides[%d]", at, i)
		limit, err := readLimit(at, override.LimitUSD, override.LimitTokens, override.LimitCalls)
		errs = append(errs, err)
		b.Overrides = append(b.Overrides, budget.Override{Match: readMatch(override.Match, p), Limit: limit})
	}
	if c.Expected != nil {
		lookback, err := parseDuration(c.Expected.Window)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s.expected.window must be a duration such as 7d, got %q", at, c.Expected.Window))
			lookback = 365 * 24 * time.Hour // so that the rest can be judged
		}
		b.Expected = &budget.Expected{Lookback: lookback, Tolerance: c.Expected.Tolerance}
	}
	return b, errors.Join(errs...)
}

func canonicalScope(name string) string {
	if name == "model" {
		return modelScope
	}
	return name
}

var calendarWindows = []budget.WindowKind{budget.Hour, budget.Day, budget.Week, budget.Month}

func (c *BudgetConfig) window(at string) (w budget.Window, err error) {
	if c.Timezone != "" {
		if w.Location, err = time.LoadLocation(c.Timezone); err != nil {
			err = fmt.Errorf("%s.timezone must be the name of a time zone such as Europe/Berlin, got %q", at, c.Timezone)
		}
	}
	switch kind := budget.WindowKind(c.Window); {
	case kind == "" && slices.Contains(c.Scope, budget.ScopeSession), kind == budget.SessionWindow:
		w.Kind = budget.SessionWindow
	case slices.Contains(calendarWindows, kind):
		w.Kind = kind
	default:
		length, parseErr := parseDuration(c.Window)
		if parseErr != nil || length <= 0 {
			err = errors.Join(err, fmt.Errorf("%s.window must be session, hour, day, week, month or a duration such as 7d, got %q", at, c.Window))
			return budget.Window{Kind: budget.Day}, err // so that the rest can be judged
		}
		w.Kind, w.Length = budget.Rolling, length
	}
	return w, err
}

// parseDuration is time.ParseDuration with days and weeks, whole or not.
func parseDuration(text string) (time.Duration, error) {
	for suffix, unit := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if digits, ok := strings.CutSuffix(text, suffix); ok {
			n, err := strconv.ParseUint(digits, 10, 16)
			return time.Duration(n) * unit, err
		}
	}
	return time.ParseDuration(text)
}

func readLimit(at string, usd USD, tokens, calls int64) (limit budget.Limit, err error) {
	limit = budget.Limit{Tokens: tokens, Calls: calls}
	if usd == "" {
		return limit, nil
	}
	if limit.NanoUSD, err = budget.ParseUSD(string(usd)); err != nil {
		err = fmt.Errorf("%s.limit_usd must be an amount of dollars with at most 9 decimals, got %q: %w", at, string(usd), err)
		limit.NanoUSD = 1 // so that the rest can be judged
	}
	return limit, err
}

// readMatch puts the tokens of personal values into a match; the tenant whose
// tokens they are is the one in the match.
func readMatch(match map[string]string, p private) map[string]string {
	read := map[string]string{}
	for name, value := range match {
		key := canonicalScope(name)
		read[key] = value
		if p != nil {
			read[key] = p(key, value, match[budget.ScopeTenant])
		}
	}
	return read
}

// budgetTexts are the budgets as they were typed, without pointers.
func (c *Config) budgetTexts() []any {
	texts := make([]any, 0, 2*len(c.Budgets))
	for _, b := range c.Budgets {
		if b.Expected != nil {
			texts = append(texts, *b.Expected)
		}
		b.Expected = nil
		texts = append(texts, b)
	}
	return texts
}
