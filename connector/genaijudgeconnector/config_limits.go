package genaijudgeconnector

import (
	"fmt"
	"math"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
)

// LimitsConfig bounds what the model may cost within a full hour and a day of UTC. 0 is no limit.
type LimitsConfig struct {
	USDPerHour    float64 `mapstructure:"usd_per_hour"`
	USDPerDay     float64 `mapstructure:"usd_per_day"`
	TokensPerHour int64   `mapstructure:"tokens_per_hour"`
	TokensPerDay  int64   `mapstructure:"tokens_per_day"`
}

const (
	nanoPerUSD = 1e9
	// maxUSD is where nano-dollars are still counted exactly by what reads them as a double.
	maxUSD = 1_000_000
)

func (c *LimitsConfig) check(key string) (errs []error) {
	for _, limit := range []struct {
		key string
		usd float64
	}{{".usd_per_hour", c.USDPerHour}, {".usd_per_day", c.USDPerDay}} {
		if !(limit.usd >= 0 && limit.usd <= maxUSD) {
			errs = append(errs, fmt.Errorf("%s%s must be between 0 and %d, got %v", key, limit.key, maxUSD, limit.usd))
		} else if limit.usd > 0 && nano(limit.usd) == 0 {
			errs = append(errs, fmt.Errorf("%s%s must be 0 for no limit or at least 0.000000001, got %v", key, limit.key, limit.usd))
		}
	}
	for _, limit := range []struct {
		key    string
		tokens int64
	}{{".tokens_per_hour", c.TokensPerHour}, {".tokens_per_day", c.TokensPerDay}} {
		if limit.tokens < 0 {
			errs = append(errs, fmt.Errorf("%s%s must not be negative, got %d", key, limit.key, limit.tokens))
		}
	}
	return errs
}

func (c *LimitsConfig) limits() spending.Limits {
	return spending.Limits{
		Hour: spending.Amount{NanoUSD: nano(c.USDPerHour), Tokens: c.TokensPerHour},
		Day:  spending.Amount{NanoUSD: nano(c.USDPerDay), Tokens: c.TokensPerDay},
	}
}

func (c *LimitsConfig) capsTokens() bool { return c.TokensPerHour > 0 || c.TokensPerDay > 0 }

func nano(usd float64) int64 { return int64(math.Round(usd * nanoPerUSD)) }
