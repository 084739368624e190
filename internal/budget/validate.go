package budget

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Bounds of what a configuration may have.
const (
	MaxBudgets    = 256
	MaxThresholds = 32
	MaxOverrides  = 250
	MaxPast       = 1024 // windows that an expectation looks back on

	minRolling   = time.Minute
	maxTolerance = 10
	maxThreshold = 10 // who writes more means percent
)

// ScopeTenant is the scope that is the tenant.
const ScopeTenant = "tenant"

// Validate tells all that is wrong with budgets, by keys as in
// budgets[2].window. The attributes are those whose values are known beside the
// session and the tenant.
func Validate(budgets []Budget, attributes []string) error {
	var errs []error
	if len(budgets) > MaxBudgets {
		errs = append(errs, fmt.Errorf("budgets: at most %d, got %d", MaxBudgets, len(budgets)))
	}
	names := map[string]int{}
	for i := range budgets {
		b := &budgets[i]
		if first, twice := names[b.Name]; twice {
			errs = append(errs, fmt.Errorf("budgets[%d].name: %q is the name of budgets[%d]", i, b.Name, first))
		} else {
			names[b.Name] = i
		}
		check := checks{prefix: fmt.Sprintf("budgets[%d]", i)}
		check.budget(b, attributes)
		errs = append(errs, check.errs...)
	}
	return errors.Join(errs...)
}

type checks struct {
	prefix string
	errs   []error
}

func (c *checks) wrong(key, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s.%s "+format, append([]any{c.prefix, key}, args...)...))
}

func (c *checks) budget(b *Budget, attributes []string) {
	if !validName(b.Name) {
		c.wrong("name", "must be 1 to 64 letters, digits, - and _, got %q", b.Name)
	}
	if b.Mode != "" && b.Mode != Enforce && b.Mode != Shadow {
		c.wrong("mode", "must be enforce or shadow, got %q", b.Mode)
	}
	c.scope(b, attributes)
	c.window(b)
	c.limits(b)
	c.thresholds(b.Thresholds)
	c.overrides(b, attributes)
	c.expected(b)
}

func validName(name string) bool {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return name != "" && len(name) <= 64
}

func (c *checks) scope(b *Budget, attributes []string) {
	if len(b.Scope) == 0 {
		c.wrong("scope", "must name what has an account of its own, as in [session]")
	}
	for i, name := range b.Scope {
		switch {
		case slices.Contains(b.Scope[:i], name):
			c.wrong("scope", "names %q twice", name)
		case !known(name, attributes):
			c.wrong("scope", "names the unknown attribute %q", name)
		}
	}
}

func known(name string, attributes []string) bool {
	return name == ScopeSession || name == ScopeTenant || name != "" && slices.Contains(attributes, name)
}

func (c *checks) window(b *Budget) {
	switch b.Window.Kind {
	case Hour, Day, Week, Month:
	case SessionWindow:
		if !slices.Contains(b.Scope, ScopeSession) {
			c.wrong("window", "session needs session in the scope, got %q", b.Scope)
		}
	case Rolling:
		if b.Window.Length < minRolling {
			c.wrong("window", "must be at least %s, got %s", minRolling, b.Window.Length)
		}
	default:
		c.wrong("window", "must be session, hour, day, week, month or rolling, got %q", b.Window.Kind)
	}
}

func (c *checks) limits(b *Budget) {
	c.limit("", b.Limit)
	if b.Limit == (Limit{}) && b.Expected == nil {
		c.wrong("limit_usd", "must be set, or limit_tokens, limit_calls or expected")
	}
	if b.Limit != (Limit{}) && b.Expected != nil {
		c.wrong("expected", "takes the place of a limit; set one of them")
	}
}

func (c *checks) limit(key string, l Limit) {
	if l.NanoUSD < 0 {
		c.wrong(key+"limit_usd", "must be positive, got %v", float64(l.NanoUSD)/nanoPerUSD)
	}
	if l.Tokens < 0 {
		c.wrong(key+"limit_tokens", "must be positive, got %d", l.Tokens)
	}
	if l.Calls < 0 {
		c.wrong(key+"limit_calls", "must be positive, got %d", l.Calls)
	}
}

func (c *checks) thresholds(thresholds []float64) {
	if len(thresholds) > MaxThresholds {
		c.wrong("thresholds", "may be at most %d, got %d", MaxThresholds, len(thresholds))
	}
	for i, t := range thresholds {
		switch {
		case !(t > 0 && t <= maxThreshold): // NaN is neither
			c.wrong(fmt.Sprintf("thresholds[%d]", i), "must be above 0 and at most %d, got %v: it is a share of the limit, so that 0.8 is 80 %%", maxThreshold, t)
		case i > 0 && t <= thresholds[i-1]:
			c.wrong(fmt.Sprintf("thresholds[%d]", i), "must be above the one before, %v, got %v", thresholds[i-1], t)
		}
	}
}

func (c *checks) overrides(b *Budget, attributes []string) {
	if len(b.Overrides) > MaxOverrides {
		c.wrong("overrides", "may be at most %d, got %d", MaxOverrides, len(b.Overrides))
	}
	own := !slices.ContainsFunc(b.Scope, func(name string) bool { return name != ScopeSession && name != ScopeTenant }) &&
		b.Window.Kind == SessionWindow
	for i, o := range b.Overrides {
		key := fmt.Sprintf("overrides[%d].", i)
		c.limit(key, o.Limit)
		if o.Limit == (Limit{}) {
			c.wrong(key+"limit_usd", "must be set, or limit_tokens or limit_calls")
		}
		if len(o.Match) == 0 {
			c.wrong(key+"match", "must name an attribute and its value")
		}
		for name := range o.Match {
			switch {
			case name == ScopeSession || !known(name, attributes):
				c.wrong(key+"match", "names the unknown attribute %q", name)
			case !own && !slices.Contains(b.Scope, name):
				c.wrong(key+"match", "names %q, which is not in the scope", name)
			}
		}
	}
}

func (c *checks) expected(b *Budget) {
	if b.Expected == nil {
		return
	}
	if t := b.Expected.Tolerance; !(t > 0 && t <= maxTolerance) {
		c.wrong("expected.tolerance", "must be above 0 and at most %d, got %v: it is a factor, so that 1.2 is 20 %% more", maxTolerance, t)
	}
	length := b.Window.nominal()
	switch {
	case length == 0:
		c.wrong("expected", "needs a window of hour, day, week or month, got %q", b.Window.Kind)
	case b.Expected.Lookback < length:
		c.wrong("expected.window", "must be at least the budget's, %s, got %s", length, b.Expected.Lookback)
	case b.Expected.Lookback/length > MaxPast:
		c.wrong("expected.window", "may be at most %d times the budget's, %s, got %s", MaxPast, length, b.Expected.Lookback)
	}
}

// nominal is the length of calendar windows, as far as they have one.
func (w Window) nominal() time.Duration {
	const day = 24 * time.Hour
	switch w.Kind {
	case Hour:
		return time.Hour
	case Day:
		return day
	case Week:
		return 7 * day
	case Month:
		return 28 * day
	default:
		return 0
	}
}

const nanoPerUSD = 1e9

// Limit is what an expectation allows, given the mean spend of past windows in nano-USD.
func (e Expected) Limit(mean NanoUSD) Limit {
	limit := math.Round(float64(mean) * e.Tolerance)
	if !(limit < maxInt64) {
		return Limit{NanoUSD: maxInt64}
	}
	return Limit{NanoUSD: NanoUSD(limit)}
}
