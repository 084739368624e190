package genaicostprocessor

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
)

// Config is what a user writes under genai_cost.
type Config struct {
	// Catalog says where prices come from besides the embedded price book.
	Catalog CatalogConfig `mapstructure:"catalog"`
	// Overrides are prices of your own, providers as in a price file; they win over all others.
	Overrides []map[string]any `mapstructure:"overrides"`
	// Reported says what to do with a cost that a record already carries.
	Reported ReportedMode `mapstructure:"reported"`
	// AlsoWrite lists other conventions under which the cost is written, for
	// backends that read them. A cost written there stops a backend's own pricing.
	AlsoWrite []CostConvention `mapstructure:"also_write"`
}

// ReportedMode is what happens to a cost that a record already carries.
type ReportedMode string

// The reported cost is what the call costs in either mode.
const (
	// ReportedVerify compares it with the price book and marks a call where they disagree.
	ReportedVerify ReportedMode = "verify"
	// ReportedTrust takes it as it is.
	ReportedTrust ReportedMode = "trust"
)

var reportedModes = []ReportedMode{ReportedVerify, ReportedTrust}

// CostConvention is a set of cost attributes that some backend reads.
type CostConvention string

// Conventions in which a cost can be written, by the attribute or the product that reads it.
const (
	ConventionUsageCost     CostConvention = "gen_ai.usage.cost"
	ConventionLLMCost       CostConvention = "llm.cost"
	ConventionLangfuse      CostConvention = "langfuse"
	ConventionOperationCost CostConvention = "operation.cost"
)

var costConventions = []CostConvention{ConventionUsageCost, ConventionLLMCost, ConventionLangfuse, ConventionOperationCost}

func createDefaultConfig() component.Config {
	return &Config{Reported: ReportedVerify, Catalog: CatalogConfig{Refresh: 24 * time.Hour}}
}

// Validate reports everything that is wrong at once, price files included.
func (c *Config) Validate() error {
	var errs []error
	if !slices.Contains(reportedModes, c.Reported) {
		errs = append(errs, fmt.Errorf("reported must be one of %s, got %q", oneof.List(reportedModes), c.Reported))
	}
	for i, convention := range c.AlsoWrite {
		if !slices.Contains(costConventions, convention) {
			errs = append(errs, fmt.Errorf("also_write[%d]: unknown convention %q, expected one of %s", i, convention, oneof.List(costConventions)))
		}
	}
	_, err := c.own()
	return errors.Join(append(errs, c.Catalog.validate(), err)...)
}
