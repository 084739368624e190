package genaicostprocessor

import (
	"errors"
	"fmt"
	"slices"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/pricefile"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// Config is what a user writes under genai_cost.
type Config struct {
	// Catalog says where prices come from besides the embedded price book.
	Catalog CatalogConfig `mapstructure:"catalog"`
	// Reported says what to do with a cost that a record already carries.
	Reported ReportedMode `mapstructure:"reported"`
	// AlsoWrite lists other conventions under which the cost is written, for
	// backends that read them. A cost written there stops a backend's own pricing.
	AlsoWrite []CostConvention `mapstructure:"also_write"`
}

// CatalogConfig names price files.
type CatalogConfig struct {
	// Files are price files in the format of the embedded price book; the first
	// one that knows a model wins, the embedded book comes last.
	Files []string `mapstructure:"files"`
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
	return &Config{Reported: ReportedVerify}
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
	_, err := c.Catalog.load()
	return errors.Join(append(errs, err)...)
}

// load reads the price files over the embedded book.
func (c *CatalogConfig) load() (*pricing.Book, error) {
	return pricefile.Load("catalog.files", c.Files)
}
